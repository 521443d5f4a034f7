"""The rules of a centre's answer (Mode opératoire B, étape 2): pre-validated with a payment deadline, or refused."""

from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from shared.catalogue import Centre
from shared.deadline.deadline import DeadlineRules, deadline, hold_until
from shared.models import Strict
from shared.problems import TooLateError
from shared.registration import transition
from shared.registration.lifecycle import Event
from shared.registration.model import Cause, Registration


class Reason(StrEnum):
    """Why a centre refuses. The system's own reason, no answer in time, is not for a centre to give."""

    FULL = "full"
    INCOMPLETE = "incomplete"
    EXAM_NOT_RUN = "exam-not-run"
    OTHER = "other"


class RefusalRequest(Strict):
    reason: Reason
    message: str | None = Field(default=None, min_length=1, max_length=500, description="Un mot au candidat")

    @model_validator(mode="after")
    def _other_is_explained(self) -> Self:
        if self.reason is Reason.OTHER and not self.message:
            raise ValueError("Expliquez le motif au candidat dans le champ message")
        return self


def prevalidated(registration: Registration, centre: Centre, rules: DeadlineRules, cause: Cause) -> Registration:
    """The registration with its deadline, holding its seats until the deadline plus the recording grace.

    Raises:
        IllegalTransitionError: it is not pending.
        TooLateError: the deadline plus grace would reach the first of its exams.
    """
    limit = deadline(cause.at, centre.calendar, rules)
    held_until = hold_until(limit, centre.recording_grace_days, centre.calendar, rules)
    after = transition.moved(
        registration,
        Event.PREVALIDATED,
        cause,
        prevalidated_at=cause.at,
        deadline_at=limit.at,
        last_day=limit.last_day,
        excluded_days=limit.excluded_days,
        hold_until=held_until,
        due_at=limit.reminder_at,
    )
    if held_until >= min(line.starts_at for line in registration.lines):
        raise TooLateError
    return after


def refused(registration: Registration, refusal: RefusalRequest, cause: Cause) -> Registration:
    """The registration without a clock, the centre's reason kept.

    Raises:
        IllegalTransitionError: it is not pending.
    """
    return transition.moved(
        registration, Event.REFUSED, cause, refusal=str(refusal.reason), message=refusal.message, due_at=None
    )

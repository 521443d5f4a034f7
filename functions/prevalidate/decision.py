"""The rules of a centre's answer (Mode opératoire B, étape 2): pre-validated with a payment deadline, or refused."""

from enum import StrEnum

from pydantic import Field, ValidationInfo, field_validator

from shared.catalogue import Centre, Session
from shared.deadline.deadline import DeadlineRules, deadline, hold_until
from shared.models import Strict
from shared.problems.registrations import DeadlinePassedError, TooLateError
from shared.registration import transition
from shared.registration.lifecycle import Event
from shared.registration.model import Cause, Registration


class RefusalReason(StrEnum):
    """Why a centre refuses. The system's own reason, no answer in time, is not for a centre to give."""

    FULL = "full"
    INCOMPLETE = "incomplete"
    EXAM_NOT_RUN = "exam-not-run"
    OTHER = "other"


class RefusalRequest(Strict):
    reason: RefusalReason
    message: str | None = Field(
        default=None, validate_default=True, min_length=1, max_length=500, description="Un mot au candidat"
    )

    @field_validator("message")
    @classmethod
    def _other_is_explained(cls, message: str | None, others: ValidationInfo) -> str | None:
        return explained(others.data.get("reason"), message)


def explained(reason: RefusalReason | None, message: str | None) -> str | None:
    """The message that goes with a reason.

    Raises:
        ValueError: the reason is another one than those of the list, and nothing explains it; in French.
    """
    if reason is RefusalReason.OTHER and not message:
        raise ValueError("Expliquez le motif au candidat")
    return message


def prevalidated(
    registration: Registration, session: Session, centre: Centre, rules: DeadlineRules, cause: Cause
) -> Registration:
    """The registration with its deadline, holding its seats until the deadline plus the recording grace.

    The decide-by date is asked of the session as it was read and not by a condition of the write: it only ever moves to
    later (`Session.may_move_decide_by`), so what was in time stays in time.

    Raises:
        IllegalTransitionError: it is not pending.
        DeadlinePassedError: the decide-by date has passed, though the clock has not come round yet.
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
        zone=centre.zone,
        window=rules.window,
        hold_until=held_until,
        due_at=limit.reminder_at,
    )
    if cause.at >= session.decide_by_at:
        raise DeadlinePassedError(
            "La date limite de réponse est passée : la demande est refusée avec le motif « sans réponse du centre »."
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

"""The rules of deferral (Mode opératoire B, « rappel des règles de report »).

A validated line, once, to the session that follows, for one of two grounds, by the association's decision.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from shared.catalogue import Centre, Exam, Seats, Session, at_the_same_time
from shared.deferral import DeferralState, Ground
from shared.models import Strict
from shared.problems import (
    AlreadyDeferredError,
    DeadlinePassedError,
    ExamNotRunError,
    FieldError,
    IllegalTransitionError,
    SameHourError,
    ValidationError,
)
from shared.registration import transition
from shared.registration.lifecycle import Event, after, possible_actions
from shared.registration.model import Cause, Line, LineDeferral, Registration, lines

_Code = Annotated[str, StringConstraints(max_length=16, to_upper=True)]


class DeferralRequest(Strict):
    exams: tuple[_Code, ...] = Field(min_length=1, max_length=20, description="Les épreuves à reporter")
    ground: Ground
    reason: str | None = Field(default=None, min_length=1, max_length=1000)

    @model_validator(mode="after")
    def _an_employer_says_why(self) -> Self:
        if self.ground is Ground.EMPLOYER and not self.reason:
            raise ValueError("Indiquez dans le champ reason pour quel motif l’entreprise ne peut vous libérer")
        return self


class DecisionRequest(Strict):
    """`centre` is for the association to pick when the candidate's own is full or does not run the exam."""

    decision: Literal[DeferralState.GRANTED, DeferralState.REFUSED]
    reason: str | None = Field(default=None, min_length=1, max_length=1000)
    centre: _Code | None = None

    @model_validator(mode="after")
    def _a_refusal_says_why(self) -> Self:
        if self.decision is DeferralState.REFUSED and not self.reason:
            raise ValueError("Indiquez le motif du refus dans le champ reason")
        return self


@dataclass(frozen=True, slots=True)
class Destination:
    """Where the lines go: the next session, a centre, and what it offers of the exams."""

    session: Session
    centre: Centre
    exams: list[Exam]
    seats: list[Seats]


def check_request(
    registration: Registration, request: DeferralRequest, *, ask_within: timedelta, now: datetime
) -> None:
    """Whether these lines can be asked for now.

    Raises:
        IllegalTransitionError: the registration is not validated.
        ValidationError: an exam is not one of its lines.
        AlreadyDeferredError: a line was deferred already, came from a deferral, or is being asked for.
        DeadlinePassedError: an exam was too long ago.
    """
    if "deferral" not in (actions := possible_actions(registration.state)):
        raise IllegalTransitionError(registration.state, actions, "Seule une inscription validée peut être reportée.")
    wanted = [(position, exam, registration.line(exam)) for position, exam in enumerate(request.exams)]
    if unknown := [
        FieldError(f"/exams/{position}", "unknown", f"L’épreuve {exam} n’est pas dans ce dossier")
        for position, exam, line in wanted
        if line is None
    ]:
        raise ValidationError(unknown)
    for _, exam, line in wanted:
        if registration.carried_over_from or (line and line.deferred):
            raise AlreadyDeferredError
        if line and line.deferral is LineDeferral.REQUESTED:
            raise AlreadyDeferredError(f"Un report est déjà demandé pour l’épreuve {exam}.")
        if line and now >= line.starts_at + ask_within:
            raise DeadlinePassedError(f"Un report se demande au plus tard {ask_within.days} jours après l’épreuve.")


def requested(registration: Registration, request: DeferralRequest, id: str, cause: Cause) -> Registration:
    changed = _with_lines(registration, request.exams, deferral=LineDeferral.REQUESTED, deferral_id=id)
    return transition.moved(registration, Event.DEFERRAL_REQUESTED, cause, lines=changed)


def refused(registration: Registration, exams: tuple[str, ...], cause: Cause) -> Registration:
    changed = _with_lines(registration, exams, deferral=LineDeferral.REFUSED)
    return transition.moved(registration, Event.DEFERRAL_REFUSED, cause, lines=changed)


def granted(registration: Registration, exams: tuple[str, ...], cause: Cause) -> Registration:
    """The old registration: the lines are no longer live, and give their seats back if their exam is still to come."""
    changed = _with_lines(registration, exams, deferral=LineDeferral.GRANTED, deferred_at=cause.at)
    return transition.moved(registration, Event.DEFERRAL_GRANTED, cause, lines=changed)


def carried_over(
    registration: Registration, exams: tuple[str, ...], to: Destination, reference: str, cause: Cause
) -> Registration:
    """The new registration: validated, nothing to pay, no clock.

    Raises:
        ExamNotRunError: the centre does not run all of the exams in the next session.
        SameHourError: two of them are at the same hour there.
    """
    run = {seats.exam for seats in to.seats if seats.capacity} & {exam.code for exam in to.exams}
    if missing := [exam for exam in exams if exam not in run]:
        raise ExamNotRunError(missing)
    for one, other in at_the_same_time(to.exams):
        raise SameHourError(one.code, other.code)
    return Registration(
        reference=reference,
        version=1,
        state=after(None, Event.CARRIED_OVER),
        session=to.session.code,
        centre=to.centre.code,
        nuc=registration.nuc,
        given_name=registration.given_name,
        family_name=registration.family_name,
        lines=lines(to.exams, to.centre),
        amount_cents=0,
        created_at=cause.at,
        changed_at=cause.at,
        entered_at=cause.at,
        entered_by=cause.by,
        carried_over_from=registration.reference,
    )


def _with_lines(registration: Registration, exams: tuple[str, ...], **changes: object) -> tuple[Line, ...]:
    return tuple(line.model_copy(update=changes) if line.exam in exams else line for line in registration.lines)

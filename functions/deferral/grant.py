"""Granting a deferral: the lines leave one session and arrive, validated, in the next, in one transaction."""

from dataclasses import dataclass

from boto3.dynamodb.conditions import Attr

from shared import keys, table
from shared.catalogue import Centre, Exam, Seats, Session, at_the_same_time
from shared.deferral import Deferral
from shared.problems.calls import FieldError, ValidationError
from shared.problems.registrations import ExamNotRunError, NextSessionMissingError, SameHourError
from shared.registration import reference, transition
from shared.registration.lifecycle import Event, after
from shared.registration.model import Cause, LineDeferral, Registration, lines
from shared.table import StaleError, Write


@dataclass(frozen=True, slots=True)
class Destination:
    """Where the lines go: the next session, a centre, and what it offers of the exams."""

    session: Session
    centre: Centre
    exams: list[Exam]
    seats: list[Seats]


def writes(
    registration: Registration, decided: Deferral, picked_centre: str | None, cause: Cause
) -> tuple[list[Write], str]:
    """What granting writes, the request's own mark apart, and the reference of the new registration."""
    to = destination(registration, decided.exams, picked_centre)
    old = granted(registration, decided.exams, cause)
    new = carried_over(registration, decided.exams, to, reference.draw(to.session.code), cause)
    details = {"id": decided.id, "exams": list(decided.exams), "registration": new.reference, "session": new.session}
    return [
        *transition.writes(registration, old, Event.DEFERRAL_GRANTED, cause, details),
        *transition.writes(None, new, Event.CARRIED_OVER, cause, {"from": registration.reference}),
        _still_follows(registration.session, to.session.code),
    ], new.reference


def destination(registration: Registration, exams: tuple[str, ...], picked_centre: str | None) -> Destination:
    """The next session at the centre that the association picked, or else at the same one.

    Raises:
        ValidationError: there is no such centre, or it takes no registrations any more.
        NextSessionMissingError: the next session is not set up yet.
    """
    code = picked_centre or registration.centre
    here, centre = table.read(keys.session(registration.session), keys.centre(code))
    if centre is None:
        raise ValidationError([FieldError("/centre", "unknown", "Ce centre n’existe pas")])
    if not Centre.model_validate(centre).active:
        raise ValidationError(
            [FieldError("/centre", "inactive", "Ce centre ne prend plus d’inscriptions : choisissez-en un autre")]
        )
    successor = Session.model_validate(here).successor
    if successor is None:
        raise NextSessionMissingError
    session, *offer = table.read(
        keys.session(successor),
        *(keys.exam(successor, exam) for exam in exams),
        *(keys.seats(successor, code, exam) for exam in exams),
    )
    if session is None:
        raise NextSessionMissingError
    return Destination(
        session=Session.model_validate(session),
        centre=Centre.model_validate(centre),
        exams=[Exam.model_validate(one) for one in offer[: len(exams)] if one],
        seats=[Seats.model_validate(one) for one in offer[len(exams) :] if one],
    )


def _still_follows(session: str, successor: str) -> Write:
    """To the session that follows and to no other, also if the catalogue is changed in this instant."""
    return table.check(keys.session(session), Attr("successor").eq(successor), refused=lambda _: StaleError())


def granted(registration: Registration, exams: tuple[str, ...], cause: Cause) -> Registration:
    """The old registration: the lines are no longer live, and give their seats back if their exam is still to come."""
    changed = registration.lines_with(exams, deferral=LineDeferral.GRANTED, deferred_at=cause.at)
    return transition.moved(registration, Event.DEFERRAL_GRANTED, cause, lines=changed)


def carried_over(
    registration: Registration, exams: tuple[str, ...], to: Destination, drawn: str, cause: Cause
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
        reference=drawn,
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

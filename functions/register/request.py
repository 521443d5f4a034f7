"""The rules of a new request (Mode opératoire B, étape 1).

An open session, a centre that runs all the exams, one exam an hour. That nothing else of the candidate stands at those
hours is a condition of the write.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final
from zoneinfo import ZoneInfo

from pydantic import Field, StringConstraints

from shared import keys
from shared.candidate import Candidate, complete
from shared.catalogue import Centre, Exam, NirSetting, Seats, Session, SessionCode, at_the_same_time
from shared.french.formats import date_time
from shared.french.words import session_name
from shared.http.call import Call
from shared.models import Strict
from shared.problems.calls import FieldError, UnauthenticatedError, ValidationError
from shared.problems.registrations import ExamNotRunError, NirMissingError, SessionClosedError
from shared.registration.lifecycle import Event, after
from shared.registration.model import Cause, Registration, lines

PARIS: Final = ZoneInfo("Europe/Paris")

MAX_EXAMS: Final = 20
"""Keeps the largest transaction, a granted deferral of every line, under DynamoDB's 100 items."""

_Code = Annotated[str, StringConstraints(min_length=1, max_length=16, to_upper=True)]


class RegistrationRequest(Strict):
    session: SessionCode = Field(description="La session, par exemple 2027-01")
    centre: _Code = Field(description="Le code du centre")
    exams: tuple[_Code, ...] = Field(min_length=1, max_length=MAX_EXAMS, description="Les codes des épreuves")


@dataclass(frozen=True, slots=True)
class Offer:
    """What the table says of the things that a request names; None where there is no such thing."""

    candidate: Candidate
    session: Session | None
    centre: Centre | None
    exams: list[Exam | None]
    seats: list[Seats | None]
    may_choose_again: bool
    nir_answered: bool
    """A social security number is on file, or the word that there is none."""


def load(call: Call, body: RegistrationRequest) -> Offer:
    """One read, whatever the number of exams."""
    nuc = call.identity.id
    who, session, centre, again, nir, *rest = call.read(
        keys.candidate(nuc),
        keys.session(body.session),
        keys.centre(body.centre),
        keys.may_choose_again(nuc, body.session),
        keys.nir(nuc),
        *(keys.exam(body.session, exam) for exam in body.exams),
        *(keys.seats(body.session, body.centre, exam) for exam in body.exams),
    )
    if who is None:
        raise UnauthenticatedError
    exams, seats = rest[: len(body.exams)], rest[len(body.exams) :]
    return Offer(
        candidate=complete(who),
        session=Session.model_validate(session) if session else None,
        centre=Centre.model_validate(centre) if centre else None,
        exams=[Exam.model_validate(one) if one else None for one in exams],
        seats=[Seats.model_validate(one) if one else None for one in seats],
        may_choose_again=again is not None,
        nir_answered=nir is not None,
    )


def decide(offer: Offer, body: RegistrationRequest, reference: str, cause: Cause) -> Registration:
    """The pending registration.

    Raises:
        ValidationError: the session, the centre or an exam is unknown, named twice, or two are at the same hour.
        SessionClosedError: requests are not taken now.
        NirMissingError: the session requires a social security number, and none is on file.
        ExamNotRunError: the centre does not run all of the exams in this session.
    """
    session, centre, exams = _known(offer, body)
    _check_open(session, offer, now=cause.at)
    if session.nir is NirSetting.REQUIRED and not offer.nir_answered:
        raise NirMissingError
    if not_run := [exam.code for exam, seats in zip(exams, offer.seats, strict=True) if not (seats and seats.capacity)]:
        raise ExamNotRunError(not_run)
    return Registration(
        reference=reference,
        version=1,
        state=after(None, Event.REGISTERED),
        session=session.code,
        centre=centre.code,
        nuc=offer.candidate.nuc,
        given_name=offer.candidate.given_name,
        family_name=offer.candidate.family_name,
        lines=lines(exams, centre),
        amount_cents=session.fee_cents * len(exams),
        created_at=cause.at,
        changed_at=cause.at,
        entered_at=cause.at,
        entered_by=cause.by,
        due_at=session.decide_by_at,
    )


def _known(offer: Offer, body: RegistrationRequest) -> tuple[Session, Centre, list[Exam]]:
    errors = []
    if offer.session is None:
        errors.append(FieldError("/session", "unknown", "Cette session n’existe pas"))
    if offer.centre is None:
        errors.append(FieldError("/centre", "unknown", "Ce centre n’existe pas"))
    elif not offer.centre.active:
        errors.append(
            FieldError("/centre", "inactive", "Ce centre ne prend plus d’inscriptions : choisissez-en un autre")
        )
    if offer.session is not None:
        errors += [
            FieldError(f"/exams/{position}", "unknown", f"L’épreuve {code} n’existe pas à cette session")
            for position, (code, exam) in enumerate(zip(body.exams, offer.exams, strict=True))
            if exam is None
        ]
    errors += [
        FieldError("/exams", "twice", f"L’épreuve {code} est demandée deux fois")
        for code, times in Counter(body.exams).items()
        if times > 1
    ]
    exams = [exam for exam in offer.exams if exam is not None]
    errors += [
        FieldError(
            "/exams",
            "same-hour",
            f"Les épreuves {one.code} et {other.code} ont lieu en même temps : n’en gardez qu’une",
        )
        for one, other in ([] if errors else at_the_same_time(exams))
    ]
    if errors or offer.session is None or offer.centre is None:
        raise ValidationError(errors)
    return offer.session, offer.centre, exams


def _check_open(session: Session, offer: Offer, *, now: datetime) -> None:
    name = f"Les inscriptions à la session de {session_name(session.code)}"
    if now < session.opens_at:
        raise SessionClosedError(f"{name} ouvriront le {date_time(session.opens_at, PARIS)}.")
    until = session.decide_by_at if offer.may_choose_again else session.closes_at
    if now >= until:
        raise SessionClosedError(f"{name} sont closes depuis le {date_time(until, PARIS)}.")

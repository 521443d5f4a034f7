"""What may still change once a session is published, and what is missing or odd before it is."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from shared.catalogue import Centre, Exam, Seats, Session, at_the_same_time
from shared.deadline.calendar import Calendar
from shared.deadline.deadline import DeadlineRules, deadline, hold_until
from shared.departments import time_zone
from shared.french.formats import count, enumeration, long_date
from shared.french.words import session_name
from shared.problems.calls import FieldError

PARIS: Final = time_zone("75")
_FRANCE: Final = Calendar("75")


class Remark(NamedTuple):
    """`blocking`: the session cannot be published like this."""

    code: str
    blocking: bool
    detail: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A session with all that would be published with it; `centres` are all there are, by code."""

    session: Session
    exams: list[Exam]
    seats: list[Seats]
    centres: Mapping[str, Centre]
    successor_exists: bool

    @property
    def running(self) -> list[Seats]:
        """What candidates could choose: seats at a centre that is active, for an exam of the session."""
        codes = {exam.code for exam in self.exams}
        return [
            one
            for one in self.seats
            if one.capacity and one.exam in codes and one.centre in self.centres and self.centres[one.centre].active
        ]


def promises_broken(before: Session, after: Session, exams: Iterable[Exam], *, now: datetime) -> list[FieldError]:
    """What candidates or centres already count on, once the session is published.

    The fee stays; the opening stays once it has passed; the closing and the decide-by date only move to later, because
    requests that were sent bear them; and all exams stay after the decide-by date.
    """
    errors = []
    if after.fee_cents != before.fee_cents:
        errors.append(FieldError("/fee_cents", "published", "La session est publiée : le prix ne change plus"))
    if after.opens_at != before.opens_at and now >= before.opens_at:
        errors.append(FieldError("/opens_at", "published", "Les inscriptions ont commencé : leur début ne change plus"))
    if after.closes_at < before.closes_at:
        text = "La session est publiée : la fin des inscriptions ne peut qu’être repoussée"
        errors.append(FieldError("/closes_at", "published", text))
    if after.decide_by_at < before.decide_by_at:
        text = "La session est publiée : la date limite de réponse ne peut qu’être repoussée"
        errors.append(FieldError("/decide_by_at", "published", text))
    first = first_exam_at(exams, ())
    if after.decide_by_at > before.decide_by_at and first and after.decide_by_at >= first:
        text = "Cette date doit précéder la première épreuve"
        errors.append(FieldError("/decide_by_at", "after-first-exam", text))
    return errors


def first_exam_at(exams: Iterable[Exam], zones: Iterable[ZoneInfo]) -> datetime | None:
    """Of all centres: the same wall time comes four hours earlier in Mayotte or La Réunion than it does in Paris."""
    every = {*zones} or {PARIS, time_zone("974")}
    return min((exam.starts_at(zone) for exam in exams for zone in every), default=None)


def remarks(offer: Offer, rules: DeadlineRules, *, now: datetime) -> list[Remark]:
    """Those that stand in the way of the publication come first."""
    found = [*_missing(offer), *_dates(offer, rules, now), *_odd_exams(offer), *_odd_centres(offer)]
    return sorted(found, key=lambda one: not one.blocking)


def _missing(offer: Offer) -> Iterator[Remark]:
    run = {one.exam for one in offer.running}
    if not offer.exams:
        yield Remark("no-exam", True, "La session n’a aucune épreuve.")
    elif not run:
        yield Remark("no-seats", True, "Aucun centre actif n’offre de place.")
    if nowhere := [exam.code for exam in offer.exams if exam.code not in run] if run else []:
        yield Remark("exam-without-centre", False, f"Sans aucun centre : {enumeration(nowhere)}.")
    if offer.session.successor is None:
        yield Remark("no-successor", False, "Aucune session ne lui succède : les reports devront attendre.")
    elif not offer.successor_exists:
        name = session_name(offer.session.successor)
        yield Remark("no-successor", False, f"La session suivante ({name}) n’est pas encore publiée.")


def _dates(offer: Offer, rules: DeadlineRules, now: datetime) -> Iterator[Remark]:
    session = offer.session
    if session.closes_at <= now:
        yield Remark("closed", True, "La fin des inscriptions est déjà passée.")
    elif session.opens_at <= now:
        yield Remark("opens-at-once", False, "Le début des inscriptions est passé : elles ouvriront aussitôt.")
    first = first_exam_at(offer.exams, {offer.centres[one.centre].zone for one in offer.running})
    if first is None:
        return
    if session.decide_by_at >= first:
        text = f"La date limite de réponse des centres doit précéder la première épreuve ({long_date(first)})."
        yield Remark("decide-by-after-first-exam", True, text)
    elif late := sorted(_too_late(offer, rules)):
        text = (
            f"Pré-validé le dernier jour, un candidat ne pourrait plus payer avant sa première épreuve : {_some(late)}."
        )
        yield Remark("no-time-to-pay", False, text)


def _too_late(offer: Offer, rules: DeadlineRules) -> Iterator[str]:
    """The centres at which the time to pay, from the last moment for an answer, reaches the first of their exams."""
    last_moment = offer.session.decide_by_at - datetime.resolution
    by_code = {exam.code: exam for exam in offer.exams}
    for code in {one.centre for one in offer.running}:
        centre = offer.centres[code]
        limit = deadline(last_moment, centre.calendar, rules)
        held_until = hold_until(limit, centre.recording_grace_days, centre.calendar, rules)
        here = (by_code[one.exam].starts_at(centre.zone) for one in offer.running if one.centre == code)
        if held_until >= min(here):
            yield code


def _odd_exams(offer: Offer) -> Iterator[Remark]:
    if off := [exam.code for exam in offer.exams if not _FRANCE.is_working_day(exam.on)]:
        yield Remark("not-a-working-day", False, f"Un samedi, un dimanche ou un jour férié : {enumeration(off)}.")
    if away := [exam.code for exam in offer.exams if f"{exam.on:%Y-%m}" != offer.session.code]:
        name = session_name(offer.session.code)
        yield Remark("other-month", False, f"Ailleurs qu’en {name} : {enumeration(away)}.")
    for one, other in at_the_same_time(offer.exams):
        text = f"{one.code} et {other.code} ont lieu en même temps : personne ne pourra prendre les deux."
        yield Remark("same-hour", False, text)


def _odd_centres(offer: Offer) -> Iterator[Remark]:
    offering = Counter(one.centre for one in offer.seats if one.capacity)
    if closed := sorted(code for code in offering if code in offer.centres and not offer.centres[code].active):
        yield Remark(
            "inactive-centre", False, f"Des places dans des centres qui ne sont plus actifs : {_some(closed)}."
        )
    if idle := sorted(code for code, centre in offer.centres.items() if centre.active and code not in offering):
        yield Remark("centre-without-seats", False, f"Centres actifs sans aucune place : {_some(idle)}.")


def _some(codes: list[str]) -> str:
    """All of a few; of many, the first and how many more."""
    if len(codes) <= 10:
        return enumeration(codes)
    return f"{', '.join(codes[:10])} et {count(len(codes) - 10, 'autre')}"

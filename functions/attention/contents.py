"""What a notice says: counts, ages and dates, worked out from the lists of the centres. No candidate is named."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Final, Self

from boto3.dynamodb.conditions import Key

from functions.attention import hours
from shared import catalogue, keys, table
from shared.catalogue import Centre, Session
from shared.notice import (
    ASSOCIATION,
    ExamCount,
    OverdueNotice,
    OverdueRequest,
    PaymentsNotice,
    RequestsNotice,
    Topic,
)
from shared.registration.lifecycle import State
from shared.registration.model import Registration

MOST_LISTED: Final = 100
"""Requests that one mail lists; their number is told in full up to ten times as many."""


@dataclass
class Season:
    """The sessions that are of concern, and what the centres offer in them: read once, and only if it is needed."""

    sessions: dict[str, Session]
    centres: list[Centre]

    @classmethod
    def of(cls, sessions: list[Session], centres: list[Centre]) -> Self:
        return cls({one.code: one for one in sessions}, centres)

    @cached_property
    def left(self) -> dict[tuple[str, str, str], int]:
        """Seats, by session, centre and exam."""
        offers = [catalogue.exams_and_seats(code)[1] for code in self.sessions]
        return {(one.session, one.centre, one.exam): one.left for offer in offers for one in offer}


def requests(centre: Centre, day: date, season: Season, *, now: datetime) -> RequestsNotice:
    waiting = [one for code in season.sessions for one in _of_centre(centre.code, code, State.PENDING)]
    if not waiting:
        return RequestsNotice(topic=Topic.REQUESTS, day=day, addressee=centre.code, count=0)
    oldest_at = min(one.created_at for one in waiting)
    answer_by_at = min(season.sessions[one.session].decide_by_at for one in waiting)
    return RequestsNotice(
        topic=Topic.REQUESTS,
        day=day,
        addressee=centre.code,
        count=len(waiting),
        exams=tuple(
            one.model_copy(update={"left": season.left.get((one.session, centre.code, one.exam), 0)})
            for one in _by_exam(waiting)
        ),
        oldest_at=oldest_at,
        oldest_days=hours.days_waited(oldest_at.astimezone(centre.zone).date(), day, centre.calendar),
        answer_by_at=answer_by_at if answer_by_at - now <= hours.NEAR else None,
    )


def payments(centre: Centre, day: date, season: Season) -> PaymentsNotice:
    """Few registrations are waiting for money at once: they do so for some days at most."""
    waiting = [one for code in season.sessions for one in _of_centre(centre.code, code, State.PREVALIDATED)]
    due = [one for one in waiting if one.last_day == day]
    return PaymentsNotice(
        topic=Topic.PAYMENTS,
        day=day,
        addressee=centre.code,
        count=len(due),
        exams=tuple(_by_exam(due)),
        amount_cents=sum(one.amount_cents for one in due),
    )


def overdue(day: date, season: Season, *, now: datetime) -> OverdueNotice:
    """A query a centre and session, which begins and ends with what is too old. The oldest first."""
    found = [one for centre in season.centres for one in _overdue_at(centre, season, now)]
    found.sort(key=lambda one: (one.received_on, one.reference))
    return OverdueNotice(
        topic=Topic.OVERDUE,
        day=day,
        addressee=ASSOCIATION,
        count=len(found),
        requests=tuple(found[:MOST_LISTED]),
    )


def _overdue_at(centre: Centre, season: Season, now: datetime) -> Iterator[OverdueRequest]:
    today = now.astimezone(centre.zone).date()
    for code in season.sessions:
        those = hours.waiting_too_long(centre, code, now=now)
        page = table.query(those, index=keys.CENTRE_INDEX, limit=MOST_LISTED * 10)
        for one in map(Registration.model_validate, page.items):
            received_on = one.created_at.astimezone(centre.zone).date()
            days = hours.days_waited(received_on, today, centre.calendar)
            yield OverdueRequest(reference=one.reference, centre=centre.name, received_on=received_on, days=days)


def _of_centre(centre: str, session: str, state: State) -> list[Registration]:
    partition = Key("centre_pk").eq(centre) & Key("centre_sk").begins_with(keys.centre_list(session, state))
    return [Registration.model_validate(one) for one in table.all_of(partition, index=keys.CENTRE_INDEX)]


def _by_exam(registrations: Iterable[Registration]) -> list[ExamCount]:
    """In the order of their hours."""
    lines = [(line.starts_at, one.session, line.exam) for one in registrations for line in one.lines]
    first = {(session, exam): at for at, session, exam in sorted(lines, reverse=True)}
    counts = Counter((session, exam) for _, session, exam in lines)
    return [
        ExamCount(exam=exam, session=session, count=counts[session, exam])
        for session, exam in sorted(counts, key=lambda one: (first[one], one))
    ]

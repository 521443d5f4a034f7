"""Which sessions the example is about, and their dates: whatever the day, one is open and one follows."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from shared.catalogue import NirSetting, Session
from shared.departments import time_zone

PARIS: Final = time_zone("75")
FEE_CENTS: Final = 5_000
MONDAY_TO_FRIDAY: Final = timedelta(days=5)


def sessions(now: datetime) -> tuple[Session, Session]:
    """The next January or June session, open now, and its successor, not open yet."""
    today = now.astimezone(PARIS).date()
    first = _month_after(today)
    second = _month_after(first)
    following = _session(second, opens_on=_usual_opening(second), successor=None)
    # If the usual day is still to come, this session has been open for three weeks all the same.
    opens_on = min(_usual_opening(first), _monday_of(today - timedelta(weeks=3)))
    return _session(first, opens_on=opens_on, successor=following.code), following


def exam_week(session: str) -> date:
    """The Monday of the last full week of the session's month."""
    year, month = map(int, session.split("-"))
    return _monday_of(date(year, month + 1, 1) - MONDAY_TO_FRIDAY)


def _session(month: date, *, opens_on: date, successor: str | None) -> Session:
    """Candidates ask until a fortnight before the exams; centres have four days more to answer.

    What is left is enough to pay and to record it: 72 working hours, a public holiday and two days of grace.
    """
    code = _code(month)
    exams_from = exam_week(code)
    return Session(
        code=code,
        opens_at=_in_paris(opens_on, time(9)),
        closes_at=_in_paris(exams_from - timedelta(days=14), time.min),
        decide_by_at=_in_paris(exams_from - timedelta(days=10), time.min),
        fee_cents=FEE_CENTS,
        successor=successor,
        nir=NirSetting.OPTIONAL,
    )


def _usual_opening(month: date) -> date:
    return exam_week(_code(month)) - timedelta(weeks=12)


def _month_after(day: date) -> date:
    """The next first of January or of June."""
    return min(first for first in (date(day.year, 6, 1), date(day.year + 1, 1, 1)) if day < first)


def _code(month: date) -> str:
    return f"{month:%Y-%m}"


def _monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _in_paris(day: date, at: time) -> datetime:
    return datetime.combine(day, at, PARIS).astimezone(UTC)

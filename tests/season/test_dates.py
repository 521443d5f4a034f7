from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from pydantic import TypeAdapter

from local.season.dates import exam_week, sessions
from local.season.example import example
from shared.catalogue import CheckedSession
from shared.deadline.deadline import DeadlineRules, deadline, hold_until

PARIS = ZoneInfo("Europe/Paris")
RULES = DeadlineRules.parse(window="72h", rounding="end-of-day", reminder_hour="09:00", reminder_working_days="1")
YEARS = range(2024, 2040)


def every_moment() -> Iterator[datetime]:
    """The first and the last moment of each day in Paris, over sixteen years."""
    day = date(YEARS.start, 1, 1)
    while day.year < YEARS.stop:
        yield datetime.combine(day, time.min, PARIS).astimezone(UTC)
        yield datetime.combine(day, time.max, PARIS).astimezone(UTC)
        day += timedelta(days=1)


def test_on_every_day_one_session_is_open_and_its_successor_is_not() -> None:
    for now in every_moment():
        current, following = sessions(now)
        assert current.opens_at <= now - timedelta(weeks=2), now
        assert now < current.closes_at - timedelta(days=5), now
        assert now < following.opens_at, now
        assert (current.successor, following.successor) == (following.code, None)


def test_on_every_day_the_dates_are_in_order() -> None:
    checked = TypeAdapter(CheckedSession)
    for now in every_moment():
        for session in sessions(now):
            assert checked.validate_python(session.model_dump()) == session
            assert session.closes_at < session.decide_by_at
            assert session.decide_by_at < datetime.combine(exam_week(session.code), time.min, PARIS)


@pytest.mark.parametrize(
    ("today", "codes"),
    [
        (date(2026, 11, 23), ("2027-01", "2027-06")),
        (date(2026, 12, 31), ("2027-01", "2027-06")),
        (date(2027, 1, 1), ("2027-06", "2028-01")),
        (date(2027, 5, 31), ("2027-06", "2028-01")),
        (date(2027, 6, 1), ("2028-01", "2028-06")),
    ],
)
def test_the_session_is_the_next_january_or_june_that_has_not_begun(today: date, codes: tuple[str, str]) -> None:
    current, following = sessions(datetime.combine(today, time(12), PARIS))
    assert (current.code, following.code) == codes


def test_the_day_is_that_of_paris() -> None:
    new_year_in_paris = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    assert sessions(new_year_in_paris)[0].code == "2027-06"


def test_the_exams_are_from_monday_to_friday_within_the_month() -> None:
    for year in YEARS:
        for month in (1, 6):
            monday = exam_week(f"{year}-{month:02}")
            assert monday.weekday() == 0
            assert (monday + timedelta(days=4)).month == monday.month == month
            assert (monday + timedelta(days=11)).month != month


def test_whoever_is_prevalidated_at_the_last_moment_can_still_pay_before_the_first_exam() -> None:
    for year in YEARS:
        season = example(datetime(year, 4, 1, tzinfo=UTC))
        for session in season.sessions:
            last_moment = session.decide_by_at - timedelta.resolution
            for centre in season.centres:
                limit = deadline(last_moment, centre.calendar, RULES)
                held_until = hold_until(limit, centre.recording_grace_days, centre.calendar, RULES)
                exams = [exam for exam in season.exams if exam.session == session.code]
                first_exam_at = min(exam.starts_at(centre.zone) for exam in exams)
                assert held_until < first_exam_at, (session.code, centre.code)

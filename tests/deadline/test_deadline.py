from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.deadline.calendar import Calendar
from shared.deadline.deadline import (
    DeadlineRules,
    deadline,
    hold_until,
    last_day,
    received_in_time,
    working_days_left,
)
from shared.departments import NAMES

RULES = DeadlineRules(timedelta(hours=72), end_of_day=True, reminder_at_hour=time(9), reminder_working_days=1)
STRASBOURG = Calendar("67", observes_good_friday=True)
PARIS = Calendar("75")


def local(calendar: Calendar, text: str) -> datetime:
    """The UTC instant of "2026-01-12 09:30" on the centre's clocks."""
    return datetime.fromisoformat(text).replace(tzinfo=calendar.zone).astimezone(UTC)


def window(text: str, rounding: str = "end-of-day") -> DeadlineRules:
    return DeadlineRules.parse(window=text, rounding=rounding, reminder_hour="09:00", reminder_working_days="1")


@pytest.mark.parametrize(
    ("calendar", "prevalidated", "last", "at", "reminder"),
    [
        (PARIS, "2026-01-12 09:30", "2026-01-15", "2026-01-15T23:00:00Z", "2026-01-14T08:00:00Z"),
        (PARIS, "2026-01-16 18:45", "2026-01-21", "2026-01-21T23:00:00Z", "2026-01-20T08:00:00Z"),
        (PARIS, "2026-01-17 10:00", "2026-01-21", "2026-01-21T23:00:00Z", "2026-01-20T08:00:00Z"),
        (PARIS, "2026-04-02 14:00", "2026-04-08", "2026-04-08T22:00:00Z", "2026-04-07T07:00:00Z"),
        (STRASBOURG, "2026-04-02 14:00", "2026-04-09", "2026-04-09T22:00:00Z", "2026-04-08T07:00:00Z"),
        (PARIS, "2026-05-13 11:00", "2026-05-19", "2026-05-19T22:00:00Z", "2026-05-18T07:00:00Z"),
        (PARIS, "2026-03-27 18:00", "2026-04-01", "2026-04-01T22:00:00Z", "2026-03-31T07:00:00Z"),
        (Calendar("972"), "2026-05-20 09:00", "2026-05-27", "2026-05-28T04:00:00Z", "2026-05-26T13:00:00Z"),
    ],
)
def test_the_table_of_the_procedure_holds_to_the_second(
    calendar: Calendar, prevalidated: str, last: str, at: str, reminder: str
) -> None:
    due = deadline(local(calendar, prevalidated), calendar, RULES)
    assert due.at == datetime.fromisoformat(at)
    assert due.last_day == date.fromisoformat(last)
    assert due.reminder_at == datetime.fromisoformat(reminder)
    assert due.at.tzinfo is due.reminder_at.tzinfo is UTC


@pytest.mark.parametrize(
    ("prevalidated", "last"),
    [
        ("2026-01-12 00:00:00", "2026-01-14"),  # the 72nd hour ends with Wednesday
        ("2026-01-12 00:00:01", "2026-01-15"),
        ("2026-01-12 23:59:59", "2026-01-15"),
        ("2026-01-13 00:00:00", "2026-01-15"),
    ],
)
def test_the_day_changes_with_the_second_after_midnight(prevalidated: str, last: str) -> None:
    assert deadline(local(PARIS, prevalidated), PARIS, RULES).last_day == date.fromisoformat(last)


def test_the_day_begins_at_the_centre_and_not_in_greenwich() -> None:
    late_on_monday = datetime(2026, 7, 6, 22, 30, tzinfo=UTC)  # Tuesday 0:30 in Paris, 2:30 in Saint-Denis
    assert deadline(late_on_monday, PARIS, RULES).last_day == date(2026, 7, 10)
    assert deadline(late_on_monday, Calendar("974"), RULES).last_day == date(2026, 7, 10)
    early_on_tuesday = datetime(2026, 7, 7, 2, 30, tzinfo=UTC)  # Monday 22:30 in Fort-de-France
    assert deadline(early_on_tuesday, Calendar("972"), RULES).last_day == date(2026, 7, 9)


@pytest.mark.parametrize(
    ("calendar", "prevalidated", "at"),
    [
        (PARIS, "2026-10-23 18:00", "2026-10-28T23:00:00Z"),  # 25 October has 25 hours
        (PARIS, "2026-10-25 02:30", "2026-10-28T23:00:00Z"),  # in the hour that comes twice
        (PARIS, "2026-03-29 02:30", "2026-04-01T22:00:00Z"),  # in the hour that does not exist
        (Calendar("975"), "2026-03-06 18:00", "2026-03-12T02:00:00Z"),  # there it is on 8 March
        (Calendar("972"), "2026-03-27 18:00", "2026-04-02T04:00:00Z"),  # no summer time
    ],
)
def test_a_change_of_clock_moves_nothing(calendar: Calendar, prevalidated: str, at: str) -> None:
    assert deadline(local(calendar, prevalidated), calendar, RULES).at == datetime.fromisoformat(at)


def test_both_passes_of_the_repeated_hour_give_the_same_deadline() -> None:
    first, second = (datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1))
    assert first.astimezone(PARIS.zone).time() == second.astimezone(PARIS.zone).time() == time(2, 30)
    assert deadline(first, PARIS, RULES) == deadline(second, PARIS, RULES)


@pytest.mark.parametrize(
    ("prevalidated", "last"),
    [("2028-02-28 10:00", "2028-03-02"), ("2027-02-26 10:00", "2027-03-03"), ("2028-02-29 00:00", "2028-03-02")],
)
def test_the_29th_of_february_counts_when_it_exists(prevalidated: str, last: str) -> None:
    assert deadline(local(PARIS, prevalidated), PARIS, RULES).last_day == date.fromisoformat(last)


def test_the_closing_days_of_the_centre_stop_the_clock() -> None:
    closed = frozenset({date(2026, 1, 14), date(2026, 1, 15)})
    calendar = Calendar("02", closing_days=closed)
    due = deadline(local(calendar, "2026-01-12 09:30"), calendar, RULES)
    assert due.last_day == date(2026, 1, 19)
    assert due.reminder_at == local(calendar, "2026-01-16 09:00")


def test_the_reminder_never_comes_on_a_closing_day() -> None:
    calendar = Calendar("02", closing_days=frozenset({date(2026, 1, 20)}))
    due = deadline(local(calendar, "2026-01-16 18:45"), calendar, RULES)
    assert (due.last_day, due.reminder_at) == (date(2026, 1, 22), local(calendar, "2026-01-21 09:00"))


@pytest.mark.parametrize(
    ("calendar", "prevalidated", "excluded"),
    [
        (PARIS, "2026-01-12 09:30", []),
        (PARIS, "2026-01-16 18:45", ["2026-01-17", "2026-01-18"]),
        (PARIS, "2026-01-17 10:00", ["2026-01-17", "2026-01-18"]),
        (PARIS, "2026-01-18 10:00", ["2026-01-18"]),
        (STRASBOURG, "2026-04-02 14:00", ["2026-04-03", "2026-04-04", "2026-04-05", "2026-04-06"]),
        (PARIS, "2026-05-13 11:00", ["2026-05-14", "2026-05-16", "2026-05-17"]),
    ],
)
def test_the_excluded_days_are_those_on_which_the_clock_stood_still(
    calendar: Calendar, prevalidated: str, excluded: list[str]
) -> None:
    due = deadline(local(calendar, prevalidated), calendar, RULES)
    assert due.excluded_days == tuple(map(date.fromisoformat, excluded))


def test_without_rounding_the_deadline_is_the_72nd_hour_itself() -> None:
    due = deadline(local(PARIS, "2026-03-27 18:00"), PARIS, window("72h", "none"))
    assert due.at == local(PARIS, "2026-04-01 18:00")
    assert due.last_day == date(2026, 4, 1)


def test_a_window_completed_at_midnight_belongs_to_the_day_that_ends() -> None:
    due = deadline(local(PARIS, "2026-01-17 10:00"), PARIS, window("72h", "none"))
    assert (due.at, due.last_day) == (local(PARIS, "2026-01-22 00:00"), date(2026, 1, 21))


@pytest.mark.parametrize(
    ("text", "last"), [("24h", "2026-01-13"), ("48h", "2026-01-14"), ("3d", "2026-01-15"), ("120h", "2026-01-19")]
)
def test_the_window_is_a_setting(text: str, last: str) -> None:
    assert deadline(local(PARIS, "2026-01-12 09:30"), PARIS, window(text)).last_day == date.fromisoformat(last)


def test_the_hour_and_the_day_of_the_reminder_are_settings() -> None:
    rules = replace(RULES, reminder_at_hour=time(14, 30), reminder_working_days=2)
    due = deadline(local(PARIS, "2026-01-16 18:45"), PARIS, rules)
    assert due.reminder_at == local(PARIS, "2026-01-19 14:30")


def test_a_reminder_that_would_precede_the_start_goes_out_at_two_thirds() -> None:
    start = local(PARIS, "2026-01-12 09:30")
    due = deadline(start, PARIS, window("24h"))
    assert due.reminder_at - start == (due.at - start) * 2 / 3


def test_a_window_of_a_day_already_stands_still_over_a_week_end() -> None:
    due = deadline(local(PARIS, "2026-01-16 18:45"), PARIS, window("24h", "none"))
    assert due.at == local(PARIS, "2026-01-19 18:45")


def test_a_window_under_a_day_is_plain_elapsed_time_even_on_a_holiday_and_through_a_change_of_clock() -> None:
    start = datetime(2026, 3, 29, 0, 59, tzinfo=UTC)  # a Sunday, one minute before 02:00 becomes 03:00 in Paris
    due = deadline(start, PARIS, window("120s"))
    assert due.at == start + timedelta(seconds=120)
    assert due.reminder_at == start + timedelta(seconds=80)
    assert due.last_day == date(2026, 3, 29)
    assert due.excluded_days == ()


def test_a_window_under_a_day_lasts_until_the_local_day_of_its_end() -> None:
    just_before_midnight = local(PARIS, "2026-01-12 23:59:00")
    assert deadline(just_before_midnight, PARIS, window("59s")).last_day == date(2026, 1, 12)
    assert deadline(just_before_midnight, PARIS, window("60s")).last_day == date(2026, 1, 12)
    assert deadline(just_before_midnight, PARIS, window("61s")).last_day == date(2026, 1, 13)


@pytest.mark.parametrize(
    ("calendar", "prevalidated", "days", "until"),
    [
        (PARIS, "2026-01-12 09:30", 0, "2026-01-15T23:00:00Z"),
        (PARIS, "2026-01-12 09:30", 1, "2026-01-16T23:00:00Z"),
        (PARIS, "2026-01-13 09:30", 1, "2026-01-19T23:00:00Z"),  # the last day is a Friday
        (PARIS, "2026-05-07 09:30", 2, "2026-05-18T22:00:00Z"),  # Wednesday 13, then Ascension and a week-end
        (PARIS, "2026-10-20 09:30", 1, "2026-10-26T23:00:00Z"),  # the clock changes during the grace
    ],
)
def test_the_grace_ends_with_the_working_day_after_the_last(
    calendar: Calendar, prevalidated: str, days: int, until: str
) -> None:
    due = deadline(local(calendar, prevalidated), calendar, RULES)
    assert hold_until(due, days, calendar, RULES) == datetime.fromisoformat(until)


def test_a_window_under_a_day_has_no_grace() -> None:
    rules = window("120s")
    due = deadline(local(PARIS, "2026-01-12 09:30"), PARIS, rules)
    assert hold_until(due, 1, PARIS, rules) == due.at


def test_a_payment_counts_by_its_date_of_receipt() -> None:
    assert received_in_time(date(2026, 1, 20), date(2026, 1, 21))
    assert received_in_time(date(2026, 1, 21), date(2026, 1, 21))
    assert not received_in_time(date(2026, 1, 22), date(2026, 1, 21))


@pytest.mark.parametrize(
    ("today", "left"),
    [
        ("2026-05-13", 3),
        ("2026-05-14", 3),  # Ascension
        ("2026-05-15", 2),  # the bridge day counts
        ("2026-05-16", 2),
        ("2026-05-18", 1),
        ("2026-05-19", 0),
    ],
)
def test_the_working_days_left_are_those_after_today_up_to_the_last_day(today: str, left: int) -> None:
    due = deadline(local(PARIS, "2026-05-13 11:00"), PARIS, RULES)
    assert working_days_left(date.fromisoformat(today), due.last_day, due.excluded_days) == left


def test_settings_are_read_as_they_are_written() -> None:
    rules = DeadlineRules.parse(window="72h", rounding="end-of-day", reminder_hour="09:00", reminder_working_days="1")
    assert rules == RULES
    assert window("3d") == RULES
    assert window("120s").window == timedelta(seconds=120)
    assert window("90m").window == timedelta(minutes=90)
    assert not window("72h", "none").end_of_day


@pytest.mark.parametrize(
    "wrong",
    [
        {"window": "72"},
        {"window": "72 h"},
        {"window": "0h"},
        {"window": "-1h"},
        {"window": "72H"},
        {"window": ""},
        {"rounding": "End-of-day"},
        {"reminder_hour": "9h"},
        {"reminder_hour": "24:01"},
        {"reminder_working_days": "-1"},
        {"reminder_working_days": "one"},
    ],
)
def test_a_setting_that_cannot_be_read_is_refused(wrong: dict[str, str]) -> None:
    right = {"window": "72h", "rounding": "end-of-day", "reminder_hour": "09:00", "reminder_working_days": "1"}
    DeadlineRules.parse(**right)
    with pytest.raises(ValueError, match=r".+"):
        DeadlineRules.parse(**(right | wrong))


INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 12, 1), timezones=st.just(UTC))  # noqa: DTZ001
DAYS = st.dates(date(2020, 1, 1), date(2036, 12, 31))
CALENDARS = st.builds(
    Calendar,
    st.sampled_from(sorted(NAMES)),
    observes_good_friday=st.booleans(),
    closing_days=st.frozensets(DAYS, max_size=60),
)
ANY_RULES = st.builds(
    DeadlineRules,
    st.timedeltas(timedelta(seconds=1), timedelta(days=15)),
    end_of_day=st.booleans(),
    reminder_at_hour=st.times(),
    reminder_working_days=st.integers(0, 5),
)


@settings(derandomize=True, deadline=None)
@given(INSTANTS, CALENDARS, ANY_RULES, st.integers(0, 3))
def test_whatever_the_settings_everything_comes_in_order(
    start: datetime, calendar: Calendar, rules: DeadlineRules, grace: int
) -> None:
    due = deadline(start, calendar, rules)
    assert start < due.reminder_at < due.at <= hold_until(due, grace, calendar, rules)
    assert due.last_day == last_day(due.at, calendar.zone)
    assert list(due.excluded_days) == sorted(set(due.excluded_days))
    assert not any(map(calendar.is_working_day, due.excluded_days))


@settings(derandomize=True, deadline=None)
@given(INSTANTS, CALENDARS, ANY_RULES, st.timedeltas(timedelta(0), timedelta(days=20)))
def test_a_later_start_never_gives_an_earlier_deadline(
    start: datetime, calendar: Calendar, rules: DeadlineRules, later: timedelta
) -> None:
    assert deadline(start, calendar, rules).at <= deadline(start + later, calendar, rules).at


@settings(derandomize=True, deadline=None)
@given(INSTANTS, CALENDARS, DAYS)
def test_one_more_closing_day_never_brings_the_deadline_forward(
    start: datetime, calendar: Calendar, closed: date
) -> None:
    stricter = replace(calendar, closing_days=calendar.closing_days | {closed})
    assert deadline(start, calendar, RULES).at <= deadline(start, stricter, RULES).at


@given(start=INSTANTS, calendar=CALENDARS)
def test_on_every_day_of_the_window_the_working_days_left_are_those_of_the_calendar(
    start: datetime, calendar: Calendar
) -> None:
    due = deadline(start, calendar, RULES)
    first = start.astimezone(calendar.zone).date()
    days = [first + timedelta(days=number) for number in range((due.last_day - first).days + 1)]
    worked = [calendar.is_working_day(day) for day in days]
    left = [working_days_left(day, due.last_day, due.excluded_days) for day in days]
    assert left == [sum(worked[number + 1 :]) for number in range(len(days))]

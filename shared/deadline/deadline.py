"""How long a candidate has to pay: « 72 heures ouvrées » (Mode opératoire B, étape 3)."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from shared.deadline.calendar import Calendar

_ONE_DAY = timedelta(days=1)
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_ROUNDINGS = {"end-of-day": True, "none": False}


@dataclass(frozen=True)
class DeadlineRules:
    """`window` counts the 24 hours of each working day, so "72h" and "3d" are the same; under a day, see `deadline`."""

    window: timedelta
    end_of_day: bool
    reminder_at_hour: time
    reminder_working_days: int

    @classmethod
    def parse(cls, *, window: str, rounding: str, reminder_hour: str, reminder_working_days: str | int) -> Self:
        """Read the settings as they are written: "72h" (also s, m, d), "end-of-day" or "none", "09:00", "1".

        Raises:
            ValueError: one of them cannot be read.
        """
        parts = re.fullmatch(r"([1-9]\d*)([smhd])", window)
        if not parts or rounding not in _ROUNDINGS or int(reminder_working_days) < 0:
            raise ValueError(window, rounding, reminder_working_days)
        return cls(
            window=timedelta(**{_UNITS[parts[2]]: int(parts[1])}),
            end_of_day=_ROUNDINGS[rounding],
            reminder_at_hour=time.fromisoformat(reminder_hour),
            reminder_working_days=int(reminder_working_days),
        )


@dataclass(frozen=True)
class Deadline:
    at: datetime
    """Exclusive: from this instant on it is too late."""
    last_day: date
    """Last local day on which a payment may be received."""
    reminder_at: datetime
    excluded_days: tuple[date, ...]
    """Days on which the clock stood still between the start and the end, in order."""


def deadline(prevalidated_at: datetime, calendar: Calendar, rules: DeadlineRules) -> Deadline:
    """When the payment must have been received, for a pre-validation at this instant.

    The clock runs through all 24 hours of working days in the centre's local wall time and stands still on the others;
    the deadline is the end of the local day in which the window is completed. A window under a day is plain elapsed
    time instead: no calendar, no rounding, the reminder at two thirds.
    """
    if not counts_working_days(rules.window):
        at = prevalidated_at + rules.window
        return Deadline(at, last_day(at, calendar.zone), _two_thirds(prevalidated_at, at), ())
    local = prevalidated_at.astimezone(calendar.zone)
    day, completed_at, excluded = _count(local.replace(tzinfo=None), calendar, rules.window)
    at = _instant(day, _ONE_DAY if rules.end_of_day else completed_at, calendar.zone)
    return Deadline(at, day, _reminder_at(prevalidated_at, at, day, calendar, rules), excluded)


def hold_until(deadline: Deadline, grace_working_days: int, calendar: Calendar, rules: DeadlineRules) -> datetime:
    """Until when the seats stay held: what was received on the last day may be typed in afterwards.

    The grace ends with the n-th working day after the last day; a window under a day has none.
    """
    if not grace_working_days or not counts_working_days(rules.window):
        return deadline.at
    day = deadline.last_day
    for _ in range(grace_working_days):
        day = calendar.next_working_day(day)
    return _instant(day, _ONE_DAY, calendar.zone)


def received_in_time(received_on: date, last_day: date) -> bool:
    """A payment counts by its date of receipt, whenever it was typed in."""
    return received_on <= last_day


def last_day(at: datetime, zone: ZoneInfo) -> date:
    """Local day of the last moment before the exclusive instant `at`."""
    return (at - datetime.resolution).astimezone(zone).date()


def working_days_left(today: date, last_day: date, excluded_days: Collection[date]) -> int:
    """Working days after today until the last day, included: 0 on the last day itself.

    Counted with the days by which the deadline was: what a centre declares closed afterwards changes nothing.
    """
    ahead = (today + _ONE_DAY * number for number in range(1, (last_day - today).days + 1))
    return sum(day not in excluded_days for day in ahead)


def counts_working_days(window: timedelta) -> bool:
    return window >= _ONE_DAY


def _count(start: datetime, calendar: Calendar, window: timedelta) -> tuple[date, timedelta, tuple[date, ...]]:
    """Day on which the window is completed, time of that day at which it is, and days skipped on the way.

    `start` is local wall time without a zone: a change of clock moves nothing.
    """
    day = start.date()
    passed = start - datetime.combine(day, time.min)
    excluded = []
    while True:
        if not calendar.is_working_day(day):
            excluded.append(day)
        elif window <= _ONE_DAY - passed:
            return day, passed + window, tuple(excluded)
        else:
            window -= _ONE_DAY - passed
        day += _ONE_DAY
        passed = timedelta()


def _reminder_at(start: datetime, at: datetime, day: date, calendar: Calendar, rules: DeadlineRules) -> datetime:
    for _ in range(rules.reminder_working_days):
        day = calendar.previous_working_day(day)
    reminder_at = datetime.combine(day, rules.reminder_at_hour, calendar.zone).astimezone(UTC)
    # Only with other settings than « 72 heures » and the day before can this be too early or too late to be of use.
    return reminder_at if start < reminder_at < at else _two_thirds(start, at)


def _two_thirds(start: datetime, end: datetime) -> datetime:
    return start + (end - start) * 2 / 3


def _instant(day: date, passed: timedelta, zone: ZoneInfo) -> datetime:
    return (datetime.combine(day, time.min) + passed).replace(tzinfo=zone).astimezone(UTC)

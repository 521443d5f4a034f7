"""When the staff is told, and how long somebody has waited, by a centre's calendar."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Final

from boto3.dynamodb.conditions import ConditionBase, Key

from shared import keys
from shared.catalogue import Centre, Session
from shared.deadline.calendar import Calendar
from shared.registration.lifecycle import State

HOUR: Final = time(8)
PATIENCE_DAYS: Final = 5
"""Working days for which a request may wait before the association is told."""
NEAR: Final = timedelta(days=7)
"""How long before the decide-by date a centre is warned of it."""
AFTERMATH: Final = timedelta(days=31)
"""After the decide-by date there is nothing to decide, and payments may still be due."""
_ONE_DAY: Final = timedelta(days=1)


def is_time(calendar: Calendar, *, now: datetime) -> bool:
    """From eight o'clock on until the end of a working day: what an earlier run could not do is done by a later one."""
    local = now.astimezone(calendar.zone)
    return local.time() >= HOUR and calendar.is_working_day(local.date())


def days_waited(received_on: date, today: date, calendar: Calendar) -> int:
    """Working days after the day of receipt, today included."""
    days = (today - received_on).days
    return sum(calendar.is_working_day(today - offset * _ONE_DAY) for offset in range(days))


def too_long_since(calendar: Calendar, *, now: datetime) -> datetime:
    """Who was there before this instant has waited for more than `PATIENCE_DAYS`."""
    today = now.astimezone(calendar.zone).date()
    day = next(islice(_working_days_until(today, calendar), PATIENCE_DAYS, None))
    return datetime.combine(day, time.min, calendar.zone).astimezone(UTC)


def waiting_too_long(centre: Centre, session: str, *, now: datetime) -> ConditionBase:
    """Where those requests stand in the centre's list: at its beginning, the oldest first."""
    beginning = keys.centre_list(session, State.PENDING)
    until = f"{beginning}{keys.instant(too_long_since(centre.calendar, now=now))}"
    return Key("centre_pk").eq(centre.code) & Key("centre_sk").between(beginning, until)


def concerns(session: Session, *, now: datetime) -> bool:
    """Whether there may still be something to do in it."""
    return session.opens_at <= now < session.decide_by_at + AFTERMATH


def _working_days_until(day: date, calendar: Calendar) -> Iterator[date]:
    """Backwards."""
    while True:
        if calendar.is_working_day(day):
            yield day
        day -= _ONE_DAY

"""Eight o'clock on a working day, and the working days for which somebody has waited."""

from datetime import UTC, date, datetime, timedelta

import pytest

from functions.attention.hours import days_waited, is_time, too_long_since
from shared.deadline.calendar import Calendar

LAON = Calendar("02")


@pytest.mark.parametrize(
    ("department", "at", "told"),
    [
        ("02", datetime(2026, 11, 27, 6, 59, tzinfo=UTC), False),
        ("02", datetime(2026, 11, 27, 7, tzinfo=UTC), True),
        ("02", datetime(2026, 11, 27, 22, 59, tzinfo=UTC), True),
        ("02", datetime(2026, 11, 27, 23, tzinfo=UTC), False),
        ("972", datetime(2026, 11, 27, 11, 59, tzinfo=UTC), False),
        ("972", datetime(2026, 11, 27, 12, tzinfo=UTC), True),
        ("974", datetime(2026, 11, 27, 3, 59, tzinfo=UTC), False),
        ("974", datetime(2026, 11, 27, 4, tzinfo=UTC), True),
        ("02", datetime(2026, 11, 28, 8, tzinfo=UTC), False),
        ("02", datetime(2026, 11, 11, 8, tzinfo=UTC), False),
        ("972", datetime(2026, 5, 22, 14, tzinfo=UTC), False),
        ("02", datetime(2026, 5, 22, 14, tzinfo=UTC), True),
    ],
)
def test_it_is_time_from_eight_until_midnight_of_a_working_day_there(department: str, at: datetime, told: bool) -> None:
    assert is_time(Calendar(department), now=at) is told


def test_a_closing_day_is_none() -> None:
    closed = Calendar("02", closing_days=frozenset({date(2026, 11, 27)}))
    assert not is_time(closed, now=datetime(2026, 11, 27, 9, tzinfo=UTC))


@pytest.mark.parametrize(
    ("received", "today", "days"),
    [
        (date(2026, 11, 27), date(2026, 11, 27), 0),
        (date(2026, 11, 27), date(2026, 11, 30), 1),
        (date(2026, 11, 20), date(2026, 11, 27), 5),
        (date(2026, 11, 10), date(2026, 11, 12), 1),
    ],
)
def test_only_working_days_after_the_day_of_receipt_count(received: date, today: date, days: int) -> None:
    assert days_waited(received, today, LAON) == days


@pytest.mark.parametrize("offset", range(40))
def test_the_limit_is_where_the_sixth_working_day_begins(offset: int) -> None:
    """So whoever counts from the list and whoever counts the days agree, on every day of two months."""
    now = datetime(2026, 10, 20, 7, tzinfo=UTC) + timedelta(days=offset)
    limit = too_long_since(LAON, now=now)
    for back in range(15):
        received_at = now - timedelta(days=back)
        waited = days_waited(received_at.astimezone(LAON.zone).date(), now.astimezone(LAON.zone).date(), LAON)
        assert (received_at < limit) is (waited > 5), received_at

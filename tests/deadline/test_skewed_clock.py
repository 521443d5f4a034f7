"""A pre-validation stamped by a clock that is five minutes off: its deadline is one that a candidate can live with."""

from datetime import timedelta
from itertools import pairwise

from shared.deadline.deadline import deadline
from tests.deadline.test_hundred_thousand_starts import CENTRES, DAY, FIRST_START, RULES, STEP, Meter

STARTS = 10_000
OFF = timedelta(minutes=5)


def test_at_most_five_minutes_of_the_72_hours_are_lost_and_never_a_working_day() -> None:
    """Every tenth of the hundred thousand, and each beside midnight, where five minutes can turn the day."""
    meters = [Meter(*centre) for centre in CENTRES]
    turned = 0
    for n in range(STARTS):
        calendar, meter = CENTRES[n % len(CENTRES)][0], meters[n % len(CENTRES)]
        start = FIRST_START + 10 * n * STEP
        if n % 2:
            midnight = start.astimezone(calendar.zone).replace(hour=0, minute=0, second=0, microsecond=0)
            start = midnight + timedelta(minutes=n % 10 - 5)
        early, right, late = (deadline(start + off, calendar, RULES) for off in (-OFF, timedelta(), OFF))
        for due in (early, right, late):
            assert due.last_day in meter.worked
            assert meter.read(due.at) - meter.read(start) >= 72 * 3600 - OFF.total_seconds()
        for one, other in pairwise((early, right, late)):
            steps = (meter.read(other.at) - meter.read(one.at)) / DAY.total_seconds()
            assert steps in {0, 1}, (calendar.department, start)
            turned += steps == 1
    assert turned > STARTS / 4

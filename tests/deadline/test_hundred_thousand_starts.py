"""100,000 starts over ten years, every territory, against hours counted by another algorithm and another calendar.

The other way round: the test does not walk from the start, it measures any span afterwards, as the difference of two
readings of a meter that runs through the working days of the library's calendar.
"""

from bisect import bisect_right
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate

from jours_feries_france import JoursFeries

from shared.deadline.calendar import Calendar
from shared.deadline.deadline import DeadlineRules, deadline

RULES = DeadlineRules(timedelta(hours=72), end_of_day=True, reminder_at_hour=time(9), reminder_working_days=1)
BRIDGES = frozenset({date(2026, 5, 15), date(2027, 5, 7), date(2028, 5, 26), date(2031, 7, 13), date(2034, 1, 2)})
SUMMER = frozenset(date(2029, 7, 20) + timedelta(days=day) for day in range(30))
CENTRES = [
    (Calendar("02"), "Métropole"),
    (Calendar("2A"), "Métropole"),
    (Calendar("67", observes_good_friday=True), "Alsace-Moselle"),
    (Calendar("57"), "Alsace-Moselle"),
    (Calendar("68", observes_good_friday=True), "Alsace-Moselle"),
    (Calendar("971"), "Guadeloupe"),
    (Calendar("972"), "Martinique"),
    (Calendar("973"), "Guyane"),
    (Calendar("974"), "La Réunion"),
    (Calendar("975"), "Saint-Pierre-et-Miquelon"),
    (Calendar("976"), "Mayotte"),
    (Calendar("977"), "Saint-Barthélémy"),
    (Calendar("978"), "Saint-Martin"),
    (Calendar("75", closing_days=BRIDGES), "Métropole"),
    (Calendar("972", closing_days=BRIDGES | SUMMER), "Martinique"),
]
STARTS = 100_000
FIRST_START = datetime(2026, 1, 1, tzinfo=UTC)
STEP = timedelta(seconds=3_156)  # 100,000 of them are ten years
DAY = timedelta(days=1)
FIRST_DAY = date(2025, 12, 31)
DAYS = [FIRST_DAY + timedelta(days=n) for n in range(3_720)]


class Meter:
    """Counts the seconds of working days that went by, in one centre, before an instant."""

    def __init__(self, calendar: Calendar, library_zone: str) -> None:
        years = {day.year for day in DAYS}
        off = set(calendar.closing_days)
        for year in years:
            off |= set(JoursFeries.for_year(year, library_zone).values())
            if not calendar.observes_good_friday:
                off.discard(JoursFeries.paques(year) - 2 * DAY)
        self.worked = {day for day in DAYS if day.isoweekday() <= 5 and day not in off}
        self.midnights = [datetime.combine(day, time.min, calendar.zone).timestamp() for day in DAYS]
        lengths = (
            (end - begin) * (day in self.worked)
            for day, begin, end in zip(DAYS, self.midnights, self.midnights[1:], strict=False)
        )
        self.read_at_midnight = list(accumulate(lengths, initial=0.0))

    def read(self, at: datetime) -> float:
        index = bisect_right(self.midnights, at.timestamp()) - 1
        since_midnight = at.timestamp() - self.midnights[index]
        return self.read_at_midnight[index] + since_midnight * (DAYS[index] in self.worked)


def test_a_hundred_thousand_deadlines_are_the_shortest_whole_days_that_hold_72_working_hours() -> None:
    meters = [Meter(*centre) for centre in CENTRES]
    for n in range(STARTS):
        calendar, meter = CENTRES[n % len(CENTRES)][0], meters[n % len(CENTRES)]
        start = FIRST_START + n * STEP
        due = deadline(start, calendar, RULES)

        assert due.last_day in meter.worked
        end = due.at.astimezone(calendar.zone)
        assert (end.time(), end.date()) == (time.min, due.last_day + DAY)
        hours = (meter.read(due.at) - meter.read(start)) / 3600
        assert 72 <= hours < 96, f"{calendar.department}, {start}: {hours} h"

        reminder = due.reminder_at.astimezone(calendar.zone)
        assert reminder.time() == RULES.reminder_at_hour
        assert start < due.reminder_at
        assert reminder.date() in meter.worked
        # From the reminder to the end there are the rest of its day and the whole of the last one: 15 + 24 hours.
        assert meter.read(due.at) - meter.read(due.reminder_at) == 39 * 3600
    assert start > datetime(2035, 12, 30, tzinfo=UTC)

"""The days on which a centre works."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from shared.deadline.holidays import holidays
from shared.departments import time_zone

_ONE_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True)
class Calendar:
    """A centre's calendar: Monday to Friday, except public holidays of its department and its own closing days.

    A bridge day (« pont ») is a working day unless the centre declares it closed.
    """

    department: str
    observes_good_friday: bool = False
    closing_days: frozenset[date] = frozenset()

    @property
    def zone(self) -> ZoneInfo:
        return time_zone(self.department)

    def is_working_day(self, day: date) -> bool:
        return day.weekday() < _SATURDAY and day not in self.closing_days and day not in self._holidays(day.year)

    def next_working_day(self, day: date) -> date:
        """First working day strictly after `day`."""
        return self._nearest(day, _ONE_DAY)

    def previous_working_day(self, day: date) -> date:
        """Last working day strictly before `day`."""
        return self._nearest(day, -_ONE_DAY)

    def names(self, days: Iterable[date]) -> dict[date, str]:
        """Why those of `days` that fall on Monday to Friday are not worked, in French; the others are left out."""
        weekdays = [day for day in days if not self.is_working_day(day) and day.weekday() < _SATURDAY]
        return {day: self._holidays(day.year).get(day, "fermeture du centre") for day in weekdays}

    def _nearest(self, day: date, step: timedelta) -> date:
        day += step
        while not self.is_working_day(day):
            day += step
        return day

    def _holidays(self, year: int) -> Mapping[date, str]:
        return holidays(year, self.department, observes_good_friday=self.observes_good_friday)

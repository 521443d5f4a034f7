"""How a payment deadline was counted, in words."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from shared.deadline.deadline import counts_working_days
from shared.french.formats import WEEKDAYS, clock, count, day_of_month, long_date, unless_paris
from shared.french.typography import MONTHS, typeset

# Saturday to Monday, or a long week-end in Alsace-Moselle, are named day by day; more is a closed centre.
_DAYS_NAMED_ONE_BY_ONE = 4


def explanation(
    prevalidated_at: datetime,
    zone: ZoneInfo,
    window: timedelta,
    excluded_days: Sequence[date],
    names: Mapping[date, str] | None = None,
) -> str:
    """« 72 heures ouvrées à partir du vendredi 16 janvier 2026 à 18 h 45 ; samedi 17, dimanche 18 exclus ».

    `names` says why a day is excluded where it is not a Saturday or a Sunday (`Calendar.names`).
    """
    start = prevalidated_at.astimezone(zone)
    counted = f"{_span(window)} à partir du {long_date(start)} à {clock(start.time())}{unless_paris(zone)}"
    if not excluded_days:
        return counted
    listed = ", ".join(_listed(start.date(), excluded_days, names or {}))
    return typeset(f"{counted} ; {listed} {'exclu' if len(excluded_days) == 1 else 'exclus'}")


def _span(window: timedelta) -> str:
    """« 72 heures ouvrées », « 90 minutes », « 120 secondes »: the unit in which one sets such a window."""
    seconds = int(window.total_seconds())
    if seconds % 3600 == 0:
        span = count(seconds // 3600, "heure")
    elif seconds % 60 == 0 and seconds > 120:
        span = count(seconds // 60, "minute")
    else:
        span = count(seconds, "seconde")
    return f"{span} ouvrées" if counts_working_days(window) else span


def _listed(previous: date, days: Sequence[date], names: Mapping[date, str]) -> Iterator[str]:
    for run in _runs(days):
        if len(run) <= _DAYS_NAMED_ONE_BY_ONE:
            for day in run:
                yield _mention(day, previous, [names[day]] if day in names else [])
                previous = day
        else:
            reasons = list(dict.fromkeys(names[day] for day in run if day in names))
            yield f"du {_mention(run[0], run[-1])} au {_mention(run[-1], previous, reasons)}"
            previous = run[-1]


def _mention(day: date, previous: date, reasons: Sequence[str] = ()) -> str:
    """The day, with its month and year where they differ from those of the day mentioned before it."""
    words = [WEEKDAYS[day.weekday()], day_of_month(day)]
    if reasons or (day.year, day.month) != (previous.year, previous.month):
        words.append(MONTHS[day.month - 1])
    if day.year != previous.year:
        words.append(str(day.year))
    if reasons:
        words.append(f"({', '.join(reasons)})")
    return " ".join(words)


def _runs(days: Sequence[date]) -> list[list[date]]:
    runs: list[list[date]] = []
    for day in days:
        if runs and day - runs[-1][-1] == timedelta(days=1):
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs

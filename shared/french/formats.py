"""Dates, times, numbers and lists as French people read them, with their no-break spaces."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from shared.french.typography import MONTHS, NARROW_NO_BREAK_SPACE, NO_BREAK_SPACE, typeset

WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_PARIS = "Europe/Paris"
_CLOCKS = {
    _PARIS: "heure de Paris",
    "America/Guadeloupe": "heure de la Guadeloupe",
    "America/Martinique": "heure de la Martinique",
    "America/Cayenne": "heure de la Guyane",
    "Indian/Reunion": "heure de La Réunion",
    "America/Miquelon": "heure de Saint-Pierre-et-Miquelon",
    "Indian/Mayotte": "heure de Mayotte",
    "America/St_Barthelemy": "heure de Saint-Barthélemy",
    "America/Marigot": "heure de Saint-Martin",
}


def day_of_month(day: date) -> str:
    """« 1er », « 27 »."""
    return "1er" if day.day == 1 else str(day.day)


def day_and_month(day: date) -> str:
    """« 27 novembre »."""
    return typeset(f"{day_of_month(day)} {MONTHS[day.month - 1]}")


def long_date(day: date) -> str:
    """« vendredi 27 novembre 2026 »."""
    return f"{WEEKDAYS[day.weekday()]} {day_and_month(day)} {day.year}"


def short_date(day: date) -> str:
    """« 27/03/1998 »."""
    return f"{day:%d/%m}/{day.year:04}"


def clock(moment: time) -> str:
    """« 9 h 12 », « 9 h »."""
    return typeset(f"{moment.hour} h {moment.minute:02}" if moment.minute else f"{moment.hour} h")


def duration(value: timedelta) -> str:
    """« 3 h », « 1 h 30 », « 45 min »."""
    hours, minutes = divmod(int(value.total_seconds()) // 60, 60)
    if not hours:
        return typeset(f"{minutes} min")
    return typeset(f"{hours} h {minutes:02}" if minutes else f"{hours} h")


def date_time(at: datetime, zone: ZoneInfo) -> str:
    """« vendredi 27 novembre 2026 à 9 h 12 (heure de Paris) »."""
    local = at.astimezone(zone)
    return f"{long_date(local)} à {clock(local.time())} ({_CLOCKS[zone.key]})"


def until(last_day: date, zone: ZoneInfo) -> str:
    """« jusqu’au mercredi 21 janvier 2026 inclus »; the clock is named where it is not that of Paris."""
    return f"jusqu’au {long_date(last_day)} inclus{unless_paris(zone)}"


def unless_paris(zone: ZoneInfo) -> str:
    """« (heure de la Martinique) » with a space before it, or nothing."""
    return "" if zone.key == _PARIS else f" ({_CLOCKS[zone.key]})"


def enumeration(items: Sequence[str]) -> str:
    """« a, b et c »."""
    return " et ".join(filter(None, [", ".join(items[:-1]), *items[-1:]]))


def number(value: int) -> str:
    """« 1 050 »."""
    return f"{value:,}".replace(",", NARROW_NO_BREAK_SPACE)


def count(value: int, singular: str, plural: str = "") -> str:
    """« 1 place », « 3 places », « 0 place »: the plural begins at two, and takes an s unless given."""
    return f"{number(value)}{NO_BREAK_SPACE}{singular if abs(value) < 2 else plural or f'{singular}s'}"

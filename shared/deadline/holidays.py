"""French public holidays, computed for the department of a centre."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType

ALSACE_MOSELLE = frozenset({"57", "67", "68"})

# Code du travail, L3133-1.
_FIXED = {
    (1, 1): "jour de l’An",
    (5, 1): "fête du Travail",
    (5, 8): "victoire de 1945",
    (7, 14): "fête nationale",
    (8, 15): "Assomption",
    (11, 1): "Toussaint",
    (11, 11): "armistice de 1918",
    (12, 25): "Noël",
}
_AFTER_EASTER = {1: "lundi de Pâques", 39: "Ascension", 50: "lundi de Pentecôte"}

# Code du travail, L3422-2. It still says 27 May for Saint-Martin, which has kept the 28th since 2018.
_ABOLITION_OF_SLAVERY = {
    "971": (5, 27),
    "972": (5, 22),
    "973": (6, 10),
    "974": (12, 20),
    "976": (4, 27),
    "977": (10, 9),
    "978": (5, 28),
}


@cache
def holidays(year: int, department: str, *, observes_good_friday: bool) -> Mapping[date, str]:
    """Public holidays of the year with their French names.

    `observes_good_friday` has a meaning in Alsace-Moselle only, where the law ties that day to the commune
    (Code du travail, L3134-13); elsewhere it changes nothing.
    """
    easter = easter_sunday(year)
    days = {date(year, *month_day): name for month_day, name in _FIXED.items()}
    if department in _ABOLITION_OF_SLAVERY:
        days[date(year, *_ABOLITION_OF_SLAVERY[department])] = "abolition de l’esclavage"
    if department in ALSACE_MOSELLE:
        days[date(year, 12, 26)] = "lendemain de Noël"
        if observes_good_friday:
            days[easter - timedelta(days=2)] = "Vendredi saint"
    days |= {easter + timedelta(days=offset): name for offset, name in _AFTER_EASTER.items()}
    return MappingProxyType(days)


def easter_sunday(year: int) -> date:
    """Gregorian Easter, by the rule of Meeus, Jones and Butcher (Nature, 20 April 1876)."""
    century, year_of_century = divmod(year, 100)
    golden = year % 19
    moon_correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - century // 4 - moon_correction + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (year_of_century // 4) - epact - year_of_century % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)

"""Dates, hours (in Paris), amounts and codes as people type them."""

from datetime import date, datetime, time
from typing import Final
from urllib.parse import quote

from shared.french.filters import PARIS
from shared.french.formats import short_date
from shared.patterns import pattern

_DAY: Final = pattern(r"([0-9]{1,2})\s*[/.\s-]\s*([0-9]{1,2})\s*[/.\s-]\s*([0-9]{4})")
_AMOUNT: Final = pattern(r"([0-9]{1,6})(?:[.,]([0-9]{1,2}))?€?")
_HOUR: Final = pattern(r"([0-9]{1,2})\s*[:hH]\s*([0-9]{2})?")


def day(typed: str) -> date:
    """« 27/11/2026 ».

    Raises:
        ValueError: there is no such day; in French.
    """
    found = _DAY.fullmatch(typed.strip())
    try:
        if found:
            return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        pass
    raise ValueError("Saisissez une date, par exemple 27/11/2026")


def moment(day_typed: str, hour_typed: str) -> str:
    """The instant of a day and an hour (« 12:00 », « 12 h »), as the API takes it.

    Raises:
        ValueError: there is no such day or hour; in French.
    """
    found = _HOUR.fullmatch(hour_typed.strip())
    try:
        at = time(int(found[1]), int(found[2] or 0)) if found else None
    except ValueError:
        at = None
    on = day(day_typed)
    if at is None:
        raise ValueError("Saisissez une heure, par exemple 12:00")
    return datetime.combine(on, at, PARIS).isoformat()


def as_typed(moment: str) -> tuple[str, str]:
    """What somebody would type for an instant of the API: the day, the hour."""
    local = datetime.fromisoformat(moment).astimezone(PARIS)
    return short_date(local), f"{local:%H:%M}"


def cents(typed: str) -> int:
    """« 50 », « 50,00 », « 1 050 € ».

    Raises:
        ValueError: it is no amount; in French.
    """
    found = _AMOUNT.fullmatch("".join(typed.split()))
    if found is None:
        raise ValueError("Saisissez un montant, par exemple 50 €")
    return int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0"))


def number(typed: str) -> int | str:
    """A whole number; anything else as it was typed, of which the API says what it should be."""
    bare = typed.strip()
    return int(bare) if bare.isascii() and bare.isdecimal() and len(bare) <= 9 else bare


def in_path(typed: str) -> str:
    """A code, so that whatever was typed is looked for as such: « 2027/06 » stays one part of the API's address."""
    return quote(typed.strip(), safe="")

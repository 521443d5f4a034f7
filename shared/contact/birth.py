"""The date of birth, as French people write it."""

from datetime import UTC, date, datetime
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, WithJsonSchema

from shared.patterns import pattern

_FRENCH: Final = pattern(r"(?P<day>[0-9]{1,2})\s*[/.\s-]\s*(?P<month>[0-9]{1,2})\s*[/.\s-]\s*(?P<year>[0-9]{4})")
_ISO: Final = pattern(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")
_ASKED: Final = "Saisissez votre date de naissance, par exemple 27/03/1998"
_EARLIEST: Final = date(1900, 1, 1)


def birth_date(typed: str, *, today: date) -> date:
    """« 27/03/1998 », « 27-3-1998 », « 27.3.1998 », « 27 03 1998 » or « 1998-03-27 »; a year has four digits.

    Raises:
        ValueError: no such day, before 1900, today or later; in French.
    """
    bare = typed.strip()
    found = _FRENCH.fullmatch(bare) or _ISO.fullmatch(bare)
    if not found:
        raise ValueError(_ASKED)
    try:
        born_on = date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        raise ValueError(_ASKED) from None
    if born_on < _EARLIEST:
        raise ValueError(_ASKED)
    if born_on >= today:
        raise ValueError("La date de naissance doit être dans le passé")
    return born_on


def _typed(given: Any) -> date:
    """Neither numbers, which would count seconds since 1970, nor anything else that is not typed."""
    if not isinstance(given, str):
        raise ValueError(_ASKED)  # noqa: TRY004 (a TypeError would not become an answer)
    return birth_date(given, today=datetime.now(UTC).date())


BirthDate = Annotated[date, BeforeValidator(_typed), WithJsonSchema({"type": "string"})]

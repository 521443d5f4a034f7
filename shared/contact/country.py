"""The country of an address."""

from typing import Final

from shared.contact.text import comparable

FRANCE: Final = "France"


def is_france(typed: str) -> bool:
    """However its letters are written."""
    return comparable(typed) == comparable(FRANCE)

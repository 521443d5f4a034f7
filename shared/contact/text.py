"""Names and lines of an address: kept as they were typed, on one line."""

import unicodedata
from collections.abc import Callable
from typing import Final

LONGEST: Final = 100
# The third is an apostrophe that counts as a letter.
_SPELT: Final = str.maketrans({"œ": "oe", "æ": "ae", "\u02bc": ""})
_WITHOUT_STROKE: Final = str.maketrans("łøđħŧı", "lodhti")


def name_or(asked: str) -> Callable[[str], str]:
    """Reads a name; `asked` says what to type when no letter is left of it."""
    return lambda typed: _one_line(typed, asked, tells=str.isalpha)


def line_or(asked: str, *, longest: int = LONGEST) -> Callable[[str], str]:
    """Reads a line of an address; `asked` says what to type when neither letter nor digit is left of it."""
    return lambda typed: _one_line(typed, asked, tells=str.isalnum, longest=longest)


def comparable(name: str) -> str:
    """What all spellings of one name share: case, accents, hyphens, apostrophes and spaces make no difference."""
    bare = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold()).translate(_SPELT)
    return "".join(filter(str.isalnum, bare))


def searchable(name: str) -> str:
    """Like `comparable`, and letters that have a stroke are found without it: « Łukasz » by « lukasz »."""
    return comparable(name).translate(_WITHOUT_STROKE)


def _one_line(typed: str, asked: str, *, tells: Callable[[str], bool], longest: int = LONGEST) -> str:
    # Category C: control and format characters (those that turn the direction of writing among them), half characters
    # that no text can be sent with, and those without a meaning of their own.
    text = unicodedata.normalize("NFC", " ".join(typed.split()))
    if any(unicodedata.category(character).startswith("C") for character in text):
        raise ValueError("Cette réponse contient un caractère invisible : saisissez-la à nouveau")
    if not any(map(tells, text)):
        raise ValueError(asked)
    if len(text) > longest:
        raise ValueError(f"Ne dépassez pas {longest} caractères")
    return text

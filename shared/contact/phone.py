"""Telephone numbers: typed as French people write them, kept as E.164 (+33612345678), shown as 06 12 34 56 78.

Overseas territories share the ten digits of the French numbering plan but have country codes of their own, so that
0692 12 34 56 is +262 692 12 34 56 and cannot be reached as +33. The ranges are those of Arcep's decision 2018-0881,
annex 1 (plan national de numérotation), and of its open file of attributed numbers. Internet lines (09) and special
numbers (08) are reached as +33 from everywhere.
"""

import re
from typing import Final

from shared.french.typography import NO_BREAK_SPACE
from shared.patterns import pattern

_IGNORED: Final = pattern(r"[\s./()\-\u2010-\u2015\u2212\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_OVERSEAS: Final = {
    "262": pattern(r"26[239]|268[89]|639|69[23]|7092|7093[5-7]"),  # La Réunion, Mayotte
    "590": pattern(r"590|5987|69[01]|7090"),  # Guadeloupe, Saint-Barthélemy, Saint-Martin
    "594": pattern(r"594|5988|694|7093[0-3]"),  # Guyane
    "596": pattern(r"596|5989|69[67]|7091"),  # Martinique
    "508": pattern(r"508|708[45]"),  # Saint-Pierre-et-Miquelon
}
# A zero that is dialled inside the country only is often kept after its code.
_IN_THE_PLAN: Final = pattern(r"(?P<country>33|262|590|594|596|508)0?(?P<national>[1-9][0-9]{8})")
_SHOWN_IN_TEN: Final = pattern(r"\+(?:(?:33|262|590|594|596|508)([1-9][0-9]{8})|(508[0-9]{6}))")
_ASKED: Final = "Le numéro de téléphone compte 10 chiffres, par exemple 06 12 34 56 78"
_ASKED_ABROAD: Final = "Un numéro étranger commence par + et l’indicatif du pays, par exemple +32 470 12 34 56"


def e164(typed: str) -> str:
    """The number as it is called from anywhere.

    Raises:
        ValueError: neither ten digits nor, after + or 00, eight to fifteen; in French.
    """
    abroad = re.fullmatch(r"(?:\+|00(?=[1-9]))(.*)", _IGNORED.sub("", typed.replace("(0)", "")))
    if abroad:
        return _with_country(abroad[1])
    bare = _IGNORED.sub("", typed)
    if not re.fullmatch(r"0[1-9][0-9]{8}", bare):
        raise ValueError(_ASKED)
    return _without_country(bare[1:])


def shown(number: str) -> str:
    """« 06 12 34 56 78 », overseas too, with no-break spaces; a foreign number as it is kept."""
    found = _SHOWN_IN_TEN.fullmatch(number)
    national = (found[1] or found[2]) if found else ""
    if _without_country(national) != number:
        return number
    return NO_BREAK_SPACE.join(re.findall("..", f"0{national}"))


def _with_country(digits: str) -> str:
    found = _IN_THE_PLAN.fullmatch(digits)
    if found:
        number = _without_country(found["national"])
        own = found["country"] == "33" or number.startswith(f"+{found['country']}")
        return number if own else f"+{found['country']}{found['national']}"
    if digits.startswith("33"):
        raise ValueError(_ASKED)
    if not re.fullmatch(r"[1-9][0-9]{7,14}", digits):
        raise ValueError(_ASKED_ABROAD)
    return f"+{digits}"


def _without_country(national: str) -> str:
    """From the nine digits that follow the zero."""
    country = next((code for code, ranges in _OVERSEAS.items() if ranges.match(national)), "33")
    # Only Saint-Pierre-et-Miquelon's code is a part of its ten digits: 0508 41 23 45 is +508 41 23 45.
    return f"+{national}" if country == "508" and national.startswith("508") else f"+{country}{national}"

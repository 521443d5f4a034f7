"""The NIR (numéro de sécurité sociale): what people type, whether it can be one, and how it is shown.

Thirteen characters and a key of two digits: sex, year (2), month (2), department and commune of birth (5), order (3)
(decree 82-103 of 22 January 1982, article 4). Months 20, 30 to 42 and 50 to 99 stand for an incomplete record of birth.
Department (20: Corsica before 1976; 91 to 96: also North Africa before independence; 99: abroad), commune or country,
and order are counted from 1. Nothing finer is refused: a code that is unknown here can be right, and the key already
finds every wrong digit and every swap of neighbours.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Final

from shared.french.typography import NO_BREAK_SPACE
from shared.patterns import pattern

# Spaces, dots and hyphens of every kind, and the invisible marks that come along with a copied text.
_IGNORED: Final = pattern(r"[\s.\-\u2010-\u2015\u2212\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_OF_THE_REGISTER: Final = pattern(
    r"[1-478][0-9]{2}"
    r"(?:0[1-9]|1[0-2]|20|3[0-9]|4[0-2]|[5-9][0-9])"
    r"(?:(?!00)[0-9]{2}|2[AB])(?!000)[0-9]{3}(?!000)[0-9]{3}"
)
# Numbers that a health insurance fund gives while it waits for the register's (« numéro national provisoire »): the
# fund (3 digits) and its own count (8) take the place of the birth, as in the insurer's own validator
# (github.com/assurance-maladie-digital/nir-validation).
_OF_A_FUND: Final = pattern(r"[78]1[0-9]{11}")
_GROUPS: Final = (slice(0, 1), slice(1, 3), slice(3, 5), slice(5, 7), slice(7, 10), slice(10, 13), slice(13, 15))
_SHOWN_WHEN_MASKED: Final = (0, 1, 6)


@dataclass(frozen=True, slots=True)
class Nir:
    """A checked number. Neither its repr nor its text shows it: whoever needs the 15 characters asks for `value`."""

    value: str = field(repr=False)


def parse(typed: str) -> Nir:
    """The number that somebody typed, with its key; the key is never worked out for them.

    Raises:
        ValueError: it cannot be one; the French text says what to do, and holds nothing of what was typed.
    """
    bare = _IGNORED.sub("", typed)
    if not bare:
        raise ValueError("Saisissez votre numéro de sécurité sociale")
    if len(bare) == 13:
        raise ValueError("Il manque la clé : ajoutez les 2 derniers chiffres de votre numéro de sécurité sociale")
    if len(bare) != 15:
        raise ValueError(f"Le numéro de sécurité sociale compte 15 caractères ; vous en avez saisi {len(bare)}")
    body, key = bare[:13].upper(), bare[13:]
    if not (_OF_THE_REGISTER.fullmatch(body) or _OF_A_FUND.fullmatch(body)) or key != _key(body):
        raise ValueError("Ce numéro de sécurité sociale contient une erreur de frappe : vérifiez chaque chiffre")
    return Nir(body + key)


def is_provisional(nir: Nir) -> bool:
    """1 and 2 begin the definitive numbers; the others are the association's to look at."""
    return nir.value[0] not in "12"


def disagrees_with(nir: Nir, born_on: date) -> bool:
    """Year or month differ from the date of birth: worth a warning, never a refusal. Months from 20 on say nothing."""
    if _OF_A_FUND.fullmatch(nir.value[:13]):
        return False
    month = int(nir.value[3:5])
    return nir.value[1:3] != f"{born_on.year % 100:02}" or (month <= 12 and month != born_on.month)


def spaced(nir: Nir) -> str:
    """« 2 95 10 99 126 111 93 », with no-break spaces."""
    return NO_BREAK_SPACE.join(nir.value[group] for group in _GROUPS)


def masked(nir: Nir) -> str:
    """« 2 95 •• •• ••• ••• 93 », with no-break spaces."""
    groups = [nir.value[group] for group in _GROUPS]
    return NO_BREAK_SPACE.join(
        group if place in _SHOWN_WHEN_MASKED else "•" * len(group) for place, group in enumerate(groups)
    )


def _key(body: str) -> str:
    return f"{97 - int(body.replace('2A', '19').replace('2B', '18')) % 97:02}"

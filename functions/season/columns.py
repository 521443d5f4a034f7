"""What stands in the columns of the three files, as people type it."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, time
from typing import Any, Final

from shared import departments
from shared.contact import email, text
from shared.contact.details import postcode
from shared.patterns import pattern

TERMS_AT_MOST: Final = 1_000
CLOSING_DAYS_AT_MOST: Final = 366
MOST_SEATS: Final = 10_000

_CODE: Final = pattern(r"[A-Z0-9][A-Z0-9-]{0,15}")
_FRENCH_DAY: Final = pattern(r"(?P<day>[0-9]{1,2})/(?P<month>[0-9]{1,2})/(?P<year>20[0-9]{2})")
_ISO_DAY: Final = pattern(r"(?P<year>20[0-9]{2})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")
_HOUR: Final = pattern(r"([0-9]{1,2})\s*[:hH]\s*([0-9]{2})?")
_YES_OR_NO: Final = {"oui": True, "non": False, "vrai": True, "faux": False, "true": True, "false": False}
NONE: Final = "aucun"


def code(typed: str) -> str:
    bare = typed.upper()
    if not _CODE.fullmatch(bare):
        raise ValueError("un code compte 1 à 16 lettres sans accent, chiffres ou traits d’union")
    return bare


def label(typed: str) -> str:
    return text.line_or("saisissez un texte")(typed)


def day(typed: str) -> date:
    found = _FRENCH_DAY.fullmatch(typed) or _ISO_DAY.fullmatch(typed)
    try:
        if found:
            return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        pass
    raise ValueError("saisissez une date, par exemple 12/01/2027 ou 2027-01-12")


def hour(typed: str) -> time:
    found = _HOUR.fullmatch(typed)
    try:
        if found:
            return time(int(found[1]), int(found[2] or 0))
    except ValueError:
        pass
    raise ValueError("saisissez une heure, par exemple 9:00 ou 14 h 30")


def whole_number(least: int, most: int) -> Callable[[str], int]:
    def read(typed: str) -> int:
        if not re.fullmatch(r"[0-9]{1,6}", typed) or not least <= int(typed) <= most:
            raise ValueError(f"saisissez un nombre entier de {least} à {most}")
        return int(typed)

    return read


def department(typed: str) -> str:
    found = departments.meant(typed)
    if len(found) != 1:
        raise ValueError(f"« {typed[:40]} » n’est pas un département")
    return found[0]


def address(typed: str) -> str:
    return email.address(typed)


def terms(typed: str) -> str:
    """Several lines are kept as such."""
    lines = "\n".join(" ".join(line.split()) for line in typed.splitlines()).strip()
    if any(unicodedata.category(one).startswith("C") for one in lines.replace("\n", "")):
        raise ValueError("ce texte contient un caractère invisible : saisissez-le à nouveau")
    if not any(map(str.isalnum, lines)):
        raise ValueError("saisissez les modalités de règlement, que le candidat lira")
    if len(lines) > TERMS_AT_MOST:
        raise ValueError(f"ne dépassez pas {TERMS_AT_MOST} caractères")
    return lines


def closing_days(typed: str) -> tuple[date, ...]:
    """Days with spaces between them; « aucun » takes away those that there were."""
    if typed.lower() == NONE:
        return ()
    days = tuple(sorted({day(one) for one in typed.split()}))
    if len(days) > CLOSING_DAYS_AT_MOST:
        raise ValueError(f"ne dépassez pas {CLOSING_DAYS_AT_MOST} jours")
    return days


def yes_or_no(typed: str) -> bool:
    if (said := _YES_OR_NO.get(typed.lower())) is None:
        raise ValueError("saisissez oui ou non")
    return said


Reader = Callable[[str], Any]

EXAMS: Final[dict[str, tuple[str, Reader]]] = {
    "code": ("code", code),
    "intitule": ("label", label),
    "date": ("on", day),
    "heure": ("at", hour),
    "duree_min": ("duration_minutes", whole_number(1, 1_440)),
}
CENTRES: Final[dict[str, tuple[str, Reader]]] = {
    "code": ("code", code),
    "nom": ("name", label),
    "adresse": ("street", label),
    "code_postal": ("postcode", postcode),
    "commune": ("town", label),
    "departement": ("department", department),
    "courriel": ("email", address),
    "modalites_reglement": ("payment_terms", terms),
}
CENTRE_SETTINGS: Final[dict[str, tuple[str, Reader]]] = {
    "vendredi_saint": ("observes_good_friday", yes_or_no),
    "jours_fermeture": ("closing_days", closing_days),
    "delai_saisie_jours": ("recording_grace_days", whole_number(0, 10)),
    "paiements_tardifs": ("accepts_late_payments", yes_or_no),
    "actif": ("active", yes_or_no),
}
"""Columns that may be left out. An empty cell leaves a setting as it is, or at its usual value for a new centre."""
OFFER: Final[dict[str, tuple[str, Reader]]] = {
    "centre": ("centre", code),
    "epreuve": ("exam", code),
    "places": ("capacity", whole_number(0, MOST_SEATS)),
}

"""The reference of a registration: `CU-2701-7F3K-92`.

The session (year and month, two digits each), four characters of Crockford's base 32
(https://www.crockford.com/base32.html: no I, L, O, U), and two check digits.
People type it in any case, with or without hyphens, `O` for `0`, `I` or `L` for `1`.
The check digits are what remains of session and serial, read as one number in base 32, after division by 97: one wrong
character and two neighbours swapped are always found. (ISO 7064, which spells each letter as two digits, misses some.)
"""

import re
import secrets
from functools import reduce
from typing import Final

from shared.patterns import pattern
from shared.problems.registrations import RegistrationNotFoundError

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CANONICAL: Final = pattern(r"CU([0-9]{4})([0-9A-HJKMNP-TV-Z]{4})([0-9]{2})")
_ANYWHERE: Final = pattern(r"(?=CU([0-9OIL]{4})([0-9A-TV-Z]{4})([0-9OIL]{2}))")
_ALIKE: Final = str.maketrans("OIL", "011")


def draw(session: str) -> str:
    """A new reference for a session `2027-01`; one in 1,048,576 per session, so the write must still check."""
    return of(session, "".join(secrets.choice(ALPHABET) for _ in range(4)))


def of(session: str, serial: str) -> str:
    year_month = session[2:4] + session[5:7]
    return f"CU-{year_month}-{serial}-{check_digits(year_month + serial)}"


def session_of(reference: str) -> str:
    """The session that a canonical reference names: `2027-01`."""
    return f"20{reference[3:5]}-{reference[5:7]}"


def check_digits(body: str) -> str:
    number = reduce(lambda total, character: 32 * total + ALPHABET.index(character), body, 0)
    return f"{number % 97:02d}"


def parse(typed: str) -> str:
    """The canonical form of what somebody typed.

    Raises:
        RegistrationNotFoundError: no registration can have this reference.
    """
    bare = re.sub(r"[\s-]", "", typed).upper()
    found = _CANONICAL.fullmatch(bare[:2] + bare[2:].translate(_ALIKE))
    if not found or check_digits(found[1] + found[2]) != found[3]:
        raise RegistrationNotFoundError
    return f"CU-{found[1]}-{found[2]}-{found[3]}"


def found_in(text: str) -> list[str]:
    """The references that a text of any kind holds, in their order; what stands between two characters does not count.

    The check digits tell a reference from what only looks like one: of a hundred such texts one passes for a reference.
    """
    bare = re.sub("[^0-9A-Z]", "", text.upper())
    found = ["CU" + "".join(parts.groups()).translate(_ALIKE) for parts in _ANYWHERE.finditer(bare)]
    return list(dict.fromkeys(f"CU-{one[2:6]}-{one[6:10]}-{one[10:]}" for one in found if _checks(one)))


def _checks(bare: str) -> bool:
    return check_digits(bare[2:10]) == bare[10:]


def of_deferral(id: str) -> str:
    """The reference that the identifier of a deferral begins with."""
    return id.rpartition("-D")[0]

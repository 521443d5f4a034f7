"""E-mail addresses: one that mail can be sent to, and the one that was probably meant."""

import unicodedata
from typing import Final

from shared.patterns import pattern

LONGEST: Final = 254  # RFC 5321, 4.5.3.1.3, without the angle brackets of a path
_ASKED: Final = "Saisissez une adresse électronique complète, par exemple nom@exemple.fr"
_ATOM: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL_PART: Final = pattern(rf"(?=.{{1,64}}$){_ATOM}(?:\.{_ATOM})*")
_DOMAIN: Final = pattern(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,58}[a-z0-9])")
# The commonest first, since one slip can lead to several.
_PROVIDERS: Final = (
    *("gmail.com", "orange.fr", "hotmail.fr", "hotmail.com", "wanadoo.fr", "free.fr", "yahoo.fr", "outlook.fr"),
    *("outlook.com", "laposte.net", "sfr.fr", "icloud.com", "live.fr", "yahoo.com", "bbox.fr", "neuf.fr", "live.com"),
    *("numericable.fr", "club-internet.fr", "protonmail.com", "cegetel.net", "gmx.fr", "aliceadsl.fr"),
)
_ALSO_PROVIDERS: Final = frozenset({"ymail.com", "mail.com", "email.com", "hotmail.gr", "yahoo.gr"})
_NOBODY_S: Final = {"gmail.fr": "gmail.com", "icloud.fr": "icloud.com"}


def address(typed: str) -> str:
    """As typed, but for the domain: in lower case, and in the ASCII form (xn--…) in which mail is sent.

    Raises:
        ValueError: no mail can be sent to it; in French.
    """
    bare = unicodedata.normalize("NFC", typed.strip())
    local_part, _, domain = bare.rpartition("@")
    if len(bare) > LONGEST or not _LOCAL_PART.fullmatch(local_part):
        raise ValueError(_ASKED)
    try:
        found = f"{local_part}@{_in_ascii(domain.lower())}"
    except UnicodeError:
        raise ValueError(_ASKED) from None
    if len(found) > LONGEST:
        raise ValueError(_ASKED)
    return found


def likely_typo(address: str) -> str | None:
    """The address that was probably meant, when the domain is one slip away from a provider's; to propose only."""
    local_part, _, domain = address.rpartition("@")
    if domain in _PROVIDERS or domain in _ALSO_PROVIDERS:
        return None
    meant = _NOBODY_S.get(domain) or next((known for known in _PROVIDERS if _one_slip_apart(domain, known)), None)
    return meant and f"{local_part}@{meant}"


def _in_ascii(domain: str) -> str:
    """Letters that the encoding replaces by others (ß, ª, full-width ones) would lead to somebody else's domain."""
    encoded = domain.encode("idna").decode("ascii")
    if not _DOMAIN.fullmatch(encoded) or domain not in {encoded, encoded.encode().decode("idna")}:
        raise UnicodeError
    return encoded


def _one_slip_apart(one: str, other: str) -> bool:
    """One character is missing, too many or wrong, or two neighbours are swapped."""
    same = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    one, other = one[same:], other[same:]
    return one[1:] in {other, other[1:]} or one == other[1:] or (one[:2] == other[1::-1] and one[2:] == other[2:])

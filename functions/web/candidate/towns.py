"""The town that goes with a postcode: found when there is one, asked for when there are several, never imposed."""

from typing import Final

from functions.web.typed import Typed
from shared.contact.country import is_france
from shared.contact.text import comparable
from shared.postcodes import communes

ASKED: Final = "choix_commune"
"""A field of the form that asks: the postcode whose communes it lists."""


def understood(typed: Typed) -> tuple[str, dict[str, str]]:
    """The town, and the question that comes first, if any, as a mistake of its field."""
    town, postcode = typed.one("commune") or typed.one("town").strip(), typed.one("postcode").strip()
    known = offered(postcode, typed.one("country"))
    if not known or (typed.one(ASKED) == postcode and town):
        return town, {}
    same = next((one for one in known if comparable(one) == comparable(town)), None)
    if same or (not town and len(known) == 1):
        return same or known[0], {}
    if not town:
        return town, {"town": "Choisissez votre commune dans la liste"}
    text = "Cette commune ne correspond pas au code postal : choisissez-la dans la liste, ou gardez votre réponse"
    return town, {"town": text}


def offered(postcode: str, country: str) -> tuple[str, ...]:
    """The communes of a postcode in France."""
    return communes(postcode.strip()) if is_france(country) else ()

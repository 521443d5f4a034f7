"""A candidate: one person, across sessions, identified by a NUC (numéro unique de candidat)."""

import re
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Annotated, Any, Final

from boto3.dynamodb.conditions import Attr, ConditionBase
from pydantic import StringConstraints

from shared import keys, table
from shared.attributes import Item
from shared.catalogue import SessionCode
from shared.contact.text import comparable, searchable
from shared.models import Stored
from shared.problems.registrations import DetailsMissingError
from shared.table import Write

Nuc = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z]{4,12}$", to_upper=True)]

NEVER_REVIEWED: Final = datetime.fromtimestamp(0, UTC)
"""Where a new candidate stands in the list of those whose retention is to be reviewed: before everybody."""


class Account(Stored):
    """A candidate as far as signing in goes; the details may still be missing."""

    nuc: Nuc
    email: str
    last_session: SessionCode | None = None
    """The last session of somebody taken over from the years before; unknown of anybody else."""
    never_signed_in: bool = False
    """Taken over, and no password chosen yet."""
    tokens_from: datetime | None = None
    """Tokens of sign-ins before this moment count no more."""

    def has_a_nuc_of_use(self, first_session: str) -> bool:
        """Whoever was last registered before NUCs were given is a first-time candidate."""
        return self.last_session is None or self.last_session >= first_session


class Candidate(Account):
    given_name: str
    birth_name: str
    usual_name: str | None = None
    born_on: date
    phone: str | None = None
    address_line1: str | None = None
    address_line2: str | None = None
    postcode: str | None = None
    town: str | None = None
    country: str | None = None

    @property
    def family_name(self) -> str:
        """The name by which the person is called: nom d’usage, else nom de naissance."""
        return self.usual_name or self.birth_name


def nuc_meant(typed: str) -> str | None:
    """The NUC that somebody typed, in any case and with or without spaces; None when it cannot be one."""
    bare = re.sub(r"\s", "", typed).upper()
    return bare if re.fullmatch(r"[0-9A-Z]{4,12}", bare) else None


def item(candidate: Account) -> dict[str, Any]:
    return {
        **keys.candidate(candidate.nuc),
        "kind": "candidate",
        **candidate.attributes(),
        **place(candidate),
        **keys.work(keys.RETENTION, NEVER_REVIEWED),
    }


def found_by(family_name: str, given_name: str) -> str:
    """What the association searches by: both names in one, so that the beginning of it can end in either."""
    return searchable(family_name) + searchable(given_name)


def place(candidate: Account) -> keys.Key:
    """In the list of names, by the name that the person is called by; nowhere while the details are missing."""
    if not isinstance(candidate, Candidate):
        return {}
    return keys.candidates_by_name(found_by(candidate.family_name, candidate.given_name), candidate.nuc)


def complete(stored: Item) -> Candidate:
    """The candidate of an item that was read.

    Raises:
        DetailsMissingError: only the address is known so far.
    """
    if "birth_name" not in stored:
        raise DetailsMissingError
    return Candidate.model_validate(stored)


def known_as(birth_name: str, born_on: date, email: str) -> str:
    """What somebody who forgot the NUC still knows, hashed; case, accents and punctuation do not count in the name."""
    return sha256("|".join((comparable(birth_name), born_on.isoformat(), email.lower())).encode()).hexdigest()


def pointers(candidate: Account) -> list[Item]:
    """The items by which a candidate is found without the NUC; they are written with the candidate or not at all."""
    found = [{**keys.email(candidate.email, candidate.nuc), "kind": "email"}]
    if isinstance(candidate, Candidate):
        names = known_as(candidate.birth_name, candidate.born_on, candidate.email)
        found.append({**keys.known_as(names, candidate.nuc), "kind": "known_as"})
        if candidate.usual_name is not None:
            found.append(_by_birth_name(candidate))
    return found


def _by_birth_name(candidate: Candidate) -> Item:
    return {
        **keys.other_name(candidate.nuc),
        "kind": "name",
        **candidate.model_dump(mode="json", include={"nuc", "given_name", "birth_name", "usual_name", "born_on"}),
        **keys.candidates_by_name(found_by(candidate.birth_name, candidate.given_name), candidate.nuc),
    }


def moved(before: Account, after: Account) -> list[Write]:
    """Takes the pointers from where they were to where they belong now."""
    old, new = pointers(before), pointers(after)
    remaining = [keys.of(one) for one in new]
    gone = [key for key in map(keys.of, old) if key not in remaining]
    return [*map(table.delete_anyway, gone), *map(table.put_anyway, new)]


def unchanged(before: Account) -> ConditionBase:
    """That the item still has what its pointers and its place in the list of names were made of."""
    was = before.attributes()
    same: ConditionBase = Attr("email").eq(before.email)
    for name in ("birth_name", "usual_name", "given_name", "born_on"):
        same = same & (Attr(name).eq(was[name]) if name in was else Attr(name).not_exists())
    return same


def account(stored: Item) -> Account:
    """Complete if it can be."""
    return (Candidate if "birth_name" in stored else Account).model_validate(stored)

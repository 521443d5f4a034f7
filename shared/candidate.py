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
from shared.contact.text import comparable
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
        **keys.work(keys.RETENTION, NEVER_REVIEWED),
    }


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
    return found


def moved(before: Account, after: Account) -> list[Write]:
    """Takes the pointers from where they were to where they belong now."""
    old, new = pointers(before), pointers(after)
    gone = [one for one in old if one not in new]
    return [*(table.delete_anyway(keys.of(one)) for one in gone), *(table.put_anyway(one) for one in new)]


def unchanged(before: Account) -> ConditionBase:
    """That the item still has what its pointers were made of."""
    email = Attr("email").eq(before.email)
    if not isinstance(before, Candidate):
        return email & Attr("birth_name").not_exists()
    return email & Attr("birth_name").eq(before.birth_name) & Attr("born_on").eq(before.born_on.isoformat())


def account(stored: Item) -> Account:
    """Complete if it can be."""
    return (Candidate if "birth_name" in stored else Account).model_validate(stored)

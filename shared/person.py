"""A person of a centre or of the association: what their sign-in means here."""

from datetime import datetime
from typing import Any, Literal, Self

from pydantic import model_validator

from shared import keys, table
from shared.catalogue import Code
from shared.models import Stored
from shared.role import Role
from shared.table import Write


class Person(Stored):
    """`centre` is set for a centre's people, and only for them."""

    email: str
    name: str
    role: Literal[Role.CENTRE, Role.ASSOCIATION]
    centre: Code | None = None
    second_factor_at: datetime | None = None
    """The sign-in at which it was set up. A token of an earlier one was given for a password alone."""
    disabled_at: datetime | None = None
    tokens_from: datetime | None = None
    """Tokens of sign-ins before this moment count no more."""

    @model_validator(mode="after")
    def _a_centre_s_people_have_one(self) -> Self:
        if (self.role is Role.CENTRE) != (self.centre is not None):
            raise ValueError("a person of a centre has one, a person of the association none")
        return self

    def had_second_factor(self, *, signed_in_at: datetime) -> bool:
        """Whether the user pool asked for it at this sign-in, as it does at each since the set-up."""
        return self.second_factor_at is not None and signed_in_at >= self.second_factor_at


def item(person: Person) -> dict[str, Any]:
    place = keys.people(person.role, person.centre or "", person.name, person.email)
    return {**keys.person(person.email), "kind": "person", **person.attributes(), **place}


def second_factor_set(email: str, *, signed_in_at: datetime) -> Write:
    return table.update(keys.person(email), set={"second_factor_at": keys.instant(signed_in_at)})


def second_factor_forgotten(email: str) -> Write:
    return table.update(keys.person(email), remove=["second_factor_at"])


def disabled(email: str, *, at: datetime) -> Write:
    return table.update(keys.person(email), set={"disabled_at": keys.instant(at)})

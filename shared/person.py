"""A person of a centre or of the association: what their sign-in means here."""

from typing import Any, Literal, Self

from pydantic import model_validator

from shared import keys
from shared.catalogue import Code
from shared.models import Stored
from shared.registration.model import Role


class Person(Stored):
    """`centre` is set for a centre's people, and only for them."""

    email: str
    name: str
    role: Literal[Role.CENTRE, Role.ASSOCIATION]
    centre: Code | None = None

    @model_validator(mode="after")
    def _a_centre_s_people_have_one(self) -> Self:
        if (self.role is Role.CENTRE) != (self.centre is not None):
            raise ValueError("a person of a centre has one, a person of the association none")
        return self


def item(person: Person) -> dict[str, Any]:
    return {**keys.person(person.email), "kind": "person", **person.attributes()}

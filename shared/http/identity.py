"""Who is calling, as the authorizer tells the functions through the gateway."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared.registration.model import Actor
from shared.role import Role


@dataclass(frozen=True, slots=True)
class Identity:
    """A person or a program. `centre` and `scopes` are set for a centre's: a key has some scopes, a person all."""

    role: Role
    id: str
    """The NUC of a candidate, the e-mail address of a person, the identifier of a key (never the key)."""
    name: str
    centre: str
    scopes: frozenset[str]

    def actor(self) -> Actor:
        return Actor(role=self.role, id=self.id, name=self.name)

    @property
    def principal(self) -> str:
        return f"{self.role}:{self.id}"


def from_context(context: Mapping[str, Any]) -> Identity | None:
    """None when the authorizer knew nobody (`role` is `nobody`) or was not asked."""
    if context.get("role") not in {Role.CANDIDATE, Role.CENTRE, Role.ASSOCIATION}:
        return None
    return Identity(
        Role(context["role"]),
        context["id"],
        context["name"],
        context.get("centre", ""),
        frozenset(context.get("scopes", "").split()),
    )

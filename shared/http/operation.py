"""What an operation of the API is: enough to serve it, and enough to describe it in the OpenAPI document."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from shared.problems import DomainError
from shared.registration.model import Role


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: BaseModel
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Operation:
    """`roles` empty means public; `scope` is what a centre's key must allow, a person needs none."""

    method: str
    path: str
    summary: str
    run: Callable[..., Answer]
    status: int
    answer: type[BaseModel]
    roles: frozenset[Role] = frozenset()
    scope: str = ""
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    problems: tuple[type[DomainError], ...] = ()

    @property
    def writes(self) -> bool:
        return self.method != "GET"

    def parse_query(self, parameters: list[tuple[str, str]]) -> BaseModel | None:
        """A parameter whose field is a tuple may be repeated; of any other the last one counts."""
        if self.query is None:
            return None
        values: dict[str, Any] = {}
        for name, value in parameters:
            wanted = self.query.model_fields.get(name)
            if wanted is not None and "tuple" in str(wanted.annotation):
                values.setdefault(name, []).append(value)
            else:
                values[name] = value
        return self.query.model_validate(values)


def operation(method: str, path: str, **described: Any) -> Callable[[Callable[..., Answer]], Operation]:
    """Makes an operation of a callable; the function's door then adds it.

    The callable gets `call` unless the operation is public, `body` and `query` where they are declared, and the
    parameters of the path, all by name.
    """
    return lambda run: Operation(method, path, run=run, **described)

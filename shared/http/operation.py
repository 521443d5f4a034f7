"""What an operation of the API is: enough to serve it, and enough to describe it in the OpenAPI document."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from pydantic import BaseModel

from shared.limits import Limit
from shared.problems.calls import DomainError
from shared.role import Role

PUBLIC_WRITES: Final = Limit("public", "PUBLIC_WRITES_LIMIT")
"""What anybody may send from one source."""
CANDIDATE_WRITES: Final = Limit("candidate", "CANDIDATE_WRITES_LIMIT")
"""What one candidate may send, signed in."""


@dataclass(frozen=True, slots=True)
class Document:
    """An answer that is a file to read or to keep, not JSON."""

    media_type: str
    content: bytes
    name: str


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: BaseModel | Document
    headers: dict[str, str] = field(default_factory=dict)

    def json(self) -> str:
        """The body as it is sent; a document has none."""
        if isinstance(self.body, Document):
            raise TypeError
        return self.body.model_dump_json()


@dataclass(frozen=True, slots=True)
class Operation:
    """`roles` empty means public; `scope` is what a centre's key must allow, a person needs none."""

    method: str
    path: str
    summary: str
    run: Callable[..., Answer]
    status: int
    answer: type[BaseModel | Document]
    roles: frozenset[Role] = frozenset()
    scope: str = ""
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    problems: tuple[type[DomainError], ...] = ()

    keeps_answers: bool = True
    """Whether an `Idempotency-Key` has an effect; not where a record would say what may not be kept, or of many actions
    in one call, each of which is harmless to repeat.
    """

    takes_file: bool = False
    """The body is a file, given as `content` (bytes); otherwise it is JSON."""

    media_types: tuple[str, ...] = ("application/json",)
    """What the answer may be; anything but JSON is a `Document`."""

    @property
    def limits(self) -> tuple[Limit, ...]:
        """What is counted before anything else is looked at: public writes by their source, candidates' by who."""
        if not self.writes:
            return ()
        if not self.roles:
            return (PUBLIC_WRITES,)
        return (CANDIDATE_WRITES,) if Role.CANDIDATE in self.roles else ()

    @property
    def takes_idempotency_key(self) -> bool:
        return self.writes and bool(self.roles) and self.keeps_answers

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

    The callable gets `call` (a `Visit` instead when the operation is public and writes), `body` and `query` where they
    are declared, and the parameters of the path, all by name.
    """
    return lambda run: Operation(method, path, run=run, **described)

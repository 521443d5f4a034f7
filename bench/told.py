"""What the callers were told: whatever the system has confirmed must be true for ever."""

from dataclasses import dataclass, field
from typing import NamedTuple

from shared.registration.lifecycle import Event


class Registered(NamedTuple):
    """A 201: the same wish sent twice, with one key, is told twice and must be the same registration."""

    reference: str
    nuc: str
    centre: str
    exams: tuple[str, ...]


class Decided(NamedTuple):
    """A 200 to a centre."""

    reference: str
    event: Event


class Full(NamedTuple):
    """A pre-validation was refused because no seat was left."""

    centre: str
    exam: str


@dataclass
class Told:
    """Filled by many threads at once: only appended to."""

    registered: list[Registered] = field(default_factory=list)
    decided: list[Decided] = field(default_factory=list)
    full: list[Full] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)
    """What never got an answer that is one, however often it was asked: nobody may be left like that."""

"""What happens in a history: every choice is drawn here, by a seed or from a list, and nowhere else."""

from collections.abc import Sequence
from random import Random
from typing import Protocol, TypeVar

T = TypeVar("T")


class Chance(Protocol):
    """Choices, each a number below its limit; 0 is always the dullest: nothing goes wrong, the same one goes on."""

    drawn: list[int]

    def below(self, limit: int) -> int: ...


class Seeded:
    """The same seed draws the same choices, on every machine."""

    def __init__(self, seed: int) -> None:
        self.drawn: list[int] = []
        self._random = Random(seed)  # noqa: S311 (a history, not a secret)

    def below(self, limit: int) -> int:
        self.drawn.append(self._random.randrange(limit))
        return self.drawn[-1]


class Told:
    """Choices from a list; where it ends, or names what is not to be had, the dullest."""

    def __init__(self, choices: Sequence[int]) -> None:
        self.drawn: list[int] = []
        self._choices = iter(choices)

    def below(self, limit: int) -> int:
        wanted = next(self._choices, 0)
        self.drawn.append(wanted if wanted < limit else 0)
        return self.drawn[-1]


def one_of(chance: Chance, choices: Sequence[T]) -> T:
    return choices[chance.below(len(choices))]


def once_in(chance: Chance, times: int) -> bool:
    """True on average once in so many times."""
    return chance.below(times) == times - 1

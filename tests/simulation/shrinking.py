"""The shortest history that still shows what a longer one showed: its choices left out, or made duller, one by one."""

from collections.abc import Callable
from itertools import count

Fails = Callable[[list[int]], bool]

TRIES = 400
"""Of a failing history; after that, what has been found must do."""


def shortest(choices: list[int], fails: Fails) -> list[int]:
    """As few choices, and as dull ones, as were found; the history that they make still fails."""
    tries = count(1)

    def still(fewer: list[int]) -> bool:
        return next(tries) <= TRIES and fails(fewer)

    kept = _ended_early(choices, still)
    size = max(len(kept) // 2, 1)
    while size:
        kept = _without_blocks(kept, size, still)
        size //= 2
    return kept


def _ended_early(choices: list[int], fails: Fails) -> list[int]:
    """The shortest beginning; after it everything is dull."""
    good, bad = 0, len(choices)
    while good < bad:
        middle = (good + bad) // 2
        if fails(choices[:middle]):
            bad = middle
        else:
            good = middle + 1
    return choices[:bad]


def _without_blocks(choices: list[int], size: int, fails: Fails) -> list[int]:
    at = 0
    while at < len(choices):
        block = choices[at : at + size]
        left_out = choices[:at] + choices[at + size :]
        dulled = choices[:at] + [0] * len(block) + choices[at + size :]
        if fails(left_out):
            choices = left_out
            continue
        if any(block) and fails(dulled):
            choices = dulled
        at += size
    return choices

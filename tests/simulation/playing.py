"""Many histories on all processors; and one of them in short."""

import os
import sys
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import ExitStack, contextmanager
from multiprocessing import get_context
from typing import TYPE_CHECKING, Final, NamedTuple

from tests.simulation.chance import Seeded, Told
from tests.simulation.mutants import plant
from tests.simulation.shrinking import shortest

if TYPE_CHECKING:
    from tests.simulation.history import Outcome, Stage

AT_ONCE: Final = 5
"""Histories that a process plays before it tells."""


class Failure(NamedTuple):
    seed: int
    wrong: list[str]


def played(
    seeds: Sequence[int], mutant: str = "", *, processes: int | None = None
) -> Generator[tuple[int, list[Failure]]]:
    """In parts, as they are done: how many histories, and those that went wrong. One process a processor.

    Whoever has seen enough closes it: what has not begun never does.
    """
    parts = [seeds[at : at + AT_ONCE] for at in range(0, len(seeds), AT_ONCE)]
    with ProcessPoolExecutor(processes or os.cpu_count(), get_context("spawn"), _begin, (mutant,)) as pool:
        try:
            for future in as_completed([pool.submit(_play, part) for part in parts]):
                yield future.result()
        finally:
            pool.shutdown(cancel_futures=True)


def in_short(seed: int) -> "Outcome":
    """The shortest history that was found from the one of this seed, which went wrong."""
    with _silent():
        _set_up()
        choices = shortest(_stage.play(Seeded(seed)).drawn, lambda fewer: bool(_stage.play(Told(fewer)).wrong))
        return _stage.play(Told(choices))


_stage: "Stage"
_open = ExitStack()


def _begin(mutant: str) -> None:
    """In each process, once."""
    _open.enter_context(_silent())
    if mutant:
        plant(mutant)
    _set_up()


def _set_up() -> None:
    global _stage
    from tests.simulation.history import stage  # after the bug was planted

    _stage = _open.enter_context(stage())


def _play(seeds: Sequence[int]) -> tuple[int, list[Failure]]:
    outcomes = ((seed, _stage.play(Seeded(seed))) for seed in seeds)
    return len(seeds), [Failure(seed, outcome.wrong) for seed, outcome in outcomes if outcome.wrong]


@contextmanager
def _silent() -> Iterator[None]:
    """What the functions log goes nowhere."""
    sys.stdout.flush()
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        sys.stdout.flush()
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)

"""Many histories on all processors; and one of them in short."""

import os
import sys
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from contextlib import ExitStack, contextmanager
from itertools import islice
from multiprocessing import get_context
from typing import TYPE_CHECKING, NamedTuple

from tests.simulation.chance import Seeded, Told
from tests.simulation.mutants import plant
from tests.simulation.shrinking import shortest

if TYPE_CHECKING:
    from tests.simulation.history import Outcome, Stage


class Failure(NamedTuple):
    seed: int
    wrong: list[str]


def played(seeds: Sequence[int], mutant: str = "", *, processes: int | None = None) -> Generator[Failure | None]:
    """For each history, as it is done: what went wrong, or None. One process a processor.

    Whoever has seen enough closes it: a history begins only when one has been looked at.
    """
    at_once, left = processes or os.cpu_count() or 1, iter(seeds)
    with ProcessPoolExecutor(at_once, get_context("spawn"), _begin, (mutant,)) as pool:
        running = {pool.submit(_play, seed) for seed in islice(left, at_once)}
        while running:
            done, running = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                yield future.result()
            running |= {pool.submit(_play, seed) for seed in islice(left, len(done))}


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


def _play(seed: int) -> Failure | None:
    wrong = _stage.play(Seeded(seed)).wrong
    return Failure(seed, wrong) if wrong else None


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

"""A history can be told again: by its seed, by its choices, in another process; and in short."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from tests.simulation.chance import Seeded, Told
from tests.simulation.history import Stage
from tests.simulation.scheduler import Scheduler
from tests.simulation.shrinking import shortest

TELL = """
import sys, hashlib
from tests.simulation.chance import Seeded
from tests.simulation.history import stage
with stage() as made:
    print(hashlib.sha256("".join(made.play(Seeded(8)).happened).encode()).hexdigest(), file=sys.stderr)
"""


def test_the_same_seed_makes_the_same_history(world: Stage) -> None:
    one, other = world.play(Seeded(8)), world.play(Seeded(8))
    assert len(one.happened) > 50
    assert one == other


def test_its_choices_make_it_again(world: Stage) -> None:
    one = world.play(Seeded(8))
    assert world.play(Told(one.drawn)) == one


def test_other_seeds_make_other_histories(world: Stage) -> None:
    assert len({tuple(world.play(Seeded(seed)).happened) for seed in range(8, 12)}) == 4


def test_another_process_tells_the_same() -> None:
    told = set()
    for hashes in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": hashes, "PYTHONPATH": "."}
        done = subprocess.run(  # noqa: S603 (this very program)
            [sys.executable, "-c", TELL], env=environment, capture_output=True, text=True, check=True
        )
        told.add(done.stderr.strip().splitlines()[-1])
    assert len(told) == 1


def test_nothing_goes_wrong_where_every_choice_is_the_dullest(world: Stage) -> None:
    assert world.play(Told([])).wrong == []


def test_the_shortest_history_keeps_what_matters_only() -> None:
    """It goes wrong when a 7 is followed, at any distance, by a 9."""

    def fails(choices: list[int]) -> bool:
        return 7 in choices and 9 in choices[choices.index(7) :]

    assert shortest([3, 1, 7, 4, 4, 1, 9, 2, 7, 9, 5], fails) == [7, 9]


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(datetime(2026, 11, 27, tzinfo=UTC), tick=False) as traveller:
        yield traveller


def test_the_clock_moves_only_while_everybody_waits(clock: time_machine.Traveller) -> None:
    scheduler, told = Scheduler(Told([1, 0, 1, 0]), clock), []

    def work(name: str, hours: int) -> None:
        for _ in range(2):
            told.append((scheduler.now.hour, name))
            scheduler.pause()
        scheduler.pause(timedelta(hours=hours))
        told.append((scheduler.now.hour, name))

    scheduler.spawn("a", lambda: work("a", 3))
    scheduler.spawn("b", lambda: work("b", 1))
    scheduler.run(scheduler.now + timedelta(hours=2), lambda: True)
    assert sorted(told[:4]) == [(0, "a"), (0, "a"), (0, "b"), (0, "b")]
    assert told[4:] == [(1, "b")]
    assert scheduler.now.hour == 2

"""A check that has never failed proves nothing: bugs that somebody could have written, each of them caught."""

from contextlib import closing

import pytest

from tests.simulation.mutants import MUTANTS
from tests.simulation.playing import played


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_planted_bug_is_caught(mutant: str) -> None:
    seeds = [MUTANTS[mutant].seed, *range(400)]
    with closing(played(seeds, mutant, processes=1)) as parts:
        assert any(failures for _, failures in parts)

"""A check that has never failed proves nothing: bugs that somebody could have written, each of them caught."""

from contextlib import closing

import pytest

from tests.simulation.mutants import MUTANTS
from tests.simulation.playing import Failure, played


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_planted_bug_is_caught(mutant: str) -> None:
    seeds = [MUTANTS[mutant].seed, *range(400)]
    with closing(played(seeds, mutant, processes=1)) as failures:
        assert any(is_a_violation(failure) for failure in failures if failure)


def is_a_violation(failure: Failure) -> bool:
    """Something that is promised did not hold; a history that fell over would prove nothing."""
    return not any("Error: " in one for one in failure.wrong)

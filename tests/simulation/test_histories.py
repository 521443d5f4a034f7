"""Three hundred histories in each run; `make simulate` plays ten thousand."""

import pytest

from tests.simulation.chance import Seeded
from tests.simulation.history import Stage


@pytest.mark.parametrize("seed", range(300))
def test_whatever_befalls_it_all_holds(world: Stage, seed: int) -> None:
    outcome = world.play(Seeded(seed))
    assert outcome.wrong == [], f"to see its shortest history: make simulate SEEDS={seed}"
    assert outcome.calls

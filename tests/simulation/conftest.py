from collections.abc import Iterator

import pytest

from tests.simulation.history import Stage, stage


@pytest.fixture(scope="module")
def world() -> Iterator[Stage]:
    with stage() as made:
        yield made

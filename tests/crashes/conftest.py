from collections.abc import Iterator

import pytest

from tests.crashes import world as whole
from tests.crashes.world import World


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    """One for all the stories of a module, each of which begins with it as it was made: to make it takes longer."""
    with whole.world() as made:
        yield made

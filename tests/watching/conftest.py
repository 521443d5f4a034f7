from collections.abc import Callable

import pytest

from tests.support.aws import Aws
from tests.support.emitted import sums


@pytest.fixture
def aws(season: None) -> Aws:
    return Aws.made()


@pytest.fixture
def counted(capsys: pytest.CaptureFixture[str]) -> Callable[[], dict[str, float]]:
    """What was counted since the last call, without what is zero and the cold starts of this process."""

    def since() -> dict[str, float]:
        return {name: value for name, value in sums(capsys.readouterr().out).items() if name != "ColdStarts"}

    return since

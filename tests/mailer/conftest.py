import pytest

from tests.support.aws import Aws


@pytest.fixture
def aws(season: None) -> Aws:
    return Aws.made()

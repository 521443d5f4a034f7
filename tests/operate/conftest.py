import pytest

from tests.support.aws import Aws


@pytest.fixture
def aws(season: None) -> Aws:
    """The queues, the state machine, and what follows from a transition."""
    return Aws.made()

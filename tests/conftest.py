"""What every test may ask for: a clock that stands still, AWS in this process, and a season in its table."""

import sys
from collections.abc import Iterator

import pytest
import time_machine
from moto import mock_aws

from shared import table
from tests.support import season as example
from tests.support import template
from tests.support.api import environment


@pytest.fixture(autouse=True)
def _nobodys_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that nothing can reach an account, whatever the machine knows."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", template.REGION)
    monkeypatch.delenv("AWS_PROFILE", raising=False)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Stands at `season.NOW`; `clock.move_to(…)` and `clock.shift(…)` move it."""
    with time_machine.travel(example.NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def cloud(clock: time_machine.Traveller) -> Iterator[None]:
    """AWS with the table of the template, empty, and the environment that `register` would have."""
    forget_clients()
    # A session kept from test to test reads botocore's large files once.
    with mock_aws(config={"core": {"reset_boto3_session": False}}), environment("register"):
        table.client().create_table(**template.table_definition())
        yield
    forget_clients()


@pytest.fixture
def season(cloud: None) -> None:
    """The example season, in the table."""
    example.load()


def forget_clients() -> None:
    """Empties what the code caches for the life of a function: clients and settings."""
    for name, module in list(sys.modules.items()):
        if name.startswith(("shared.", "functions.")):
            for value in list(vars(module).values()):
                if hasattr(value, "cache_clear"):
                    value.cache_clear()

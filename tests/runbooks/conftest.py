"""The local cloud of these tests: started once, as for those of `tests/cloud`, and left as it was found."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.cloud.conftest import LocalCloud
from tests.cloud.conftest import cloud as cloud
from tests.cloud.conftest import impatient_queue as impatient_queue

SCHEDULE = "certif-up-local-reconciliation"
_TAKEN = ("Name", "ScheduleExpression", "FlexibleTimeWindow", "Target")


@pytest.fixture(scope="session")
def reconciled_by_hand_only(cloud: LocalCloud) -> Iterator[None]:
    """The schedule would now and then repair what was just broken, before anybody could look at it."""
    scheduler = cloud.client("scheduler")
    found = {name: value for name, value in scheduler.get_schedule(Name=SCHEDULE).items() if name in _TAKEN}
    scheduler.update_schedule(**found, State="DISABLED")
    yield
    scheduler.update_schedule(**found, State="ENABLED")


@pytest.fixture
def switched(cloud: LocalCloud) -> Iterator[Callable[[str, bool], None]]:
    """Switches what feeds a function off, or on again; at the end everything is on."""
    client: Any = cloud.client("lambda")

    def switch(function: str, on: bool) -> None:
        (mapping,) = client.list_event_source_mappings(FunctionName=f"certif-up-local-{function}")[
            "EventSourceMappings"
        ]
        client.update_event_source_mapping(UUID=mapping["UUID"], Enabled=on)

    yield switch
    for function in ("mailer", "lifecycle"):
        switch(function, True)

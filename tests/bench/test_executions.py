"""The events that are counted by rule are those that an interpreter of the language writes down."""

import json
from collections.abc import Iterator

import pytest
import time_machine

from bench.executions import events
from tests.support import season as example
from tests.support.aws import Aws, definition
from tests.support.executions import executed, history, until, waiting_token
from tests.support.lives import refuse, register


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Goes on: moto's waits take real time."""
    with time_machine.travel(example.NOW, tick=True) as traveller:
        yield traveller


@pytest.fixture
def aws(season: None) -> Iterator[Aws]:
    with executed() as aws:
        yield aws


def test_a_refusal_has_as_many_events_as_the_rule_says(aws: Aws) -> None:
    reference = register()
    until(lambda: waiting_token(reference)["version"] == 1, aws)
    refuse(reference)
    until(lambda: f"{reference}_1" in aws.executions("SUCCEEDED"), aws)
    written = history(aws, f"{reference}_1")
    entered = [one["stateEnteredEventDetails"]["name"] for one in written if "StateEntered" in one["type"]]
    assert entered == ["Look", "Route", "AwaitDecision", "Route", "Refused"]
    assert len(written) == events(json.loads(definition())["States"], entered)

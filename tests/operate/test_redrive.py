"""Dead letters go back to their queue: each of them once, whatever interrupts it, and nothing is said of anybody."""

import io
import json
import sys
from argparse import Namespace
from typing import Any, Final

import boto3
import pytest
import time_machine

from operate.command import Exit
from operate.place import Place
from operate.queues import sqs
from operate.redrive import REDRIVE, described
from operate.refusals import OperatorError
from tests.support.aws import Aws
from tests.support.season import NOW

QUEUE: Final = "mail-dead-letters.fifo"
ORDERS: Final = [{"reference": f"CU-2701-AAAA-{number:02d}", "version": 1} for number in range(12)]


@pytest.fixture
def place(aws: Aws, clock: time_machine.Traveller) -> Place:
    """Twelve orders that the mailer gave up. The clock goes on: whoever asks a queue waits for a second."""
    clock.move_to(NOW, tick=True)
    for order in ORDERS:
        boto3.client("sqs").send_message(
            QueueUrl=aws.dead_letters_url,
            MessageBody=json.dumps(order),
            MessageGroupId=str(order["reference"]),
            MessageDeduplicationId=str(order["reference"]),
        )
    return Place("production")


def redrive(place: Place, **said: Any) -> Any:
    options = {"queue": QUEUE, "dry_run": False, "yes": True} | said
    return REDRIVE.run(Namespace(**options), place)


def waiting(aws: Aws) -> list[str]:
    return sorted(json.loads(one["body"])["reference"] for _ in range(3) for one in aws.waiting())


def test_all_go_back_and_their_number_is_said(place: Place, aws: Aws) -> None:
    outcome = redrive(place)
    (queue,) = outcome.said["queues"]
    assert (queue["redriven"], queue["left"], outcome.exit) == (12, 0, Exit.DONE)
    assert queue["found"] == {f"mail {order['reference']} 1": 1 for order in ORDERS}
    assert waiting(aws) == [order["reference"] for order in ORDERS]
    assert aws.dead_letters() == []


def test_to_look_changes_nothing(place: Place, aws: Aws) -> None:
    outcome = redrive(place, dry_run=True)
    assert (outcome.said["left"], outcome.exit) == (12, Exit.ATTENTION)
    assert waiting(aws) == []
    assert redrive(place, dry_run=True).said == outcome.said


def test_without_a_yes_they_stay_where_they_are(place: Place, aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    with pytest.raises(OperatorError):
        redrive(place, yes=False)
    assert waiting(aws) == []
    assert redrive(place, dry_run=True).said["left"] == 12


@pytest.mark.parametrize("call", ["SendMessage", "DeleteMessage"])
def test_interrupted_nothing_is_lost_and_nothing_doubled(place: Place, aws: Aws, call: str) -> None:
    """At the fourth message, before it is sent or before it is deleted; then the same command again."""
    calls = iter(range(100))

    def interrupt(**_: Any) -> None:
        if next(calls) == 3:
            raise KeyboardInterrupt

    sqs().meta.events.register(f"before-call.sqs.{call}", interrupt)
    with pytest.raises(KeyboardInterrupt):
        redrive(place)
    assert redrive(place).said["left"] == 0
    assert waiting(aws) == [order["reference"] for order in ORDERS]
    assert aws.dead_letters() == []


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"reference": "CU-2701-AAAA-11", "version": 3}, "mail CU-2701-AAAA-11 3"),
        ({"problem": "CU-2701-AAAA-11", "version": 3}, "mail problem CU-2701-AAAA-11 3"),
        ({"letter": "nuc_reminder", "email": "zoe@example.org", "birth_name": "Zola"}, "letter nuc_reminder"),
        ({"notice": "requests", "day": "2026-11-30", "addressee": "C02"}, "notice requests to C02"),
        ({"outcome": "bounce", "tags": {"reference": ["CU-2701-AAAA-11"]}}, "bounce CU-2701-AAAA-11"),
        ({"outcome": "complaint", "tags": {}, "feedback": "zoe@example.org"}, "complaint of a letter"),
        ({"requestContext": {"condition": "RetriesExhausted"}, "requestPayload": {}}, "failed call: RetriesExhausted"),
        (["zoe@example.org"], "other"),
    ],
)
def test_a_dead_letter_is_described_without_anybody(body: object, said: str) -> None:
    assert described({"Body": json.dumps(body)}) == said


def test_one_that_cannot_be_read_is_said_to_be_so() -> None:
    assert described({"Body": "zoe@example.org"}) == "unreadable"

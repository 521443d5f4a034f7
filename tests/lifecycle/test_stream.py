"""What follows from transitions, whatever becomes of the order and the number of the stream's records."""

import json
from datetime import timedelta
from itertools import permutations
from typing import Any, Final

import pytest
from botocore.exceptions import ClientError
from time_machine import Traveller

from shared import keys, table
from tests.support import lives
from tests.support.aws import Aws
from tests.support.calls import Call, refused, watched
from tests.support.snapshot import Snapshot

LONGER_THAN_THE_QUEUE_REMEMBERS: Final = timedelta(minutes=6)
LIFE: Final = ("registered", "prevalidated", "validated")
ORDERS: Final = sorted(set(permutations([0, 1, 2] * 2)))
"""Of the three records of a life, each of which comes twice."""


def paid_life(aws: Aws) -> tuple[str, list[dict[str, Any]]]:
    """Registered, pre-validated and paid, while an execution waits since version 1; nothing has followed yet."""
    reference = lives.register()
    lives.prevalidate(reference)
    lives.pay(reference)
    token = {"kind": "token", "token": "waiting", "version": 1, "entered_at": "2026-11-27T08:00:00.000000Z"}
    table.write(table.put({**keys.token(reference), **token}))
    return reference, aws.stream()


def unsettled() -> list[dict[str, Any]]:
    return list(table.all_of(table.key_is("work_pk", keys.UNSETTLED), index=keys.WORK_INDEX))


def test_records_in_any_order_and_twice_come_to_the_same(aws: Aws, clock: Traveller) -> None:
    reference, records = paid_life(aws)
    before = Snapshot.taken()
    for order in ORDERS:
        before.restore()
        clock.shift(LONGER_THAN_THE_QUEUE_REMEMBERS)
        with watched() as made:
            aws.follow([records[number] for number in order])
        answers = [json.loads(one.params["output"]) for one in made if one.operation == "SendTaskSuccess"]
        assert {(answer["version"], answer["stage"]) for answer in answers} == {(3, "validated")}, order
        assert aws.executions() == [f"{reference}_1"]
        waiting = aws.waiting()
        assert [json.loads(one["body"])["version"] - 1 for one in waiting] == list(dict.fromkeys(order))
        aws.forget(waiting)


def test_the_record_of_the_last_transition_alone_tells_a_wait_that_began_long_before(aws: Aws) -> None:
    _, records = paid_life(aws)
    with watched() as made:
        aws.follow(records[-1:])
    (answer,) = [one.params for one in made if one.operation == "SendTaskSuccess"]
    assert answer["taskToken"] == "waiting"
    assert json.loads(answer["output"])["stage"] == "validated"


@pytest.mark.parametrize("order", [*permutations([0, 1, 2])], ids=str)
def test_mails_ordered_in_any_order_are_all_sent_and_nothing_else_changes(aws: Aws, order: tuple[int, ...]) -> None:
    reference, records = paid_life(aws)
    paid = lives.registration(reference)
    aws.follow([records[number] for number in order])
    aws.deliver()
    assert aws.sent_kinds() == [LIFE[number] for number in order]
    assert unsettled() == []
    assert lives.registration(reference) == paid
    assert lives.events(reference) == ["registered", "prevalidated", "paid"]


def test_a_mail_ordered_again_after_the_queue_has_forgotten_it_is_sent_once(aws: Aws, clock: Traveller) -> None:
    _, records = paid_life(aws)
    aws.follow(records)
    clock.shift(LONGER_THAN_THE_QUEUE_REMEMBERS)
    aws.follow(records)
    waiting = aws.waiting()
    assert len(waiting) == 2 * len(LIFE)
    aws.mail(waiting)
    assert sorted(aws.sent_kinds()) == sorted(LIFE)


def test_mails_go_out_in_the_order_of_the_history(aws: Aws) -> None:
    paid_life(aws)
    aws.reconcile(minimum_age_seconds=0)
    aws.deliver()
    assert tuple(aws.sent_kinds()) == LIFE


@pytest.mark.parametrize("operation", ["StartExecution", "SendTaskSuccess", "SendMessage"])
def test_a_record_that_fails_is_given_again_with_its_batch_without_harm(aws: Aws, operation: str) -> None:
    _, records = paid_life(aws)
    failures: list[Call] = []

    def fail_once(_number: int, one: Call) -> None:
        if one.operation == operation and not failures:
            failures.append(one)
            raise refused(one, "ServiceUnavailable")

    with watched(before=fail_once), pytest.raises(ClientError, match="ServiceUnavailable"):
        aws.follow(records)
    aws.follow(records)
    aws.deliver()
    assert sorted(aws.sent_kinds()) == sorted(LIFE)
    assert unsettled() == []


def test_only_transitions_come_out_of_the_stream(aws: Aws) -> None:
    reference = lives.register()
    records = aws.stream()
    assert [record["dynamodb"]["Keys"]["sk"]["S"] for record in records] == ["HISTORY#000001"]
    aws.follow(records)
    aws.deliver()
    assert lives.history(reference)[0].mail_sent_at
    assert aws.stream() == []


def test_nothing_follows_from_lines_carried_over_to_the_next_session(aws: Aws) -> None:
    reference, _ = paid_life(aws)
    request = lives.ask_deferral(reference, "CHI")
    aws.stream()
    lives.decide_deferral(request, "granted")
    carried_over = [one for one in aws.stream() if one["dynamodb"]["NewImage"]["event"] == {"S": "carried_over"}]
    with watched() as made:
        aws.follow(carried_over)
    assert len(carried_over) == 1
    assert made == []

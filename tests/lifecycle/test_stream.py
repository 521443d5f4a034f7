"""What follows from transitions: once, whatever fails and is given again (every order: see test_any_order)."""

import json
from datetime import timedelta
from typing import Any, Final

import pytest
from botocore.exceptions import ClientError
from time_machine import Traveller

from shared import keys, table
from tests.support import lives
from tests.support.aws import Aws
from tests.support.calls import Call, refused, watched

LONGER_THAN_THE_QUEUE_REMEMBERS: Final = timedelta(minutes=6)
LIFE: Final = ("registered", "prevalidated", "validated")


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


def test_the_record_of_the_last_transition_alone_tells_a_wait_that_began_long_before(aws: Aws) -> None:
    _, records = paid_life(aws)
    with watched() as made:
        aws.follow(records[-1:])
    (answer,) = [one.params for one in made if one.operation == "SendTaskSuccess"]
    assert answer["taskToken"] == "waiting"
    assert json.loads(answer["output"])["stage"] == "validated"


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

"""The shipped state machine, run: every way through a life, with waits of seconds."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from functions.lifecycle import executions
from functions.prevalidate import decision
from shared import catalogue, keys, table
from shared.registration import transition
from shared.registration.lifecycle import Event, State
from shared.registration.model import Actor, Cause
from shared.role import Role
from shared.settings import deadline_rules
from tests.support import season as example
from tests.support.aws import ONE_AT_A_TIME, Aws
from tests.support.calls import Call, Crash, watched
from tests.support.executions import executed, history, path, stop, until, waiting_token
from tests.support.lives import events, pay, refuse, register, registration, withdraw


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Goes on: moto's waits take real time."""
    with time_machine.travel(example.NOW, tick=True) as traveller:
        yield traveller


@pytest.fixture
def aws(season: None) -> Iterator[Aws]:
    with executed() as aws:
        yield aws


def prevalidate(reference: str, *, reminder: int = 60, end: int = 120) -> None:
    """As the centre's call does it, but for the seconds until the reminder and until the end."""
    cause = Cause(Actor(role=Role.CENTRE, id="key", name="Camille Petit"), datetime.now(UTC), "request-0123456789")
    moments = {"due_at": cause.at + timedelta(seconds=reminder), "hold_until": cause.at + timedelta(seconds=end)}
    with ONE_AT_A_TIME:
        before = registration(reference)
        after = decision.prevalidated(
            before, example.SESSIONS[0], example.centre("C02"), deadline_rules(), cause
        ).model_copy(update=moments)
        table.commit(*transition.writes(before, after, Event.PREVALIDATED, cause))


def start(aws: Aws, reference: str, number: int) -> None:
    with aws.running("lifecycle"):
        assert executions.start(reference, number)


def decide_by_at() -> datetime:
    (item,) = table.read(keys.session(example.THIS))
    return catalogue.Session.model_validate(item).decide_by_at


def decide_within(seconds: int) -> None:
    session = example.SESSIONS[0].model_copy(update={"decide_by_at": datetime.now(UTC) + timedelta(seconds=seconds)})
    example.store(session)


def waits(aws: Aws, reference: str, version: int) -> None:
    until(lambda: waiting_token(reference)["version"] == version, aws)


def ends(aws: Aws, *names: str) -> None:
    until(lambda: set(names) <= set(aws.executions("SUCCEEDED")), aws)


def test_a_refusal_ends_the_wait_for_the_centre(aws: Aws) -> None:
    reference = register()
    waits(aws, reference, 1)
    refuse(reference)
    ends(aws, f"{reference}_1")
    assert path(aws, f"{reference}_1") == ["Look", "AwaitDecision", "Refused"]


def test_without_a_payment_it_reminds_and_then_expires(aws: Aws) -> None:
    reference = register()
    waits(aws, reference, 1)
    prevalidate(reference, reminder=1, end=5)
    ends(aws, f"{reference}_1")
    assert path(aws, f"{reference}_1") == [
        *["Look", "AwaitDecision", "AwaitPaymentUntilReminder", "Remind", "AwaitPaymentUntilEnd", "Expire", "Expired"]
    ]
    assert events(reference) == ["registered", "prevalidated", "reminded", "expired"]


def test_a_payment_before_the_reminder_ends_it_without_one(aws: Aws) -> None:
    reference = register()
    prevalidate(reference)
    waits(aws, reference, 2)
    pay(reference)
    ends(aws, f"{reference}_1")
    assert path(aws, f"{reference}_1") == ["Look", "AwaitPaymentUntilReminder", "Validated"]


def test_a_payment_after_the_reminder_ends_it(aws: Aws) -> None:
    reference = register()
    prevalidate(reference, reminder=1)
    waits(aws, reference, 3)
    pay(reference)
    ends(aws, f"{reference}_1")
    assert path(aws, f"{reference}_1")[-3:] == ["Remind", "AwaitPaymentUntilEnd", "Validated"]
    assert events(reference) == ["registered", "prevalidated", "reminded", "paid"]


def test_money_that_came_too_late_changes_nothing_for_the_clock(aws: Aws) -> None:
    reference = register()
    prevalidate(reference, reminder=2)
    waits(aws, reference, 2)
    with ONE_AT_A_TIME:
        before = registration(reference)
        cause = Cause(Actor(role=Role.CENTRE, id="key", name="Camille Petit"), datetime.now(UTC), "late")
        after = transition.moved(before, Event.LATE_PAYMENT_RECORDED, cause)
        table.commit(*transition.writes(before, after, Event.LATE_PAYMENT_RECORDED, cause))
    waits(aws, reference, 4)
    assert path(aws, f"{reference}_1") == [
        *["Look", "AwaitPaymentUntilReminder", "AwaitPaymentUntilReminder", "Remind", "AwaitPaymentUntilEnd"]
    ]
    assert events(reference) == ["registered", "prevalidated", "late_payment_recorded", "reminded"]


def test_a_withdrawal_ends_the_wait_for_the_centre(aws: Aws) -> None:
    reference = register()
    waits(aws, reference, 1)
    withdraw(reference)
    ends(aws, f"{reference}_1")
    assert path(aws, f"{reference}_1") == ["Look", "AwaitDecision", "Withdrawn"]


def test_a_withdrawal_ends_the_wait_for_the_payment(aws: Aws) -> None:
    reference = register()
    prevalidate(reference)
    waits(aws, reference, 2)
    withdraw(reference)
    ends(aws, f"{reference}_1")
    assert path(aws, f"{reference}_1") == ["Look", "AwaitPaymentUntilReminder", "Withdrawn"]


def test_a_centre_that_does_not_answer_has_refused_by_the_decide_by_date(aws: Aws) -> None:
    decide_within(seconds=2)
    reference = register()
    ends(aws, f"{reference}_1")
    assert path(aws, f"{reference}_1") == ["Look", "AwaitDecision", "NoAnswer", "Refused"]
    refused = registration(reference)
    assert refused.refusal == "unanswered"
    assert refused.entered_at >= decide_by_at()


def test_a_decide_by_date_that_was_moved_to_later_is_waited_for(aws: Aws) -> None:
    decide_within(seconds=3)
    reference = register()
    waits(aws, reference, 1)
    decide_within(seconds=4)
    ends(aws, f"{reference}_1")
    assert path(aws, f"{reference}_1") == [
        *["Look", "AwaitDecision", "NoAnswer", "AwaitDecision", "NoAnswer", "Refused"]
    ]
    assert registration(reference).entered_at >= decide_by_at()
    assert events(reference) == ["registered", "unanswered"]


def test_several_transitions_before_the_first_look_are_one_for_it(aws: Aws) -> None:
    reference = register()
    prevalidate(reference)
    pay(reference)
    ends(aws, f"{reference}_1")
    assert path(aws, f"{reference}_1") == ["Look", "Validated"]


def test_several_transitions_during_one_wait_are_one_for_it(aws: Aws) -> None:
    reference = register()
    waits(aws, reference, 1)
    prevalidate(reference)
    pay(reference)
    ends(aws, f"{reference}_1")
    assert path(aws, f"{reference}_1") == ["Look", "AwaitDecision", "Validated"]


def test_an_execution_can_be_started_in_the_middle_of_a_life(aws: Aws) -> None:
    reference = register()
    prevalidate(reference)
    aws.stream()  # lost
    start(aws, reference, number=1)
    waits(aws, reference, 2)
    pay(reference)
    ends(aws, f"{reference}_1")
    assert path(aws, f"{reference}_1") == ["Look", "AwaitPaymentUntilReminder", "Validated"]


def test_two_executions_of_one_life_remind_and_expire_once(aws: Aws) -> None:
    reference = register()
    prevalidate(reference, reminder=2, end=6)
    waits(aws, reference, 2)
    start(aws, reference, number=2)
    ends(aws, f"{reference}_1", f"{reference}_2")
    assert path(aws, f"{reference}_2")[:2] == ["Look", "AwaitPaymentUntilReminder"]
    assert {path(aws, f"{reference}_{number}")[-1] for number in (1, 2)} == {"Expired"}
    assert events(reference) == ["registered", "prevalidated", "reminded", "expired"]


def test_of_two_executions_the_older_finds_out_at_its_own_limit(aws: Aws) -> None:
    reference = register()
    prevalidate(reference, reminder=3)
    waits(aws, reference, 2)
    first = waiting_token(reference)["token"]
    start(aws, reference, number=2)
    until(lambda: waiting_token(reference)["token"] != first, aws)
    pay(reference)
    ends(aws, f"{reference}_1", f"{reference}_2")
    assert path(aws, f"{reference}_2") == ["Look", "AwaitPaymentUntilReminder", "Validated"]
    assert path(aws, f"{reference}_1") == ["Look", "AwaitPaymentUntilReminder", "Remind", "Validated"]
    assert events(reference) == ["registered", "prevalidated", "paid"]


def test_a_registration_that_moves_before_its_token_is_stored_is_not_waited_for(aws: Aws) -> None:
    reference = register()

    def withdraw_first(_number: int, one: Call) -> None:
        if one.operation == "PutItem" and registration(reference).state is State.PENDING:
            with watched():
                withdraw(reference)
                aws.follow()

    with watched(before=withdraw_first):
        ends(aws, f"{reference}_1")
    assert path(aws, f"{reference}_1") == ["Look", "AwaitDecision", "Withdrawn"]


def test_an_answer_to_a_wait_that_has_ended_is_of_no_effect(aws: Aws) -> None:
    reference = register()
    waits(aws, reference, 1)
    first = waiting_token(reference)["token"]
    prevalidate(reference)
    waits(aws, reference, 2)
    executions.answer(first, {"reference": reference, "stage": "refused"})
    pay(reference)
    ends(aws, f"{reference}_1")
    executions.answer(first, {"reference": reference, "stage": "refused"})
    assert path(aws, f"{reference}_1")[-1] == "Validated"


def test_a_task_that_fails_is_tried_again(aws: Aws) -> None:
    reference = register()
    failures: list[Call] = []

    def fail_once(_number: int, one: Call) -> None:
        if one.operation == "PutItem" and not failures:
            failures.append(one)
            raise Crash

    with watched(before=fail_once):
        waits(aws, reference, 1)
    withdraw(reference)
    ends(aws, f"{reference}_1")
    assert len(failures) == 1
    assert path(aws, f"{reference}_1") == ["Look", "AwaitDecision", "Withdrawn"]


def test_reconciliation_replaces_an_execution_that_was_stopped(aws: Aws) -> None:
    reference = register()
    waits(aws, reference, 1)
    first = waiting_token(reference)["token"]
    stop(aws, f"{reference}_1")
    until(lambda: not aws.executions(), aws)
    aws.reconcile(minimum_age_seconds=0)
    until(lambda: waiting_token(reference)["token"] != first, aws)
    withdraw(reference)
    ends(aws, f"{reference}_2")
    assert path(aws, f"{reference}_2") == ["Look", "AwaitDecision", "Withdrawn"]


def test_nothing_personal_passes_through_an_execution(aws: Aws) -> None:
    reference = register()
    waits(aws, reference, 1)
    prevalidate(reference)
    waits(aws, reference, 2)
    pay(reference)
    ends(aws, f"{reference}_1")
    told = json.dumps(history(aws, f"{reference}_1"), default=str)
    assert reference in told
    personal = {value for value in example.ALICE.attributes().values() if isinstance(value, str) and value}
    assert [value for value in personal if value in told] == []

"""What was lost is found again; what is on its way is left alone."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

import boto3
import pytest
from time_machine import Traveller

from functions.lifecycle import executions
from shared import keys, table
from tests.support import lives, season
from tests.support.api import ALICE, BOB, CHLOE, Context
from tests.support.aws import Aws
from tests.support.calls import Befall, Call, refused, watched

FIVE_MINUTES: Final = timedelta(minutes=5)
NOTHING: Final = {"followed": 0, "acted": 0, "started": 0, "failed": 0}


class Hurried(Context):
    """Has time for some repairs only."""

    def __init__(self, repairs: int) -> None:
        super().__init__("lifecycle")
        self.repairs = repairs

    def get_remaining_time_in_millis(self) -> int:  # type: ignore[override] # Powertools declares it static
        self.repairs -= 1
        return 60_000 if self.repairs >= 0 else 9_000


def settled_life(aws: Aws) -> str:
    """A pending registration with its execution and its mail."""
    reference = lives.register()
    aws.follow()
    aws.deliver()
    return reference


def stop(aws: Aws, name: str) -> None:
    arn = f"{aws.state_machine.replace(':stateMachine:', ':execution:')}:{name}"
    boto3.client("stepfunctions").stop_execution(executionArn=arn)


def test_when_nothing_was_lost_there_is_nothing_to_do(aws: Aws, clock: Traveller) -> None:
    settled_life(aws)
    clock.shift(timedelta(days=1))
    assert aws.reconcile() == NOTHING


@pytest.mark.parametrize(("age", "followed"), [(timedelta(minutes=4, seconds=59), 0), (FIVE_MINUTES, 1)])
def test_a_lost_record_is_followed_once_it_is_five_minutes_old(
    aws: Aws, clock: Traveller, age: timedelta, followed: int
) -> None:
    reference = lives.register()
    clock.shift(age)
    assert aws.reconcile() == NOTHING | {"followed": followed}
    aws.deliver()
    assert aws.executions() == [f"{reference}_1"] * followed
    assert aws.sent_kinds() == ["registered"] * followed


def test_a_second_run_finds_nothing_left(aws: Aws, clock: Traveller) -> None:
    settled_life(aws)
    lost = lives.register(BOB)
    lives.prevalidate(lost)
    clock.move_to(lives.registration(lost).due_at or season.NOW)
    clock.shift(FIVE_MINUTES)
    assert aws.reconcile() == {"followed": 2, "acted": 1, "started": 0, "failed": 0}
    aws.follow()
    aws.deliver()
    assert aws.reconcile() == NOTHING
    assert lives.events(lost) == ["registered", "prevalidated", "reminded"]


def moment(reference: str, name: str) -> datetime:
    at: datetime = getattr(lives.registration(reference), name)
    return at


@pytest.mark.parametrize(("name", "last"), [("due_at", "reminded"), ("hold_until", "expired")])
def test_a_moment_that_the_clock_missed_is_made_up_for(aws: Aws, clock: Traveller, name: str, last: str) -> None:
    reference = lives.register()
    lives.prevalidate(reference)
    aws.follow()
    at = moment(reference, name)
    clock.move_to(at + FIVE_MINUTES - timedelta(seconds=1))
    if last == "reminded":
        assert aws.reconcile()["acted"] == 0
    clock.move_to(at + FIVE_MINUTES)
    assert aws.reconcile()["acted"] == 1
    assert lives.events(reference)[-1] == last


def test_a_centre_that_was_not_refused_in_time_is_so_now(aws: Aws, clock: Traveller) -> None:
    reference = settled_life(aws)
    clock.move_to(moment(reference, "due_at") + FIVE_MINUTES)
    assert aws.reconcile()["acted"] == 1
    assert lives.events(reference) == ["registered", "unanswered"]


def test_a_live_registration_whose_execution_is_gone_gets_the_next_number(aws: Aws, clock: Traveller) -> None:
    reference = settled_life(aws)
    clock.shift(FIVE_MINUTES)
    for number in (1, 2):
        stop(aws, f"{reference}_{number}")
        assert aws.reconcile() == NOTHING | {"started": 1}
        assert aws.executions() == [f"{reference}_{number + 1}"]


def test_executions_are_looked_at_by_the_thousand(aws: Aws) -> None:
    references = {f"CU-2701-{number:04}-00" for number in range(101)}
    with aws.running("lifecycle"):
        for one in references:
            executions.start(one)
        with watched() as made:
            assert set(executions.running()) == references
    assert [one.operation for one in made] == ["ListExecutions"]


def test_a_young_registration_is_not_missed_yet(aws: Aws, clock: Traveller) -> None:
    reference = settled_life(aws)
    stop(aws, f"{reference}_1")
    clock.shift(FIVE_MINUTES - timedelta(seconds=1))
    assert aws.reconcile() == NOTHING


def test_a_registration_that_has_ended_needs_no_execution(aws: Aws, clock: Traveller) -> None:
    reference = settled_life(aws)
    lives.withdraw(reference)
    aws.follow()
    aws.deliver()
    stop(aws, f"{reference}_1")
    clock.shift(FIVE_MINUTES)
    assert aws.reconcile() == NOTHING


def refusing(operation: str, concerned: Callable[[Call], bool]) -> Befall:
    def befall(_number: int, one: Call) -> None:
        if one.operation == operation and concerned(one):
            raise refused(one, "ServiceUnavailable")

    return befall


def test_a_repair_that_fails_does_not_keep_the_others_from_being_done(aws: Aws, clock: Traveller) -> None:
    failing, other = lives.register(ALICE), lives.register(BOB)
    clock.shift(FIVE_MINUTES)
    with watched(before=refusing("SendMessage", lambda one: one.params["MessageGroupId"] == failing)):
        assert aws.reconcile() == NOTHING | {"followed": 1, "failed": 1}
    aws.deliver()
    assert [mail["To"].split()[0] for mail in aws.sent()] == ["Bob"]
    assert aws.reconcile() == NOTHING | {"followed": 1}
    assert aws.executions() == sorted([f"{failing}_1", f"{other}_1"])


def test_an_item_that_cannot_be_read_does_not_stop_the_rest(aws: Aws, clock: Traveller) -> None:
    broken = {"pk": "REGISTRATION#CU", "sk": "HISTORY#000001", **keys.work(keys.UNSETTLED, season.NOW)}
    table.write(table.put(broken | {"kind": "history"}))
    lives.register()
    clock.shift(FIVE_MINUTES)
    assert aws.reconcile() == NOTHING | {"followed": 1, "failed": 1}


def test_when_its_time_runs_out_the_next_run_goes_on(aws: Aws, clock: Traveller) -> None:
    for by in (ALICE, BOB, CHLOE):
        lives.register(by)
        clock.shift(timedelta(seconds=1))
    clock.shift(FIVE_MINUTES)
    assert aws.reconcile(context=Hurried(repairs=0)) == NOTHING
    assert aws.reconcile(context=Hurried(repairs=2)) == NOTHING | {"followed": 2}
    aws.deliver()
    assert aws.reconcile() == NOTHING | {"followed": 1}


def test_a_mail_that_keeps_failing_is_ordered_ever_less_often(aws: Aws, clock: Traveller) -> None:
    reference = lives.register()
    pauses = []
    ordered_at = season.NOW
    for _ in range(12):
        clock.move_to(look_again_at(reference) - timedelta(seconds=1))
        assert aws.reconcile()["followed"] == 0
        clock.shift(timedelta(seconds=1))
        assert aws.reconcile()["followed"] == 1
        pauses.append(now() - ordered_at)
        ordered_at = now()
    assert pauses[:4] == [FIVE_MINUTES, 2 * FIVE_MINUTES, 4 * FIVE_MINUTES, 8 * FIVE_MINUTES]
    assert pauses[-2:] == [timedelta(days=1) + FIVE_MINUTES] * 2


def look_again_at(reference: str) -> datetime:
    (item,) = table.read(keys.history(reference, 1))
    return datetime.fromisoformat(item["work_at"]) + FIVE_MINUTES  # type: ignore[index]


def now() -> datetime:
    return datetime.now(UTC)


def test_a_mail_that_went_out_meanwhile_is_not_put_back_on_the_list(aws: Aws, clock: Traveller) -> None:
    lives.register()
    clock.shift(FIVE_MINUTES)

    def deliver_first(_number: int, one: Call) -> None:
        if one.operation == "UpdateItem":
            with watched():
                aws.deliver()

    with watched(before=deliver_first):
        aws.reconcile()
    clock.shift(timedelta(days=2))
    assert aws.reconcile() == NOTHING

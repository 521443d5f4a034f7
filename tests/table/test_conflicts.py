"""Two transactions at the same item: waited out, and never taken for a refusal."""

import time
from typing import Any

import pytest
from boto3.dynamodb.conditions import Attr

from shared import keys, table
from shared.registration.lifecycle import State
from shared.table import ATTEMPTS, StaleError, TableBusyError
from tests.support.api import BOB
from tests.support.contents import contents, failing
from tests.support.season import THIS
from tests.support.steps import done, in_state, pay, prevalidate, refused, register, send, stored, taken

pytestmark = pytest.mark.usefixtures("season")

CANCELLED = "TransactionCanceledException"


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long would have been waited."""
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    return slept


@pytest.mark.parametrize(
    "reasons",
    [
        ("TransactionConflict",),
        ("None", "TransactionConflict"),
        ("None", "None", "TransactionConflict"),
        ("ThrottlingError",),
        ("ProvisionedThroughputExceeded", "TransactionConflict"),
    ],
    ids=" ".join,
)
def test_a_conflict_on_any_item_is_tried_again_and_never_means_full(reasons: tuple[str, ...]) -> None:
    reference = register("TEC")
    with failing("TransactWriteItems", CANCELLED, times=3, reasons=reasons) as answered:
        assert prevalidate(reference).status == 200
    assert (answered.total(), taken("TEC")) == (3, 1)


def test_a_conflict_does_not_hide_that_the_last_seat_is_gone() -> None:
    done(prevalidate(register("TEC")))
    reference = register("TEC", by=BOB)
    with failing("TransactWriteItems", CANCELLED, times=2, reasons=("None", "TransactionConflict")):
        refused(prevalidate(reference), 409, "no-seat-left")


def test_a_conflict_while_reviving_is_no_late_payment() -> None:
    reference = in_state(State.EXPIRED)
    with failing("TransactWriteItems", CANCELLED, times=2, reasons=("None", "None", "TransactionConflict")):
        assert pay(reference).body["late_payment"] is None
    assert stored(reference).state is State.VALIDATED


def test_a_condition_that_failed_beside_a_conflict_is_what_counts() -> None:
    reference = register("TEC")
    with failing("TransactWriteItems", CANCELLED, times=1, reasons=("TransactionConflict", "ConditionalCheckFailed")):
        refused(prevalidate(reference), 409, "no-seat-left")


def test_conflicts_without_end_ask_to_come_again_and_write_nothing(pauses: list[float]) -> None:
    reference = register("CHI")
    before = contents()
    with failing("TransactWriteItems", CANCELLED, times=99, reasons=("TransactionConflict",)) as answered:
        reply = prevalidate(reference)
    refused(reply, 503, "busy")
    assert reply.headers["retry-after"] == "5"
    assert contents() == before
    assert answered.total() == len(pauses) == ATTEMPTS
    assert all(0 <= pause <= 0.025 * 2**attempt for attempt, pause in enumerate(pauses))


def test_another_reason_is_a_defect_and_not_tried_again() -> None:
    with failing("TransactWriteItems", CANCELLED, times=9, reasons=("ValidationError",)) as answered:
        refused(send("CHI"), 500, "internal")
    assert answered.total() == 1


SEATS = keys.seats(THIS, "C02", "CHI")


class TestASingleWrite:
    def test_waits_for_a_transaction_at_the_same_item(self) -> None:
        with failing("UpdateItem", "TransactionConflictException", times=2):
            table.write(table.update(SEATS, set={"capacity": 9}))
        assert contents()[SEATS["pk"], SEATS["sk"]]["capacity"] == 9

    def test_but_not_for_ever(self) -> None:
        with failing("UpdateItem", "TransactionConflictException", times=99), pytest.raises(TableBusyError):
            table.write(table.update(SEATS, set={"capacity": 9}))

    def test_gives_what_stood_there_to_the_one_who_explains(self) -> None:
        stood: list[Any] = []

        def refusal(item: dict[str, Any]) -> Exception:
            stood.append(item["capacity"])
            return StaleError()

        with pytest.raises(StaleError):
            table.write(table.update(SEATS, Attr("capacity").gt(100), set={"capacity": 9}, refused=refusal))
        assert stood == [5]


class TestARead:
    def test_asks_again_for_what_the_table_did_not_get_to(self) -> None:
        wanted = [keys.session(THIS), keys.centre("C02"), SEATS]
        left_out: list[Any] = []

        def leave_one_out(parsed: dict[str, Any], **_: Any) -> None:
            if not left_out:
                left_out.append(parsed["Responses"][table.name()].pop())
                key = {name: left_out[0][name] for name in ("pk", "sk")}
                parsed["UnprocessedKeys"] = {table.name(): {"Keys": [key]}}

        table.client().meta.events.register("after-call.dynamodb.BatchGetItem", leave_one_out)
        found = table.read(*wanted)
        assert [keys.of(item) for item in found if item] == wanted
        assert left_out

    def test_but_not_for_ever(self) -> None:
        def leave_all_out(parsed: dict[str, Any], **_: Any) -> None:
            asked_for = {"Keys": [{"pk": {"S": "x"}, "sk": {"S": "y"}}]}
            parsed |= {"Responses": {}, "UnprocessedKeys": {table.name(): asked_for}}

        table.client().meta.events.register("after-call.dynamodb.BatchGetItem", leave_all_out)
        refused(send("CHI"), 503, "busy")

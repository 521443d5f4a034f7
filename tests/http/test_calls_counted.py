"""How often an operation calls AWS: the number of calls is the time that it takes."""

from collections import Counter
from collections.abc import Callable

import pytest

from shared.registration.lifecycle import State
from tests.deferral.steps import decide
from tests.support.api import ALICE, ASSOCIATION, BOB, LAON, Reply, call
from tests.support.contents import counted
from tests.support.documents import give
from tests.support.steps import (
    defer,
    done,
    in_state,
    leave_unanswered,
    pay,
    prevalidate,
    refuse,
    register,
    send,
    stored,
    withdraw,
)

pytestmark = pytest.mark.usefixtures("season")

READ_AND_WRITE = Counter(BatchGetItem=1, TransactWriteItems=1)
LIMIT = Counter(UpdateItem=1)
"""Each write of a candidate is counted."""


def body_of_payment(reference: str) -> dict[str, object]:
    return {"amount_cents": stored(reference).amount_cents, "received_on": "2026-11-27", "method": "cash"}


@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": "cle-0123456789"}], ids=["without a key", "with a key"])
@pytest.mark.parametrize("exams", [("CHI",), ("CHI", "BIO", "TEC")], ids=["one exam", "three exams"])
def test_a_request_is_one_read_and_one_transaction(exams: tuple[str, ...], headers: dict[str, str]) -> None:
    with counted() as calls:
        done(send(*exams, headers=headers))
    assert calls == LIMIT + READ_AND_WRITE


@pytest.mark.parametrize(("decide", "limit"), [(prevalidate, Counter()), (refuse, Counter()), (withdraw, LIMIT)])
def test_a_decision_is_one_read_and_one_transaction(decide: Callable[[str], Reply], limit: Counter[str]) -> None:
    reference = register("CHI", "BIO")
    with counted() as calls:
        done(decide(reference))
    assert calls == limit + READ_AND_WRITE


@pytest.mark.parametrize("state", [State.PREVALIDATED, State.EXPIRED, State.WITHDRAWN])
def test_a_payment_is_one_read_and_one_transaction(state: State) -> None:
    reference = in_state(state)
    body = body_of_payment(reference)
    with counted() as calls:
        done(call(f"POST /v1/registrations/{reference}/payment", body, by=LAON))
    assert calls == READ_AND_WRITE


@pytest.mark.parametrize(("again", "limit"), [(prevalidate, Counter()), (withdraw, LIMIT)])
def test_a_repeat_is_one_read(again: Callable[[str], Reply], limit: Counter[str]) -> None:
    reference = register("CHI")
    done(again(reference))
    with counted() as calls:
        done(again(reference))
    assert calls == limit + Counter(BatchGetItem=1)


@pytest.mark.parametrize(
    ("request_", "by"),
    [
        ("GET /v1/registrations", ALICE),
        ("GET /v1/centre/registrations?session=2027-01", LAON),
        ("GET /v1/centre/seats?session=2027-01", LAON),
        ("GET /v1/centre/seats.csv?session=2027-01", LAON),
        ("GET /v1/centre/late-payments", LAON),
        ("GET /v1/late-payments", ASSOCIATION),
        ("GET /v1/deferrals", ASSOCIATION),
        ("GET /v1/mail-problems", ASSOCIATION),
    ],
)
def test_a_list_is_one_query(request_: str, by: dict[str, str]) -> None:
    done(pay(in_state(State.WITHDRAWN)))
    path, _, query = request_.partition("?")
    with counted() as calls:
        assert call(path, by=by, query=query).status == 200
    assert calls == Counter(Query=1)


def test_a_deadline_counted_from_now_is_one_read() -> None:
    with counted() as calls:
        done(call("GET /v1/centre/deadline", by=LAON))
    assert calls == Counter(BatchGetItem=1)


@pytest.mark.parametrize("file", ["registrations.csv", "exams/CHI/attendance", "exams/CHI/attendance.csv"])
def test_a_centres_file_is_one_query_one_read_and_one_entry_in_the_trail(file: str) -> None:
    for by in (ALICE, BOB):
        in_state(State.VALIDATED, by=by)
    with counted() as calls:
        assert call(f"GET /v1/centre/{file}", by=LAON, query="session=2027-01").status == 200
    assert calls == Counter(Query=1) + READ_AND_WRITE


def test_capacity_is_changed_with_one_read_and_one_transaction() -> None:
    with counted() as calls:
        done(call("PUT /v1/centre/seats/CHI", {"capacity": 9, "session": "2027-01"}, by=LAON))
    assert calls == READ_AND_WRITE


def test_asking_for_a_deferral_is_one_read_and_one_transaction() -> None:
    reference = in_state(State.VALIDATED)
    with counted() as calls:
        done(defer(reference, "CHI"))
    assert calls == LIMIT + READ_AND_WRITE


def test_refusing_a_deferral_is_one_read_and_one_transaction_and_granting_two_reads_more() -> None:
    refused_one = done(defer(in_state(State.VALIDATED, "CHI"), "CHI")).body["id"]
    granted_one = done(defer(in_state(State.VALIDATED, "BIO"), "BIO")).body["id"]
    done(give(granted_one))
    with counted() as calls:
        done(decide(refused_one, "refused", reason="Illisible"))
    assert calls == READ_AND_WRITE
    with counted() as calls:
        done(decide(granted_one))
    assert calls == READ_AND_WRITE + Counter(BatchGetItem=2)


def test_a_registration_is_read_with_its_history_in_two_calls_however_long_it_is() -> None:
    reference = register("CHI")
    leave_unanswered(reference)
    with counted() as calls:
        assert call(f"GET /v1/registrations/{reference}", by=ALICE).status == 200
    assert calls == Counter(Query=1, BatchGetItem=1)

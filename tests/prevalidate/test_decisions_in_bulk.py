"""Several decisions in one call: each as if it had been taken alone."""

from collections import Counter
from typing import Any

import pytest
import time_machine

from shared.http import attempts
from shared.registration.lifecycle import State
from tests.support.api import ALICE, ASSOCIATION, BOB, CHLOE, LAON, LILLE, READ, Identity, Reply, call, centre
from tests.support.calls import watched
from tests.support.contents import contents, counted, interrupted
from tests.support.steps import done, events, in_state, prevalidate, refuse, refused, register, stored, taken

pytestmark = pytest.mark.usefixtures("season")


def prevalidation(reference: str) -> dict[str, str]:
    return {"reference": reference, "action": "prevalidation"}


def refusal(reference: str, reason: str = "full", **more: str) -> dict[str, str]:
    return {"reference": reference, "action": "refusal", "reason": reason, **more}


def decide(*decisions: Any, by: Identity = LAON, headers: dict[str, str] | None = None) -> Reply:
    return call("POST /v1/centre/decisions", {"decisions": decisions}, by=by, headers=headers)


def results(*decisions: Any, by: Identity = LAON) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = done(decide(*decisions, by=by)).body["items"]
    return items


def statuses(*decisions: Any, by: Identity = LAON) -> list[tuple[int, str]]:
    return [
        (one["status"], one["registration"]["state"] if one["registration"] else one["problem"]["code"])
        for one in results(*decisions, by=by)
    ]


def test_each_line_is_decided_in_its_order() -> None:
    one, other, third = register("TEC"), register("TEC", by=BOB), register("CHI", by=CHLOE)
    told = results(prevalidation(one), prevalidation(other), refusal(third, "other", message="En travaux"))
    assert [line["reference"] for line in told] == [one, other, third]
    assert [line["status"] for line in told] == [200, 409, 200]
    assert told[1]["problem"]["code"] == "no-seat-left"
    assert [stored(one).state for one in (one, other, third)] == ["prevalidated", "pending", "refused"]
    assert (taken("TEC"), stored(third).message) == (1, "En travaux")


def test_a_result_is_what_the_single_decision_answers() -> None:
    one, other, third = register("CHI"), register("CHI", by=BOB), in_state(State.VALIDATED, "BIO")
    (bulk, problem, unknown) = results(
        prevalidation(one), prevalidation(third), refusal("CU-2701-0000-61", "incomplete")
    )
    alone = done(prevalidate(other)).body
    own = {"reference", "given_name", "family_name"}
    assert {name: bulk["registration"][name] for name in alone.keys() - own} == {
        name: alone[name] for name in alone.keys() - own
    }
    assert problem["problem"] == refused(prevalidate(third), 409, "illegal-transition")
    assert unknown["problem"] == refused(refuse("CU-2701-0000-61", "incomplete"), 404, "not-found")


def test_the_history_and_the_seats_are_those_of_the_single_decision() -> None:
    one, other = register("CHI", "BIO"), register("CHI", by=BOB)
    done(decide(prevalidation(one), refusal(other)))
    assert (events(one), events(other)) == (["registered", "prevalidated"], ["registered", "refused"])
    assert (taken("CHI"), taken("BIO")) == (1, 1)


def test_repeating_all_of_it_changes_nothing(clock: time_machine.Traveller) -> None:
    lines = [prevalidation(register("CHI")), refusal(register("CHI", by=BOB))]
    first = results(*lines)
    before = contents()
    clock.shift(3600)
    assert results(*lines, by=centre("C02", "Alex Vert")) == first
    assert contents() == before


def test_the_same_request_twice_is_one_decision_and_another_is_refused() -> None:
    one, other = register("CHI"), register("CHI", by=BOB)
    told = statuses(prevalidation(one), prevalidation(one.lower().replace("-", "")), refusal(one))
    assert told == [(200, "prevalidated"), (200, "prevalidated"), (409, "illegal-transition")]
    assert statuses(refusal(other), prevalidation(other)) == [(200, "refused"), (409, "illegal-transition")]


def test_a_second_line_about_a_request_finds_it_as_the_first_one_left_it(clock: time_machine.Traveller) -> None:
    reference = register("CHI")
    clock.move_to(stored(reference).lines[0].starts_at)
    assert statuses(prevalidation(reference)) == [(409, "deadline-passed")]
    told = statuses(refusal(reference), prevalidation(reference))
    assert told == [(200, "refused"), (409, "illegal-transition")]


def test_somebody_quicker_is_noticed() -> None:
    one, other = register("CHI"), register("CHI", by=BOB)
    with interrupted("TransactWriteItems", lambda: done(refuse(one))):
        told = statuses(prevalidation(one), prevalidation(other))
    assert told == [(409, "illegal-transition"), (200, "prevalidated")]


def test_many_are_one_read_and_a_transaction_each() -> None:
    lines = [prevalidation(register("CHI", by=one)) for one in (ALICE, BOB, CHLOE)]
    with counted() as calls:
        done(decide(*lines))
    assert calls == Counter(BatchGetItem=1, TransactWriteItems=3)
    with counted() as again:
        done(decide(*lines))
    assert again == Counter(BatchGetItem=1)


def test_what_there_is_no_time_for_is_not_decided_and_says_so(clock: time_machine.Traveller) -> None:
    one, other = register("CHI"), register("CHI", by=BOB)

    def slow(_number: int, made: Any) -> None:
        if made.operation == "TransactWriteItems":
            clock.shift(attempts.TIME_FOR_ALL)

    with watched(slow):
        assert statuses(prevalidation(one), prevalidation(other)) == [(200, "prevalidated"), (503, "busy")]
    assert stored(other).state == "pending"


def test_an_idempotency_key_and_a_precondition_have_no_effect() -> None:
    headers = {"Idempotency-Key": "cle-0123456789", "If-Match": '"7"'}
    one, other = register("CHI"), register("CHI", by=BOB)
    for reference in (one, other):
        (told,) = done(decide(prevalidation(reference), headers=headers)).body["items"]
        assert told["reference"] == reference


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("line", "pointer"),
        [
            ({"action": "refusal", "reason": "full"}, "/decisions/0/reference"),
            ({"reference": "x"}, "/decisions/0/action"),
            ({"reference": "x", "action": "payment"}, "/decisions/0/action"),
            ({"reference": "x", "action": "refusal"}, "/decisions/0/reason"),
            ({"reference": "x", "action": "refusal", "reason": "other"}, "/decisions/0/message"),
            ({"reference": "x", "action": "refusal", "reason": "unanswered"}, "/decisions/0/reason"),
            ({"reference": "x", "action": "prevalidation", "reason": "full"}, "/decisions/0/reason"),
            ({"reference": "x", "action": "prevalidation", "message": "Bienvenue"}, "/decisions/0/message"),
            ({"reference": "x", "action": "prevalidation", "state": "validated"}, "/decisions/0/state"),
        ],
    )
    def test_a_line_that_cannot_be_read_is_pointed_at_and_nothing_is_decided(
        self, line: dict[str, str], pointer: str
    ) -> None:
        reference = register("CHI")
        errors = refused(decide(line, prevalidation(reference)), 422, "validation")["errors"]
        assert pointer in {error["pointer"] for error in errors}
        assert stored(reference).state == "pending"

    @pytest.mark.parametrize("number", [0, 51])
    def test_none_and_more_than_fifty(self, number: int) -> None:
        errors = refused(decide(*[prevalidation("x")] * number), 422, "validation")["errors"]
        assert [error["pointer"] for error in errors] == ["/decisions"]

    def test_fifty_are_taken(self) -> None:
        assert statuses(*[prevalidation("n’importe quoi")] * 50) == [(404, "not-found")] * 50

    def test_another_centres_requests(self) -> None:
        reference = register("CHI")
        assert statuses(prevalidation(reference), by=LILLE) == [(404, "not-found")]

    @pytest.mark.parametrize(
        "actor", [ALICE, ASSOCIATION, centre("C02", scopes=READ)], ids=["candidate", "association", "key"]
    )
    def test_anybody_but_the_centre_with_the_scope(self, actor: Identity) -> None:
        refused(decide(prevalidation(register("CHI")), by=actor), 403, "forbidden")

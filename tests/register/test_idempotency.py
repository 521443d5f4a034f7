"""`Idempotency-Key`: the same request, sent again, gets the same answer again."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from tests.support.api import ALICE, BOB, LAON, Reply, call
from tests.support.contents import contents, interrupted
from tests.support.season import SESSIONS, THIS
from tests.support.steps import done, events, prevalidate, refused, register, stored

pytestmark = pytest.mark.usefixtures("season")

KEY = {"Idempotency-Key": "cle-0123456789"}
BODY = {"session": THIS, "centre": "C02", "exams": ["CHI"]}


def create(body: Any = None, by: Any = ALICE, headers: dict[str, str] | None = None, **sent: Any) -> Reply:
    return call("POST /v1/registrations", body or (None if sent else BODY), by=by, headers=headers or KEY, **sent)


def test_the_same_key_and_body_get_the_same_answer_and_write_nothing_more() -> None:
    first = create()
    before = contents()
    second = create()
    assert (second.status, second.body) == (201, first.body)
    assert contents() == before


def test_an_answer_given_again_says_so_and_keeps_its_headers() -> None:
    first, second = create(), create()
    assert "idempotent-replayed" not in first.headers
    assert second.headers["idempotent-replayed"] == "true"
    assert (second.headers["location"], second.headers["etag"]) == (first.headers["location"], first.headers["etag"])


def test_the_answer_is_given_again_even_after_the_session_closed(clock: time_machine.Traveller) -> None:
    clock.move_to(SESSIONS[0].closes_at - timedelta(minutes=1))
    first = create()
    clock.move_to(SESSIONS[0].closes_at + timedelta(minutes=1))
    assert create().body == first.body


def test_the_order_of_members_and_white_space_make_no_difference() -> None:
    first = create()
    second = create(raw='{ "exams":["CHI"],\n "centre":"C02", "session":"2027-01" }')
    assert second.body == first.body


def test_the_same_key_for_another_body_is_refused() -> None:
    create()
    before = contents()
    refused(create(BODY | {"exams": ["BIO"]}), 422, "idempotency-key")
    assert contents() == before


def test_the_same_key_for_another_action_is_refused() -> None:
    create()
    reference = register("BIO")
    refused(call(f"POST /v1/registrations/{reference}/withdrawal", {}, by=ALICE, headers=KEY), 422, "idempotency-key")


def test_two_people_may_choose_the_same_key() -> None:
    assert create().body["reference"] != create(by=BOB).body["reference"]


def test_a_refusal_is_not_kept_so_that_the_key_can_be_used_again() -> None:
    register("CHI")
    refused(create(), 409, "already-registered")
    assert create(BODY | {"exams": ["BIO"]}).status == 201


def test_without_a_key_the_guard_answers_and_there_is_still_one_registration() -> None:
    reference = register("CHI")
    problem = refused(call("POST /v1/registrations", BODY, by=ALICE), 409, "already-registered")
    assert problem["reference"] == reference


@pytest.mark.parametrize("key", ["short", "x" * 256, "avec un espace", "clé-accentuée", ""])
def test_a_key_has_eight_to_255_plain_characters(key: str) -> None:
    before = contents()
    problem = refused(create(headers={"Idempotency-Key": key}), 422, "validation")
    assert [error["pointer"] for error in problem["errors"]] == ["Idempotency-Key"]
    assert contents() == before


def test_two_sendings_at_once_with_one_key_make_one_registration() -> None:
    answers: list[Reply] = []
    with interrupted("TransactWriteItems", lambda: answers.append(create())):
        answers.append(create())
    quick, slow = answers
    assert slow.body == quick.body
    assert slow.headers["idempotent-replayed"] == "true"


def test_a_decision_replayed_is_written_once() -> None:
    reference = register("CHI")
    first = done(prevalidate(reference, headers=KEY))
    second = prevalidate(reference, headers=KEY)
    assert (second.body, second.headers["idempotent-replayed"]) == (first.body, "true")
    assert events(reference) == ["registered", "prevalidated"]


def test_the_record_goes_after_a_day() -> None:
    create()
    (record,) = (item for item in contents().values() if item["kind"] == "idempotency")
    kept = record["ttl"] - stored(create().body["reference"]).created_at.timestamp()
    assert timedelta(seconds=kept) == timedelta(hours=24)


def test_reading_needs_no_key_and_ignores_one() -> None:
    reference = register("CHI")
    assert call(f"GET /v1/registrations/{reference}", by=LAON, headers={"Idempotency-Key": "x"}).status == 200

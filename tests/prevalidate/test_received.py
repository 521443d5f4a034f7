"""What a centre has received: by state, page by page, and what has changed since the last look."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine

from shared.registration.lifecycle import State
from shared.registration.view import SETTLING
from tests.support import season
from tests.support.api import ALICE, ASSOCIATION, BOB, CHLOE, DECIDE, LAON, LILLE, Identity, Reply, call, centre
from tests.support.steps import done, in_state, pay, prevalidate, refuse, refused, register, remind, withdraw

pytestmark = pytest.mark.usefixtures("season")


def received(by: Identity = LAON, **query: Any) -> Reply:
    return call("GET /v1/centre/registrations", by=by, query=query)


def references(reply: Reply) -> list[str]:
    return [one["reference"] for one in done(reply).body["items"]]


def test_a_centre_lists_what_was_sent_to_it_and_nothing_else() -> None:
    mine, other = register("CHI"), register("BIO", centre="C59")
    assert references(received()) == [mine]
    assert references(received(by=LILLE)) == [other]


def test_one_state_is_listed_oldest_change_first(clock: time_machine.Traveller) -> None:
    first = register("CHI")
    clock.shift(1)
    second = register("CHI", by=BOB)
    clock.shift(1)
    done(withdraw(register("BIO")))
    assert references(received(state="pending")) == [first, second]


def test_a_decision_moves_a_request_from_one_state_to_another() -> None:
    reference = register("CHI")
    done(prevalidate(reference))
    assert references(received(state="pending")) == []
    assert references(received(state="prevalidated")) == [reference]


def test_another_session_is_asked_for_by_name() -> None:
    register("CHI")
    assert references(received(session=season.NEXT)) == []


def test_without_any_session_open_the_last_one_is_meant(clock: time_machine.Traveller) -> None:
    reference = register("CHI")
    clock.move_to(season.SESSIONS[0].closes_at + timedelta(days=1))
    assert references(received()) == [reference]


def test_it_comes_page_by_page_in_the_same_order() -> None:
    sent = {register("CHI"), register("CHI", by=BOB), register("CHI", by=CHLOE)}
    first = received(limit=2)
    rest = received(limit=2, cursor=first.body["next"])
    assert [len(references(first)), len(references(rest))] == [2, 1]
    assert {*references(first), *references(rest)} == sent
    assert rest.body["next"] is None


@pytest.mark.parametrize(("by", "query"), [(LILLE, {}), (LAON, {"state": "refused"}), (LAON, {"session": season.NEXT})])
def test_a_cursor_of_another_list_is_refused(by: Identity, query: dict[str, str]) -> None:
    register("CHI")
    register("CHI", by=BOB)
    cursor = received(limit=1).body["next"]
    problem = refused(received(by=by, cursor=cursor, **query), 422, "validation")
    assert [error["pointer"] for error in problem["errors"]] == ["cursor"]


class TestModifiedSince:
    def test_only_what_has_changed_since_is_listed(self, clock: time_machine.Traveller) -> None:
        register("CHI")
        clock.shift(60)
        since = datetime.fromisoformat(received().body["now"]) + SETTLING
        changed = register("CHI", by=BOB)
        assert references(received(state="pending", modified_since=since.isoformat())) == [changed]

    def test_the_time_of_the_answer_before_misses_nothing(self, clock: time_machine.Traveller) -> None:
        """A change decided just before the list was read may become visible just after."""
        clock.shift(60)
        now = received().body["now"]
        clock.move_to(datetime.fromisoformat(now) + timedelta(milliseconds=1))
        decided_before = register("CHI")
        clock.shift(60)
        assert references(received(state="pending", modified_since=now)) == [decided_before]

    def test_the_instant_itself_counts(self) -> None:
        reference = register("CHI")
        assert references(received(state="pending", modified_since=season.NOW.isoformat())) == [reference]
        later = (season.NOW + timedelta(microseconds=1)).isoformat()
        assert references(received(state="pending", modified_since=later)) == []

    def test_any_offset_will_do(self) -> None:
        reference = register("CHI")
        assert references(received(state="pending", modified_since="2026-11-27T09:00:00+01:00")) == [reference]

    def test_a_reminder_is_no_change_for_the_centre(self, clock: time_machine.Traveller) -> None:
        reference = in_state(State.PREVALIDATED)
        clock.shift(3600)
        remind(reference)
        since = (season.NOW + timedelta(seconds=1)).isoformat()
        assert references(received(state="prevalidated", modified_since=since)) == []

    @pytest.mark.parametrize("decide", [prevalidate, refuse, pay])
    def test_every_decision_is_a_change(self, decide: object, clock: time_machine.Traveller) -> None:
        reference = in_state(State.PREVALIDATED if decide is pay else State.PENDING)
        clock.shift(3600)
        assert callable(decide)
        state = done(decide(reference)).body["state"]
        since = (season.NOW + timedelta(seconds=1)).isoformat()
        assert references(received(state=state, modified_since=since)) == [reference]

    @pytest.mark.parametrize(
        "query",
        [
            {"modified_since": "2026-11-27T09:00:00Z"},
            {"state": "pending", "modified_since": "hier"},
            {"state": "pending", "modified_since": "2026-11-27T09:00:00"},
            {"state": "pending", "modified_since": "9999-12-31T23:59:59-12:00"},
        ],
        ids=["no state", "no date", "no offset", "end of time"],
    )
    def test_what_cannot_be_read_is_said(self, query: dict[str, Any]) -> None:
        problem = refused(received(**query), 422, "validation")
        assert [error["pointer"] for error in problem["errors"]] == ["modified_since"]


def test_a_state_that_does_not_exist_is_said() -> None:
    problem = refused(received(state="lost"), 422, "validation")
    assert [error["pointer"] for error in problem["errors"]] == ["state"]


@pytest.mark.parametrize(
    "actor", [ALICE, ASSOCIATION, centre("C02", scopes=DECIDE)], ids=["candidate", "association", "key"]
)
def test_it_is_for_the_centre_with_the_scope(actor: Identity) -> None:
    refused(received(by=actor), 403, "forbidden")

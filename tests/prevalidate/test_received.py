"""What a centre has received: by state, page by page, and what has changed since the last look."""

from datetime import UTC, date, datetime, timedelta
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


class TestTheTimeLeft:
    """For a pre-validation of Friday 27 November 2026 at nine: the last day is Wednesday 2 December."""

    @pytest.mark.parametrize(
        ("now", "left"),
        [
            ("2026-11-27T08:00:00Z", 3),
            ("2026-11-28T12:00:00Z", 3),
            ("2026-11-29T22:59:59Z", 3),
            ("2026-11-29T23:00:00Z", 2),
            ("2026-12-01T12:00:00Z", 1),
            ("2026-12-02T22:59:59Z", 0),
            ("2026-12-02T23:00:00Z", None),
            ("2026-12-03T12:00:00Z", None),
        ],
    )
    def test_is_told_in_working_days_until_the_deadline(
        self, now: str, left: int | None, clock: time_machine.Traveller
    ) -> None:
        in_state(State.PREVALIDATED)
        clock.move_to(datetime.fromisoformat(now))
        (one,) = done(received()).body["items"]
        assert (one["working_days_left"], one["recordable_until"]) == (left, "2026-12-03")

    def test_is_counted_on_the_days_of_the_centre(self, clock: time_machine.Traveller) -> None:
        fort_de_france = centre("C972")
        done(prevalidate(register("CHI", centre="C972"), by=fort_de_france))
        told = []
        for now in ("2026-11-30T03:59:59+00:00", "2026-11-30T04:00:00+00:00"):
            clock.move_to(datetime.fromisoformat(now))
            told += [one["working_days_left"] for one in done(received(by=fort_de_france)).body["items"]]
        assert told == [3, 2]

    def test_leaves_out_a_day_on_which_the_centre_was_closed_when_it_was_counted(
        self, clock: time_machine.Traveller
    ) -> None:
        season.store(season.centre("C02", closing_days=(date(2026, 12, 1),)))
        reference = in_state(State.PREVALIDATED)
        season.store(season.centre("C02", closing_days=(date(2026, 12, 1), date(2026, 12, 2))))
        clock.move_to(datetime(2026, 11, 30, 12, tzinfo=UTC))
        (one,) = done(received()).body["items"]
        assert (one["last_day"], one["working_days_left"], one["recordable_until"]) == ("2026-12-03", 2, "2026-12-04")
        file = done(call(f"GET /v1/registrations/{reference}", by=LAON)).body
        assert (file["working_days_left"], file["recordable_until"]) == (2, "2026-12-04")

    def test_ends_for_the_recording_with_the_last_day_where_there_is_no_grace(self) -> None:
        season.store(season.centre("C02", recording_grace_days=0))
        in_state(State.PREVALIDATED)
        assert done(received()).body["items"][0]["recordable_until"] == "2026-12-02"

    def test_is_told_to_the_candidate_but_not_how_long_the_centre_may_take_to_record(self) -> None:
        in_state(State.PREVALIDATED)
        (one,) = done(call("GET /v1/registrations", by=ALICE)).body["items"]
        assert (one["working_days_left"], one["recordable_until"]) == (3, None)

    @pytest.mark.parametrize("state", [state for state in State if state is not State.PREVALIDATED])
    def test_is_of_no_meaning_in_another_state(self, state: State) -> None:
        in_state(state)
        (one,) = done(received()).body["items"]
        assert (one["working_days_left"], one["recordable_until"]) == (None, None)


def test_a_state_that_does_not_exist_is_said() -> None:
    problem = refused(received(state="lost"), 422, "validation")
    assert [error["pointer"] for error in problem["errors"]] == ["state"]


@pytest.mark.parametrize(
    "actor", [ALICE, ASSOCIATION, centre("C02", scopes=DECIDE)], ids=["candidate", "association", "key"]
)
def test_it_is_for_the_centre_with_the_scope(actor: Identity) -> None:
    refused(received(by=actor), 403, "forbidden")

"""Money that came too late: recorded once, listed until somebody says what was done with it."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from shared.registration.lifecycle import State
from tests.support import season
from tests.support.api import ALICE, ASSOCIATION, BOB, LAON, LILLE, READ, Identity, Reply, call, centre
from tests.support.contents import contents, interrupted
from tests.support.steps import done, events, in_state, pay, prevalidate, refused, register, stored, withdraw

pytestmark = pytest.mark.usefixtures("season")


def late(by: Identity = ALICE, exam: str = "CHI") -> str:
    """A late payment of a withdrawn registration at Laon; its identifier."""
    identifier: str = done(pay(in_state(State.WITHDRAWN, exam, by=by))).body["late_payment"]["id"]
    return identifier


def of_centre(by: Identity = LAON, **query: str) -> Reply:
    return call("GET /v1/centre/late-payments", by=by, query=query)


def of_everybody(by: Identity = ASSOCIATION) -> Reply:
    return call("GET /v1/late-payments", by=by)


def close(identifier: str, outcome: str = "refunded", by: Identity = LAON, **more: str) -> Reply:
    return call(f"POST /v1/late-payments/{identifier}/closure", {"outcome": outcome, **more}, by=by)


def ids(reply: Reply) -> list[str]:
    return [one["id"] for one in done(reply).body["items"]]


def test_a_late_payment_says_all_that_is_needed_to_settle_it() -> None:
    reference = in_state(State.WITHDRAWN)
    told = done(pay(reference)).body["late_payment"]
    wanted = {
        "id": f"{reference}-L20261127cheque5000",
        "reference": reference,
        "centre": "C02",
        "given_name": "Alice",
        "family_name": "Martin",
        "amount_cents": 5000,
        "currency": "EUR",
        "received_on": "2026-11-27",
        "method": "cheque",
        "reason": "withdrawn",
        "recorded_by": "Camille Petit",
        "outcome": None,
    }
    assert told | wanted == told


def test_it_is_told_once_in_the_history_for_one_mail() -> None:
    reference = in_state(State.WITHDRAWN)
    done(pay(reference))
    done(pay(reference))
    assert events(reference) == ["registered", "withdrawn", "late_payment_recorded"]


def test_the_same_money_recorded_twice_counts_once() -> None:
    reference = in_state(State.WITHDRAWN)
    first = done(pay(reference)).body["late_payment"]
    before = contents()
    second = done(pay(reference, by=centre("C02", "Alex Vert"))).body["late_payment"]
    assert second == first
    assert contents() == before


def test_the_same_money_typed_in_by_two_at_once_counts_once() -> None:
    reference = in_state(State.WITHDRAWN)
    with interrupted("TransactWriteItems", lambda: done(pay(reference))):
        done(pay(reference))
    assert len(ids(of_centre())) == 1
    assert events(reference).count("late_payment_recorded") == 1


def test_other_money_counts_for_itself() -> None:
    reference = in_state(State.WITHDRAWN)
    done(pay(reference))
    done(pay(reference, method="cash"))
    assert len(ids(of_centre())) == 2


def test_the_state_and_its_author_stay_as_they_were() -> None:
    reference = in_state(State.WITHDRAWN)
    before = stored(reference)
    done(pay(reference))
    after = stored(reference)
    assert (after.state, after.entered_by, after.entered_at) == (before.state, before.entered_by, before.entered_at)


class TestTheLists:
    def test_the_centre_and_the_association_see_what_is_open_oldest_first(self, clock: time_machine.Traveller) -> None:
        first = late()
        clock.shift(60)
        second = late(by=BOB)
        assert ids(of_centre()) == ids(of_everybody()) == [first, second]

    def test_a_centre_sees_only_its_own(self) -> None:
        late()
        assert ids(of_centre(by=LILLE)) == []

    def test_it_comes_page_by_page(self) -> None:
        everything = {late(), late(by=BOB)}
        first = of_centre(limit="1")
        rest = of_centre(limit="1", cursor=first.body["next"])
        assert {*ids(first), *ids(rest)} == everything

    def test_the_centres_list_of_registrations_does_not_hold_them(self) -> None:
        late()
        listed = call("GET /v1/centre/registrations", by=LAON).body["items"]
        assert [one["state"] for one in listed] == ["withdrawn"]

    @pytest.mark.parametrize("actor", [ALICE, ASSOCIATION], ids=["candidate", "association"])
    def test_the_centres_list_is_the_centres(self, actor: Identity) -> None:
        refused(of_centre(by=actor), 403, "forbidden")

    @pytest.mark.parametrize("actor", [ALICE, LAON], ids=["candidate", "centre"])
    def test_the_whole_list_is_the_associations(self, actor: Identity) -> None:
        refused(of_everybody(by=actor), 403, "forbidden")


class TestClosing:
    @pytest.mark.parametrize("outcome", ["refunded", "seat-found"])
    @pytest.mark.parametrize("actor", [LAON, ASSOCIATION], ids=["centre", "association"])
    def test_centre_and_association_say_what_was_done(self, actor: Identity, outcome: str) -> None:
        identifier = late()
        reply = close(identifier, outcome, by=actor, note="Virement du 3 décembre")
        told = {name: reply.body[name] for name in ("outcome", "note", "closed_by", "closed_at")}
        assert told == {
            "outcome": outcome,
            "note": "Virement du 3 décembre",
            "closed_by": actor["name"],
            "closed_at": "2026-11-27T08:00:00Z",
        }
        assert (ids(of_centre()), ids(of_everybody())) == ([], [])

    def test_the_same_again_answers_200_with_who_was_first(self, clock: time_machine.Traveller) -> None:
        identifier = late()
        first = done(close(identifier))
        before = contents()
        clock.shift(60)
        assert close(identifier, by=ASSOCIATION).body == first.body
        assert contents() == before

    def test_something_else_afterwards_is_refused(self) -> None:
        identifier = late()
        done(close(identifier))
        before = contents()
        refused(close(identifier, "seat-found"), 409, "late-payment-closed")
        assert contents() == before

    def test_of_two_who_close_it_differently_at_once_the_first_stands(self) -> None:
        identifier = late()
        with interrupted("TransactWriteItems", lambda: done(close(identifier, "seat-found", by=ASSOCIATION))):
            refused(close(identifier), 409, "late-payment-closed")

    def test_recording_the_money_again_tells_that_it_is_closed(self) -> None:
        identifier = late()
        done(close(identifier))
        reply = pay(identifier.partition("-L")[0])
        assert reply.body["late_payment"]["outcome"] == "refunded"
        assert ids(of_centre()) == []

    @pytest.mark.parametrize("identifier", ["x", "CU-2701-0000-00-L20261127cheque5000", "-L", "x" * 3000])
    def test_what_is_not_there_is_not_found(self, identifier: str) -> None:
        refused(close(identifier), 404, "not-found")

    def test_for_another_centre_it_does_not_exist(self) -> None:
        refused(close(late(), by=LILLE), 404, "not-found")

    @pytest.mark.parametrize("actor", [ALICE, centre("C02", scopes=READ)], ids=["candidate", "key"])
    def test_nobody_else_closes_it(self, actor: Identity) -> None:
        refused(close(late(), by=actor), 403, "forbidden")

    @pytest.mark.parametrize("outcome", ["kept", "", None])
    def test_no_other_outcome_exists(self, outcome: str) -> None:
        problem = refused(close(late(), outcome), 422, "validation")
        assert [error["pointer"] for error in problem["errors"]] == ["/outcome"]


def test_every_obstacle_is_named(clock: time_machine.Traveller) -> None:
    received_late, no_seat = in_state(State.EXPIRED, "BIO"), in_state(State.EXPIRED, "TEC")
    other_line = in_state(State.EXPIRED, "CHI")
    done(prevalidate(register("TEC", by=BOB)))
    register("PHY")
    withdrawn = in_state(State.PREVALIDATED, "CHI", by=BOB)
    done(withdraw(withdrawn, by=BOB))
    clock.move_to(datetime(2026, 12, 10, 8, tzinfo=UTC))
    reasons = {
        pay(reference, on).body["late_payment"]["reason"]
        for reference, on in [
            (received_late, "2026-12-10"),
            (no_seat, "2026-11-30"),
            (other_line, "2026-11-30"),
            (withdrawn, "2026-11-30"),
        ]
    }
    clock.move_to(season.SESSIONS[0].decide_by_at + timedelta(days=10))
    reasons.add(pay(received_late, "2026-11-30").body["late_payment"]["reason"])
    assert reasons == {"received-late", "no-seat-left", "already-registered", "withdrawn", "exam-begun"}

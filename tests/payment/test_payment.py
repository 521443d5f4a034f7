"""Money received by a centre (Mode opératoire B, étape 4): pre-validated on Friday 27 November, to pay by Wednesday."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from shared.registration.lifecycle import State
from shared.registration.model import Payment
from tests.support import season, template
from tests.support.api import ALICE, ASSOCIATION, BOB, LAON, READ, Identity, call, centre
from tests.support.contents import contents, interrupted
from tests.support.steps import (
    done,
    events,
    expire,
    guarded,
    history,
    in_state,
    pay,
    prevalidate,
    refused,
    register,
    stored,
    taken,
    withdraw,
)

pytestmark = pytest.mark.usefixtures("season")

LAST_DAY = "2026-12-02"
DEADLINE = datetime(2026, 12, 2, 23, tzinfo=UTC)
END_OF_GRACE = datetime(2026, 12, 3, 23, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)


class TestInTime:
    def test_the_whole_fee_validates_for_good(self) -> None:
        reference = in_state(State.PREVALIDATED, "CHI", "BIO")
        reply = pay(reference, cents=10_000)
        assert (reply.status, reply.body["state"], reply.body["late_payment"]) == (200, "validated", None)
        assert reply.headers["etag"] == '"3"'

    def test_what_was_received_is_kept_and_told(self) -> None:
        reference = in_state(State.PREVALIDATED)
        done(pay(reference, method="transfer"))
        assert stored(reference).payment == Payment(
            amount_cents=5000, received_on=date(2026, 11, 27), method="transfer"
        )
        assert history(reference)[-1].details == {
            "amount_cents": 5000,
            "received_on": "2026-11-27",
            "method": "transfer",
        }

    def test_the_seats_and_the_hours_stay_taken_and_nothing_is_due(self) -> None:
        reference = in_state(State.VALIDATED, "CHI", "BIO")
        assert (taken("CHI"), taken("BIO"), guarded()) == (1, 1, ["CHI", "BIO"])
        assert stored(reference).due_at is None

    @pytest.mark.parametrize("method", ["transfer", "cheque", "cash", "other"])
    def test_money_comes_in_four_ways(self, method: str) -> None:
        assert pay(in_state(State.PREVALIDATED), method=method).body["state"] == "validated"

    def test_a_cheque_of_the_last_day_typed_in_the_next_morning_is_in_time(self, clock: time_machine.Traveller) -> None:
        reference = in_state(State.PREVALIDATED)
        clock.move_to(datetime(2026, 12, 3, 8, tzinfo=UTC))
        assert pay(reference, LAST_DAY).body["state"] == "validated"

    def test_it_counts_by_its_receipt_until_the_seats_are_given_up(self, clock: time_machine.Traveller) -> None:
        reference = in_state(State.PREVALIDATED)
        clock.move_to(END_OF_GRACE + timedelta(minutes=1))
        assert pay(reference, LAST_DAY).body["state"] == "validated"

    @pytest.mark.parametrize("shift", [-MOMENT, timedelta(0), MOMENT])
    def test_around_the_deadline_the_day_of_receipt_decides(
        self, shift: timedelta, clock: time_machine.Traveller
    ) -> None:
        reference = in_state(State.PREVALIDATED)
        clock.move_to(DEADLINE + shift)
        assert pay(reference, LAST_DAY).body["state"] == "validated"

    def test_overseas_the_last_day_is_the_centres_own(self, clock: time_machine.Traveller) -> None:
        fort_de_france = centre("C972")
        reference = register("CHI", centre="C972")
        last_day = done(prevalidate(reference, by=fort_de_france)).body["last_day"]
        clock.move_to(datetime(2026, 12, 3, 2, tzinfo=UTC))
        assert last_day == "2026-12-02"
        refused(pay(reference, "2026-12-03", by=fort_de_france), 422, "validation")
        assert pay(reference, "2026-12-02", by=fort_de_france).body["state"] == "validated"


class TestReceivedLateWithinTheGrace:
    def test_a_centre_that_does_not_accept_it_gets_a_late_payment(self, clock: time_machine.Traveller) -> None:
        reference = in_state(State.PREVALIDATED)
        clock.move_to(datetime(2026, 12, 3, 8, tzinfo=UTC))
        reply = pay(reference, "2026-12-03")
        assert (reply.status, reply.body["state"], reply.body["late_payment"]["reason"]) == (
            200,
            "prevalidated",
            "received-late",
        )
        assert taken("CHI") == 1

    def test_a_centre_that_accepts_it_validates(self, clock: time_machine.Traveller) -> None:
        season.store(season.centre("C02", accepts_late_payments=True))
        reference = in_state(State.PREVALIDATED)
        clock.move_to(datetime(2026, 12, 3, 8, tzinfo=UTC))
        assert pay(reference, "2026-12-03").body["state"] == "validated"

    def test_the_clock_goes_on_after_a_late_payment(self, clock: time_machine.Traveller) -> None:
        reference = in_state(State.PREVALIDATED)
        due_at = stored(reference).due_at
        clock.move_to(datetime(2026, 12, 3, 8, tzinfo=UTC))
        done(pay(reference, "2026-12-03"))
        assert stored(reference).due_at == due_at

    def test_money_received_in_time_still_validates_afterwards(self, clock: time_machine.Traveller) -> None:
        reference = in_state(State.PREVALIDATED)
        clock.move_to(datetime(2026, 12, 3, 8, tzinfo=UTC))
        done(pay(reference, "2026-12-03"))
        assert pay(reference, LAST_DAY).body["state"] == "validated"


class TestRevival:
    def test_money_received_in_time_revives_an_expired_registration(self) -> None:
        reference = in_state(State.EXPIRED, "CHI", "BIO")
        assert (taken("CHI"), guarded()) == (0, [])
        reply = pay(reference, LAST_DAY.replace("12-02", "11-27"))
        assert (reply.body["state"], reply.body["late_payment"]) == ("validated", None)
        assert (taken("CHI"), taken("BIO"), guarded()) == (1, 1, ["CHI", "BIO"])
        assert events(reference) == ["registered", "prevalidated", "expired", "revived"]

    def test_late_money_revives_where_the_centre_accepts_it(self, clock: time_machine.Traveller) -> None:
        season.store(season.centre("C02", accepts_late_payments=True))
        reference = in_state(State.EXPIRED)
        clock.move_to(datetime(2026, 12, 20, 8, tzinfo=UTC))
        assert pay(reference, "2026-12-20").body["state"] == "validated"

    def test_late_money_does_not_where_it_does_not(self, clock: time_machine.Traveller) -> None:
        reference = in_state(State.EXPIRED)
        clock.move_to(datetime(2026, 12, 20, 8, tzinfo=UTC))
        reply = pay(reference, "2026-12-20")
        assert (reply.body["state"], reply.body["late_payment"]["reason"]) == ("expired", "received-late")
        assert (taken("CHI"), guarded()) == (0, [])

    def test_without_a_free_seat_the_money_is_late(self) -> None:
        reference = in_state(State.EXPIRED, "CHI", "TEC")
        done(prevalidate(register("TEC", by=BOB)))
        reply = pay(reference)
        assert (reply.body["state"], reply.body["late_payment"]["reason"]) == ("expired", "no-seat-left")
        assert (taken("CHI"), taken("TEC"), guarded()) == (0, 1, [])

    def test_with_another_live_line_at_the_hour_the_money_is_late(self) -> None:
        reference = in_state(State.EXPIRED, "BIO", "CHI")
        other = register("PHY")
        reply = pay(reference)
        assert (reply.body["state"], reply.body["late_payment"]["reason"]) == ("expired", "already-registered")
        assert (taken("BIO"), guarded()) == (0, ["PHY"])
        assert stored(other).state is State.PENDING

    def test_a_seat_gone_at_the_last_moment_makes_it_late_too(self) -> None:
        reference, other = in_state(State.EXPIRED, "TEC"), register("TEC", by=BOB)
        with interrupted("TransactWriteItems", lambda: done(prevalidate(other))):
            reply = pay(reference)
        assert (reply.body["late_payment"]["reason"], taken("TEC")) == ("no-seat-left", 1)

    @pytest.mark.parametrize(("shift", "state"), [(-MOMENT, "validated"), (timedelta(0), "expired")])
    def test_once_an_exam_has_begun_nothing_is_revived(
        self, shift: timedelta, state: str, clock: time_machine.Traveller
    ) -> None:
        reference = in_state(State.EXPIRED, "CHI", "BIO")
        clock.move_to(stored(reference).lines[0].starts_at + shift)
        assert pay(reference, "2026-11-27").body["state"] == state

    def test_expiry_and_payment_at_once_keep_the_money(self) -> None:
        reference = in_state(State.PREVALIDATED)
        with interrupted("TransactWriteItems", lambda: expire(reference)):
            reply = pay(reference)
        assert (reply.body["state"], taken("CHI")) == ("validated", 1)
        assert events(reference) == ["registered", "prevalidated", "expired", "revived"]


class TestWithdrawn:
    def test_money_for_a_withdrawn_registration_is_late(self) -> None:
        reference = in_state(State.PREVALIDATED)
        done(withdraw(reference))
        reply = pay(reference)
        assert (reply.body["state"], reply.body["late_payment"]["reason"]) == ("withdrawn", "withdrawn")

    def test_even_one_that_was_never_prevalidated(self) -> None:
        reply = pay(in_state(State.WITHDRAWN))
        assert (reply.body["state"], reply.body["late_payment"]["reason"]) == ("withdrawn", "withdrawn")

    def test_a_withdrawal_and_a_payment_at_once_keep_the_money(self) -> None:
        reference = in_state(State.PREVALIDATED)
        with interrupted("TransactWriteItems", lambda: done(withdraw(reference))):
            reply = pay(reference)
        assert (reply.body["state"], reply.body["late_payment"]["reason"]) == ("withdrawn", "withdrawn")


class TestLateMoneyOfAnotherAmount:
    """It validates nothing whatever its amount, and must not be lost from sight."""

    @pytest.mark.parametrize("cents", [4999, 5001, 1])
    @pytest.mark.parametrize(
        ("state", "reason"), [(State.WITHDRAWN, "withdrawn"), (State.EXPIRED, "unexpected-amount")]
    )
    def test_is_recorded_as_late_with_what_was_received(self, state: State, reason: str, cents: int) -> None:
        reference = in_state(state)
        reply = done(pay(reference, cents=cents))
        late = reply.body["late_payment"]
        assert (reply.body["state"], late["amount_cents"], late["reason"]) == (state, cents, reason)
        assert taken("CHI") == 0

    def test_received_late_during_the_grace_too(self, clock: time_machine.Traveller) -> None:
        reference = in_state(State.PREVALIDATED)
        clock.move_to(datetime(2026, 12, 3, 8, tzinfo=UTC))
        late = done(pay(reference, "2026-12-03", cents=4000)).body["late_payment"]
        assert (late["amount_cents"], late["reason"]) == (4000, "received-late")

    def test_the_whole_fee_revives_all_the_same_afterwards(self) -> None:
        reference = in_state(State.EXPIRED)
        done(pay(reference, cents=4000))
        assert pay(reference).body["state"] == "validated"

    def test_where_late_money_is_accepted_the_amount_is_asked_for_again(self, clock: time_machine.Traveller) -> None:
        season.store(season.centre("C02", accepts_late_payments=True))
        reference = in_state(State.PREVALIDATED)
        clock.move_to(datetime(2026, 12, 3, 8, tzinfo=UTC))
        refused(pay(reference, "2026-12-03", cents=4000), 409, "unexpected-amount")


class TestWhatIsRefused:
    @pytest.mark.parametrize("state", [State.PENDING, State.REFUSED])
    def test_money_before_a_prevalidation_or_after_a_refusal(self, state: State) -> None:
        reference = in_state(state)
        before = contents()
        refused(pay(reference), 409, "illegal-transition")
        assert contents() == before

    @pytest.mark.parametrize("cents", [4999, 5001, 10_000, 1])
    def test_any_other_amount_than_the_fee_while_the_whole_of_it_would_validate(self, cents: int) -> None:
        reference = in_state(State.PREVALIDATED)
        before = contents()
        problem = refused(pay(reference, cents=cents), 409, "unexpected-amount")
        assert problem["expected_amount_cents"] == 5000
        assert "50\u00a0€" in problem["detail"]
        assert contents() == before

    def test_money_that_is_still_to_come(self) -> None:
        reference = in_state(State.PREVALIDATED)
        problem = refused(pay(reference, "2026-11-28"), 422, "validation")
        assert [error["pointer"] for error in problem["errors"]] == ["/received_on"]
        assert stored(reference).state is State.PREVALIDATED

    @pytest.mark.parametrize("state", [State.PREVALIDATED, State.EXPIRED, State.WITHDRAWN])
    def test_money_from_before_the_request(self, state: State) -> None:
        """A mistyped year must not count as in time."""
        reference = in_state(state)
        before = contents()
        for day in ("2026-11-26", "2025-11-27"):
            (error,) = refused(pay(reference, day), 422, "validation")["errors"]
            assert error["pointer"] == "/received_on"
            assert error["detail"].endswith("envoyée le 27/11/2026")
        assert contents() == before

    def test_the_day_of_the_request_is_the_centres_own(self, clock: time_machine.Traveller) -> None:
        fort_de_france = centre("C972")
        clock.move_to(datetime(2026, 11, 28, 2, tzinfo=UTC))
        reference = register("CHI", centre="C972")
        done(prevalidate(reference, by=fort_de_france))
        refused(pay(reference, "2026-11-26", by=fort_de_france), 422, "validation")
        assert pay(reference, "2026-11-27", by=fort_de_france).body["state"] == "validated"

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("amount_cents", 0),
            ("amount_cents", -5000),
            ("amount_cents", 5000.5),
            ("amount_cents", "5000"),
            ("amount_cents", True),
            ("amount_cents", 10**40),
            ("received_on", "20/01/2027"),
            ("received_on", "2026-02-30"),
            ("received_on", 20260120),
            ("received_on", "2026-11-27T10:00:00Z"),
            ("method", "card"),
            ("method", None),
        ],
    )
    def test_what_is_no_amount_date_or_method(self, field: str, value: object) -> None:
        reference = in_state(State.PREVALIDATED)
        body: dict[str, Any] = {"amount_cents": 5000, "received_on": "2026-11-27", "method": "cash"} | {field: value}
        problem = refused(call(f"POST /v1/registrations/{reference}/payment", body, by=LAON), 422, "validation")
        assert [error["pointer"] for error in problem["errors"]] == [f"/{field}"]

    @pytest.mark.parametrize(
        "actor", [ALICE, ASSOCIATION, centre("C02", scopes=READ)], ids=["candidate", "association", "key"]
    )
    def test_a_payment_by_anybody_but_the_centre_with_the_scope(self, actor: Identity) -> None:
        refused(pay(in_state(State.PREVALIDATED), by=actor), 403, "forbidden")

    def test_another_version_than_the_one_read(self) -> None:
        reference = in_state(State.PREVALIDATED)
        body = {"amount_cents": 5000, "received_on": "2026-11-27", "method": "cash"}
        reply = call(f"POST /v1/registrations/{reference}/payment", body, by=LAON, headers={"If-Match": '"1"'})
        refused(reply, 412, "precondition-failed")


class TestAgain:
    def test_the_same_payment_answers_200_with_who_and_when(self, clock: time_machine.Traveller) -> None:
        reference = in_state(State.VALIDATED)
        before = contents()
        clock.shift(3600)
        reply = pay(reference, "2026-11-27", by=centre("C02", "Alex Vert"))
        assert (reply.status, reply.body["state"], reply.body["by"], reply.body["at"]) == (
            200,
            "validated",
            "Camille Petit",
            "2026-11-27T08:00:00Z",
        )
        assert contents() == before

    @pytest.mark.parametrize("other", [{"method": "cash"}, {"on": "2026-11-26"}, {"cents": 4000}])
    def test_a_different_second_payment_is_refused_with_what_to_do(self, other: dict[str, Any]) -> None:
        reference = in_state(State.VALIDATED)
        before = contents()
        problem = refused(pay(reference, **other), 409, "illegal-transition")
        assert (problem["current_state"], problem["possible_actions"]) == ("validated", ["deferral"])
        assert "remboursez-le" in problem["detail"]
        assert contents() == before

    def test_two_who_type_in_the_same_cheque_at_once_validate_once(self) -> None:
        reference = in_state(State.PREVALIDATED)
        with interrupted("TransactWriteItems", lambda: done(pay(reference))):
            assert pay(reference).body["state"] == "validated"
        assert events(reference) == ["registered", "prevalidated", "paid"]


def test_with_a_window_of_seconds_the_local_day_of_the_end_is_in_time(
    monkeypatch: pytest.MonkeyPatch, clock: time_machine.Traveller
) -> None:
    monkeypatch.setitem(template.functions()["prevalidate"], "PAYMENT_WINDOW", "120s")
    reference = in_state(State.PREVALIDATED)
    clock.shift(121)
    expire(reference)
    assert pay(reference, "2026-11-27").body["state"] == "validated"

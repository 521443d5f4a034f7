"""The payments of a bank's file: every line is listed with what it does, and money counts once."""

from collections import Counter
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine

from shared.http import attempts
from shared.registration.lifecycle import State
from shared.registration.model import Payment
from tests.payment.bank_files import copies, line, said, send, standing
from tests.support.api import ALICE, ASSOCIATION, BOB, CHLOE, LILLE, READ, Identity, call, centre
from tests.support.calls import watched
from tests.support.contents import contents, counted, interrupted
from tests.support.steps import (
    done,
    events,
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

ELSEWHERE = "CU-2701-0000-61"


class TestFirstLookThenConfirm:
    def test_nothing_is_recorded_unless_it_is_asked_for(self) -> None:
        reference = in_state(State.PREVALIDATED)
        before = contents()
        for dry_run in (None, True):
            reply = done(send(line(reference), dry_run=dry_run))
            assert (reply.body["dry_run"], reply.body["items"][0]["outcome"]) == (True, "exact")
        assert contents() == before

    def test_the_same_file_confirmed_validates(self) -> None:
        reference = in_state(State.PREVALIDATED)
        reply = done(send(line(reference)))
        assert (reply.body["dry_run"], stored(reference).state) == (False, "validated")
        assert stored(reference).payment == Payment(
            amount_cents=5000, received_on=date(2026, 11, 27), method="transfer"
        )
        assert events(reference) == ["registered", "prevalidated", "paid"]

    def test_a_line_says_what_it_is_about(self) -> None:
        reference = in_state(State.PREVALIDATED)
        (told,) = done(send(line(reference))).body["items"]
        assert told == {
            "line": 2,
            "received_on": "2026-11-27",
            "amount_cents": 5000,
            "currency": "EUR",
            "label": f"VIR SEPA M MARTIN {reference} INSCRIPTION",
            "outcome": "exact",
            "detail": "Règlement attendu\u00a0: valide l’inscription",
            "late_reason": None,
            "reference": reference,
            "given_name": "Alice",
            "family_name": "Martin",
            "expected_amount_cents": 5000,
        }

    @pytest.mark.parametrize("dry_run", [True, False])
    def test_every_kind_of_line(self, dry_run: bool, clock: time_machine.Traveller) -> None:
        exact, late = in_state(State.PREVALIDATED, "CHI"), in_state(State.PREVALIDATED, "BIO")
        done(withdraw(late))
        paid = in_state(State.VALIDATED, "TEC")
        wrong = in_state(State.PREVALIDATED, "CHI", by=BOB)
        pending, no = register("BIO", by=BOB), in_state(State.REFUSED, "TEC", by=BOB)
        of_lille = register("CHI", by=CHLOE, centre="C59")
        lines = [
            line(exact),
            line(late),
            line(paid),
            line(wrong, "49,00"),
            line(wrong, day="28/11/2026"),
            line(wrong, day="27/11/2025"),
            line(pending),
            line(no),
            line(of_lille),
            line(ELSEWHERE),
            line("sans rien"),
            line(f"{exact} {wrong}", "100,00"),
            line(exact),
            line(wrong, "cinquante"),
            line(wrong, day="hier"),
            line(exact, "-50,00"),
        ]
        reply = done(send(*lines, dry_run=dry_run))
        assert [one["outcome"] for one in reply.body["items"]] == [
            "exact",
            "late",
            "already-paid",
            "wrong-amount",
            "wrong-date",
            "wrong-date",
            "not-prevalidated",
            "refused",
            "unknown",
            "unknown",
            "unknown",
            "several-references",
            "duplicate",
            "unreadable",
            "unreadable",
        ]
        assert reply.body["ignored"] == 1
        assert [one["line"] for one in reply.body["items"]] == list(range(2, 17))
        assert stored(exact).state == ("prevalidated" if dry_run else "validated")
        assert stored(wrong).state == "prevalidated"

    def test_a_file_that_is_looked_at_foresees_its_own_lines(self) -> None:
        """Two transfers of two days for one registration: the second one is too much."""
        reference = in_state(State.PREVALIDATED)
        lines = [line(reference), line(reference, day="30/11/2026")]
        with time_machine.travel(datetime(2026, 11, 30, 9, tzinfo=UTC), tick=False):
            foreseen = said(*lines, dry_run=True)
            assert foreseen == said(*lines) == ["exact", "already-paid"]

    def test_a_line_after_another_about_the_same_registration_finds_it_as_that_one_left_it(self) -> None:
        reference = in_state(State.PREVALIDATED)
        lines = [line(reference), line(reference, "20,00")]
        foreseen = said(*lines, dry_run=True)
        assert foreseen == said(*lines) == ["exact", "already-paid"]

    def test_late_money_says_why(self) -> None:
        reference = in_state(State.WITHDRAWN)
        (told,) = done(send(line(reference))).body["items"]
        assert (told["outcome"], told["late_reason"]) == ("late", "withdrawn")
        assert told["detail"] == "Paiement tardif\u00a0: la demande avait été retirée"

    def test_money_in_time_revives_what_had_expired(self) -> None:
        reference = in_state(State.EXPIRED)
        assert said(line(reference)) == ["exact"]
        assert (stored(reference).state, taken("CHI")) == ("validated", 1)

    def test_a_seat_that_is_gone_makes_it_late(self) -> None:
        reference = in_state(State.EXPIRED, "TEC")
        done(prevalidate(register("TEC", by=BOB)))
        (told,) = done(send(line(reference))).body["items"]
        assert (told["outcome"], told["late_reason"], taken("TEC")) == ("late", "no-seat-left", 1)


class TestOnceOnly:
    def test_the_same_file_again_pays_nothing_again(self) -> None:
        lines = [line(in_state(State.PREVALIDATED)), line(in_state(State.WITHDRAWN, "BIO"))]
        assert said(*lines) == ["exact", "late"]
        before = contents()
        assert said(*lines) == said(*lines, dry_run=True) == ["recorded", "recorded"]
        assert contents() == before

    def test_what_was_typed_in_before_is_not_recorded_again(self) -> None:
        reference = in_state(State.PREVALIDATED)
        done(pay(reference, method="transfer"))
        before = contents()
        assert said(line(reference)) == ["recorded"]
        assert contents() == before

    def test_the_file_sent_by_somebody_else_meanwhile(self) -> None:
        reference = in_state(State.PREVALIDATED)
        with interrupted("TransactWriteItems", lambda: done(send(line(reference)))):
            assert said(line(reference)) == ["recorded"]
        assert events(reference) == ["registered", "prevalidated", "paid"]

    def test_other_late_money_counts_for_itself(self, clock: time_machine.Traveller) -> None:
        reference = in_state(State.WITHDRAWN)
        clock.move_to(datetime(2026, 11, 30, 9, tzinfo=UTC))
        assert said(line(reference), line(reference, day="30/11/2026"), line(reference, "20,00")) == ["late"] * 3
        assert events(reference).count("late_payment_recorded") == 3


class TestItsSize:
    def test_500_lines_are_matched_with_11_reads(self, capsys: pytest.CaptureFixture[str]) -> None:
        references = copies(in_state(State.PREVALIDATED), 500)
        with counted() as calls:
            outcomes = said(*map(line, references), dry_run=True)
        assert outcomes == ["exact"] * 500
        assert calls == Counter(BatchGetItem=11)

    def test_and_recorded_with_one_transaction_each(self) -> None:
        references = copies(in_state(State.PREVALIDATED), 40)
        with counted() as calls:
            assert said(*map(line, references)) == ["exact"] * 40
        assert calls == Counter(BatchGetItem=2, TransactWriteItems=40)
        with counted() as again:
            assert said(*map(line, references)) == ["recorded"] * 40
        assert again == Counter(BatchGetItem=2)

    def test_more_than_500_are_too_many_but_debits_do_not_count(self) -> None:
        debits = [line("LOYER", "-1200,00")] * 600
        reply = done(send(*[line("rien")] * 500, *debits))
        assert (len(reply.body["items"]), reply.body["ignored"]) == (500, 600)
        problem = refused(send(*[line("rien")] * 501), 422, "file")
        assert "500 lignes au plus" in problem["errors"][0]["detail"]

    def test_what_there_is_no_time_for_is_not_done_and_says_so(self, clock: time_machine.Traveller) -> None:
        first, second = in_state(State.PREVALIDATED, "CHI"), in_state(State.PREVALIDATED, "BIO")

        def slow(_number: int, made: Any) -> None:
            if made.operation == "TransactWriteItems":
                clock.shift(attempts.TIME_FOR_ALL)

        with watched(slow):
            assert said(line(first), line(second)) == ["exact", "not-done"]
        assert (stored(first).state, stored(second).state) == ("validated", "prevalidated")
        assert said(line(first), line(second)) == ["recorded", "exact"]


class TestWhoMay:
    @pytest.mark.parametrize(
        "actor", [ALICE, ASSOCIATION, centre("C02", scopes=READ)], ids=["candidate", "association", "key"]
    )
    def test_nobody_but_the_centre_with_the_scope(self, actor: Identity) -> None:
        reference = in_state(State.PREVALIDATED)
        refused(send(line(reference), by=actor), 403, "forbidden")

    def test_another_centres_registration_is_unknown(self) -> None:
        reference = in_state(State.PREVALIDATED)
        (told,) = done(send(line(reference), by=LILLE)).body["items"]
        assert (told["outcome"], told["reference"], told["family_name"]) == ("unknown", None, None)
        assert stored(reference).state == "prevalidated"

    def test_the_log_tells_nothing_of_it(
        self, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
    ) -> None:
        reference = in_state(State.PREVALIDATED)
        done(send(line(reference)))
        logged = capsys.readouterr().out + str([vars(record) for record in caplog.records])
        assert "/v1/centre/payments" in logged
        assert [private for private in ("MARTIN", "Martin", "INSCRIPTION") if private in logged] == []


def test_a_query_that_cannot_be_read_is_refused() -> None:
    reply = call("POST /v1/centre/payments", by=centre("C02"), query={"dry_run": "peut-être"}, raw=b"")
    problem = refused(reply, 422, "validation")
    assert [error["pointer"] for error in problem["errors"]] == ["dry_run"]


def test_of_many_lines_each_stands_as_the_single_payment_leaves_it() -> None:
    one, other = in_state(State.PREVALIDATED, "CHI"), in_state(State.PREVALIDATED, "CHI", by=BOB)
    done(pay(one, method="transfer"))
    done(send(line(other)))
    by_hand, by_file = standing(one, other)
    own = {"reference", "nuc", "given_name", "family_name"}
    assert by_hand.model_dump(exclude=own) == by_file.model_dump(exclude=own)

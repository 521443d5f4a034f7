"""Erased means found nowhere but in what is named; begun means finished, whatever happens in between."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
import time_machine

from shared import erasure, keys, table
from shared.french.typography import typeset
from shared.registration.lifecycle import State
from tests.rights.lives import AFTER_THE_EXAMS, FREE_TEXTS, MAC, PERSONAL, everything, live_of_alice, where
from tests.rights.tending import tend
from tests.support import calls, template
from tests.support.api import ALICE, ASSOCIATION, BOB, LAON, Reply, call
from tests.support.aws import Aws
from tests.support.steps import defer, done, events, expire, in_state, refused, send, stored

pytestmark = pytest.mark.usefixtures("pool", "signing_key")


def erase(**headers: str) -> Reply:
    return call("DELETE /v1/me", {"nuc": "20230001"}, by=ALICE, headers=headers)


def users(pool: str) -> set[str]:
    return {one["Username"] for one in boto3.client("cognito-idp").list_users(UserPoolId=pool)["Users"]}


@pytest.fixture
def over(clock: time_machine.Traveller) -> dict[str, str]:
    """Her registrations by state, once all their exams are over."""
    live = live_of_alice()
    clock.move_to(AFTER_THE_EXAMS)
    return live


class TestAfterwards:
    def test_nothing_personal_is_found_in_any_item(self, over: dict[str, str]) -> None:
        of_hers = {
            "candidate",
            "registration",
            "history",
            "deferral",
            "late payment",
            "nir",
            "nir_index",
            "idempotency",
        }
        assert where(*PERSONAL) == of_hers
        done(erase())
        assert where(*PERSONAL, *FREE_TEXTS) == set()

    def test_the_nuc_is_found_in_the_marker_alone(self, over: dict[str, str]) -> None:
        done(erase())
        assert where(ALICE["id"]) == {"erasure"}

    def test_the_account_is_gone(self, over: dict[str, str], pool: str) -> None:
        done(erase())
        assert users(pool) == {BOB["id"]}

    def test_nothing_of_hers_is_in_a_queue_and_no_mail_goes_out_any_more(self, clock: time_machine.Traveller) -> None:
        aws = Aws.made()
        live_of_alice()
        clock.move_to(AFTER_THE_EXAMS)
        aws.follow()
        done(erase())
        waiting = aws.waiting()
        assert waiting
        assert not any(text in str(waiting) for text in (*PERSONAL, ALICE["id"]))
        assert aws.mailer(waiting) == []
        assert aws.sent() == []

    def test_what_the_law_keeps_is_kept(self, over: dict[str, str]) -> None:
        before = {state: stored(reference) for state, reference in over.items()}
        done(erase())
        for state, reference in over.items():
            one = stored(reference)
            assert (one.given_name, one.family_name, one.nuc) == ("Personne", "effacée", "")
            kept = (
                "state",
                "version",
                "session",
                "centre",
                "lines",
                "amount_cents",
                "created_at",
                "payment",
                "refusal",
            )
            assert all(getattr(one, name) == getattr(before[state], name) for name in kept)
        assert events(over["validated"])[-2:] == ["deferral_requested", "deferral_refused"]
        (late,) = (one for one in everything() if one["kind"] == "late payment")
        assert (late["amount_cents"], late["given_name"], late.get("note")) == (5000, "Personne", None)

    def test_the_centre_still_reads_the_registration_and_no_name(self, over: dict[str, str]) -> None:
        done(erase())
        body = call(f"GET /v1/registrations/{over['validated']}", by=LAON).body
        assert (body["given_name"], body["family_name"], body["candidate"]) == ("Personne", "effacée", None)
        assert {one["by"] for one in body["history"]} == {"le candidat", "Camille Petit", "Dominique Noir"}

    def test_everything_of_others_stays_as_it_was(self, over: dict[str, str]) -> None:
        register_bob = [one for one in everything() if BOB["id"] in json.dumps(one)]
        done(erase())
        assert [one for one in everything() if BOB["id"] in json.dumps(one)] == register_bob

    def test_a_number_that_somebody_else_gave_too_stays_theirs(self, over: dict[str, str]) -> None:
        table.write(table.update(keys.nir_index(MAC), set={"nucs": [ALICE["id"], BOB["id"]]}))
        done(erase())
        (index,) = table.read(keys.nir_index(MAC))
        assert index is not None
        assert index["nucs"] == [BOB["id"]]

    def test_late_money_can_still_be_recorded(self, over: dict[str, str]) -> None:
        done(erase())
        body = {"amount_cents": 5000, "received_on": "2027-01-19", "method": "cheque"}
        late = done(call(f"POST /v1/registrations/{over['withdrawn']}/payment", body, by=LAON)).body["late_payment"]
        assert (late["given_name"], late["family_name"]) == ("Personne", "effacée")
        assert where(ALICE["id"]) == {"erasure"}


class TestTheAnswer:
    def test_it_says_what_is_kept_and_why(self, over: dict[str, str]) -> None:
        body = done(erase()).body
        assert body["erased"] is True
        assert [one["what"] for one in body["kept"]] == [typeset(one.what) for one in erasure.KEPT]
        assert all(one["why"] and one["until"] for one in body["kept"])

    def test_the_document_for_people_says_the_same(self) -> None:
        written = " ".join(Path("docs/personal-data.md").read_text(encoding="utf-8").split())
        for one in erasure.KEPT:
            assert {one.what in written, one.why in written, one.until in written} == {True}, one

    def test_a_second_time_it_is_the_same(self, over: dict[str, str]) -> None:
        first = done(erase())
        second = done(erase())
        assert (second.status, second.body) == (first.status, first.body)

    def test_no_record_of_it_is_kept_for_an_idempotency_key(self, over: dict[str, str]) -> None:
        done(erase(**{"Idempotency-Key": "erase-me-1"}))
        assert not [one for one in everything() if one["pk"] == "IDEMPOTENCY#candidate:20230001"]

    def test_the_nuc_confirms_it(self, over: dict[str, str]) -> None:
        for typed in ("20230002", ""):
            refused(call("DELETE /v1/me", {"nuc": typed}, by=ALICE), 422, "validation")
        refused(call("DELETE /v1/me", by=ALICE), 422, "validation")
        assert "candidate" in where("alice@example.org")

    def test_the_nuc_may_be_typed_with_spaces(self, over: dict[str, str]) -> None:
        done(call("DELETE /v1/me", {"nuc": "2023 0001"}, by=ALICE))

    @pytest.mark.parametrize("reader", [LAON, ASSOCIATION], ids=lambda one: one["role"])
    def test_it_is_for_candidates(self, reader: dict[str, str]) -> None:
        refused(call("DELETE /v1/me", {"nuc": "20230001"}, by=reader), 403, "forbidden")

    def test_whoever_never_was_is_not_erased(self) -> None:
        nobody = {**ALICE, "id": "NEVER1"}
        refused(call("DELETE /v1/me", {"nuc": "NEVER1"}, by=nobody), 401, "unauthenticated")

    def test_whoever_is_erased_registers_no_more(self, over: dict[str, str]) -> None:
        done(erase())
        refused(send("CHI"), 401, "unauthenticated")


class TestInTheWay:
    @pytest.mark.parametrize("state", [State.PENDING, State.PREVALIDATED])
    def test_what_can_be_withdrawn_is_to_be_withdrawn_first(self, state: State) -> None:
        reference = in_state(state)
        problem = refused(erase(), 409, "registrations-underway")
        assert (problem["to_withdraw"], problem["to_wait_for"]) == ([reference], [])
        assert reference in problem["detail"]
        done(call(f"POST /v1/registrations/{reference}/withdrawal", {}, by=ALICE))
        done(erase())

    def test_a_validated_exam_is_waited_for(self, clock: time_machine.Traveller) -> None:
        reference = in_state(State.VALIDATED)
        problem = refused(erase(), 409, "registrations-underway")
        assert (problem["to_withdraw"], problem["to_wait_for"]) == ([], [reference])
        clock.move_to(stored(reference).lines[0].starts_at + timedelta(days=1))
        done(erase())

    def test_an_expired_one_could_still_be_validated_by_a_payment(self) -> None:
        reference = in_state(State.PREVALIDATED)
        expire(reference)
        assert refused(erase(), 409, "registrations-underway")["to_wait_for"] == [reference]

    def test_a_deferral_is_decided_first(self, clock: time_machine.Traveller) -> None:
        reference = in_state(State.VALIDATED)
        clock.move_to(AFTER_THE_EXAMS)
        asked = done(defer(reference, "CHI"))
        assert refused(erase(), 409, "registrations-underway")["to_wait_for"] == [reference]
        decision = {"decision": "refused", "reason": "Hors délai"}
        done(call(f"POST /v1/deferrals/{asked.body['id']}/decision", decision, by=ASSOCIATION))
        done(erase())

    def test_late_money_is_given_back_first(self, clock: time_machine.Traveller) -> None:
        reference = in_state(State.WITHDRAWN)
        body = {"amount_cents": 5000, "received_on": "2026-11-27", "method": "cheque"}
        late = done(call(f"POST /v1/registrations/{reference}/payment", body, by=LAON)).body["late_payment"]
        assert refused(erase(), 409, "registrations-underway")["to_wait_for"] == [reference]
        done(call(f"POST /v1/late-payments/{late['id']}/closure", {"outcome": "refunded"}, by=LAON))
        done(erase())

    @pytest.mark.parametrize("state", [State.REFUSED, State.WITHDRAWN])
    def test_what_is_over_is_not_in_the_way(self, state: State) -> None:
        in_state(state)
        done(erase())

    def test_nothing_is_touched_when_something_is_in_the_way(self) -> None:
        in_state(State.REFUSED, "BIO")
        in_state(State.PENDING)
        before = [one for one in everything() if one["kind"] != "limit"]
        refused(erase(), 409, "registrations-underway")
        assert [one for one in everything() if one["kind"] != "limit"] == before


class TestInterrupted:
    @pytest.mark.parametrize("number", [2, 9, 14, 23, 30, 41, 50])
    @pytest.mark.parametrize("fault", [calls.Fault.CRASH_AFTER, calls.Fault.LOST_REPLY])
    def test_whatever_call_fails_the_schedule_finishes_what_was_begun(
        self, over: dict[str, str], clock: time_machine.Traveller, pool: str, number: int, fault: calls.Fault
    ) -> None:
        with calls.struck(number, fault):
            erase()
        clock.shift(timedelta(minutes=11))
        assert tend()["failed"] == 0
        if "candidate" in where(PERSONAL[0]):  # not even begun
            done(erase())
        assert where(*PERSONAL, *FREE_TEXTS) == set()
        assert users(pool) == {BOB["id"]}

    def test_the_same_request_finishes_it_too(self, over: dict[str, str], pool: str) -> None:
        with calls.struck(30, calls.Fault.CRASH_AFTER):
            erase()
        assert where(*PERSONAL) != set()
        done(erase())
        assert where(*PERSONAL, *FREE_TEXTS) == set()
        assert users(pool) == {BOB["id"]}

    def test_what_was_under_way_at_the_beginning_is_erased_by_the_second_pass(
        self, over: dict[str, str], clock: time_machine.Traveller
    ) -> None:
        """A registration that read the details just before they were deleted."""
        (registration,) = table.read(keys.registration(over["refused"]))
        done(erase())
        assert registration is not None
        table.write(table.put_anyway(registration))
        assert where(*PERSONAL) == {"registration"}
        assert tend()["erased"] == 0
        clock.shift(timedelta(minutes=11))
        assert tend()["erased"] == 1
        assert where(*PERSONAL) == set()

    def test_the_marker_goes_with_the_last_backup_that_knows_the_person(
        self, over: dict[str, str], clock: time_machine.Traveller
    ) -> None:
        done(erase())
        clock.shift(timedelta(minutes=11))
        tend()
        (marker,) = table.read(keys.erasure(ALICE["id"]))
        assert marker is not None
        assert "work_pk" not in marker
        assert marker["ttl"] == int((AFTER_THE_EXAMS + timedelta(days=35, minutes=11)).timestamp())

    def test_details_changed_meanwhile_are_read_again(self, over: dict[str, str]) -> None:
        moved: list[Any] = []

        def move(_number: int, made: calls.Call) -> None:
            if made.operation == "TransactWriteItems" and not moved:
                moved.append(True)
                table.write(table.update(keys.candidate(ALICE["id"]), set={"email": "new@example.org"}))
                table.write(table.put_anyway({**keys.email("new@example.org", ALICE["id"]), "kind": "email"}))

        with calls.watched(before=move):
            done(erase())
        (pointer,) = table.read(keys.email("new@example.org", ALICE["id"]))
        assert pointer is None


def test_the_periods_are_those_of_the_template() -> None:
    recovery = template.template()["Resources"]["Table"]["Properties"]["PointInTimeRecoverySpecification"]
    assert recovery.get("RecoveryPeriodInDays", 35) == 35

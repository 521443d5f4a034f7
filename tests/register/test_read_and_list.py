"""Whose registrations who may read, and what each is told."""

import base64
import json
from datetime import timedelta

import pytest
import time_machine

from shared import keys, table
from shared.registration.lifecycle import State
from tests.support import template
from tests.support.api import ALICE, ASSOCIATION, BOB, DECIDE, LAON, LILLE, Identity, call, candidate, centre
from tests.support.steps import defer, done, in_state, pay, prevalidate, refuse, refused, register

pytestmark = pytest.mark.usefixtures("season")


@pytest.mark.parametrize("reader", [ALICE, LAON, ASSOCIATION], ids=lambda reader: reader["role"])
def test_a_registration_is_read_by_its_candidate_its_centre_and_the_association(reader: Identity) -> None:
    reference = register("CHI")
    reply = call(f"GET /v1/registrations/{reference}", by=reader)
    assert (reply.status, reply.body["reference"], reply.headers["etag"]) == (200, reference, '"1"')


@pytest.mark.parametrize("reader", [BOB, LILLE], ids=lambda reader: reader["role"])
def test_for_anybody_else_it_does_not_exist(reader: Identity) -> None:
    reference = register("CHI")
    foreign = refused(call(f"GET /v1/registrations/{reference}", by=reader), 404, "not-found")
    absent = refused(call("GET /v1/registrations/CU-2701-0000-66", by=reader), 404, "not-found")
    assert {**foreign, "instance": ""} == {**absent, "instance": ""}


@pytest.mark.parametrize(
    ("action", "actor"),
    [
        ("withdrawal", BOB),
        ("deferral", BOB),
        ("prevalidation", LILLE),
        ("refusal", LILLE),
        ("payment", LILLE),
    ],
)
def test_nothing_can_be_done_to_anothers_registration(action: str, actor: Identity) -> None:
    bodies = {
        "refusal": {"reason": "full"},
        "payment": {"amount_cents": 5000, "received_on": "2026-11-27", "method": "cash"},
        "deferral": {"exams": ["CHI"], "ground": "medical"},
    }
    reference = in_state(State.VALIDATED)
    refused(call(f"POST /v1/registrations/{reference}/{action}", bodies.get(action, {}), by=actor), 404, "not-found")


def test_a_candidate_whose_nuc_is_written_like_a_centre_sees_nothing_of_it() -> None:
    reference = register("CHI")
    refused(call(f"GET /v1/registrations/{reference}", by=candidate("C02")), 404, "not-found")


@pytest.mark.parametrize("typed", ["cu-{}", "CU{}", "Cu-{}"])
def test_a_reference_may_be_typed_in_many_ways(typed: str) -> None:
    reference = register("CHI")
    written = typed.format(reference.removeprefix("CU-").lower().replace("0", "o"))
    assert call(f"GET /v1/registrations/{written}", by=ALICE).status == 200


@pytest.mark.parametrize("typed", ["CU-2701-7F3K-00", "x", "x" * 2000, "CU-2701-7F3K-92%00", "../../etc"])
def test_what_is_no_reference_is_not_found(typed: str) -> None:
    refused(call(f"GET /v1/registrations/{typed}", by=ALICE), 404, "not-found")


def test_a_candidate_reads_roles_and_staff_read_persons() -> None:
    reference = register("CHI")
    done(prevalidate(reference))
    told = {
        reader["role"]: [entry["by"] for entry in call(f"GET /v1/registrations/{reference}", by=reader).body["history"]]
        for reader in (ALICE, LAON, ASSOCIATION)
    }
    assert told == {
        "candidate": ["le candidat", "le centre"],
        "centre": ["le candidat", "Camille Petit"],
        "association": ["le candidat", "Camille Petit"],
    }


def test_a_candidate_never_reads_a_persons_name_anywhere() -> None:
    reference = in_state(State.VALIDATED)
    assert "Camille" not in json.dumps(call(f"GET /v1/registrations/{reference}", by=ALICE).body)
    assert "Camille" not in json.dumps(call("GET /v1/registrations", by=ALICE).body)


def test_the_history_tells_what_and_why() -> None:
    reference = register("CHI")
    done(refuse(reference, "other", "La salle est inondée"))
    entries = call(f"GET /v1/registrations/{reference}", by=ALICE).body["history"]
    assert [(entry["event"], entry["state"]) for entry in entries] == [
        ("registered", "pending"),
        ("refused", "refused"),
    ]
    assert entries[1]["details"] == {"reason": "other", "message": "La salle est inondée"}


def test_how_to_reach_the_candidate_is_told_to_the_centre_and_how_to_pay_to_the_candidate() -> None:
    reference = register("CHI")
    to_centre = call(f"GET /v1/registrations/{reference}", by=LAON).body
    to_candidate = call(f"GET /v1/registrations/{reference}", by=ALICE).body
    assert to_centre["candidate"]["email"] == "alice@example.org"
    assert to_candidate["candidate"] is None
    assert "chèque" in to_candidate["centre_contact"]["payment_terms"]


def test_a_registration_outlives_the_erasure_of_its_candidate() -> None:
    reference = register("CHI")
    table.commit(table.delete(keys.candidate(ALICE["id"]), table.PRESENT))
    assert call(f"GET /v1/registrations/{reference}", by=LAON).body["candidate"] is None


def test_why_a_line_is_deferred_is_not_the_centres_business() -> None:
    reference = in_state(State.VALIDATED)
    asked = done(defer(reference, "CHI", ground="employer", reason="Salon professionnel"))
    decision = {"decision": "refused", "reason": "Attestation illisible"}
    done(call(f"POST /v1/deferrals/{asked.body['id']}/decision", decision, by=ASSOCIATION))
    to_centre = json.dumps(call(f"GET /v1/registrations/{reference}", by=LAON).body)
    to_candidate = json.dumps(call(f"GET /v1/registrations/{reference}", by=ALICE).body)
    for private in ("employer", "Attestation illisible"):
        assert private not in to_centre
        assert private in to_candidate


def test_a_key_without_the_scope_reads_nothing() -> None:
    reference = register("CHI")
    reader = centre("C02", scopes=DECIDE)
    refused(call(f"GET /v1/registrations/{reference}", by=reader), 403, "forbidden")


def test_the_explanation_stays_that_of_the_window_in_force_at_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    reference = register("CHI")
    explained = done(prevalidate(reference)).body["explanation"]
    monkeypatch.setitem(template.functions()["register"], "PAYMENT_WINDOW", "120s")
    assert call(f"GET /v1/registrations/{reference}", by=ALICE).body["explanation"] == explained


class TestTheList:
    def test_a_candidate_lists_their_own_oldest_first(self, clock: time_machine.Traveller) -> None:
        first = register("CHI")
        register("CHI", by=BOB)
        clock.shift(timedelta(minutes=1))
        second = register("BIO")
        reply = call("GET /v1/registrations", by=ALICE)
        assert [one["reference"] for one in reply.body["items"]] == [first, second]
        assert reply.body["next"] is None

    def test_a_state_reached_later_is_in_the_list(self) -> None:
        done(pay(in_state(State.PREVALIDATED)))
        (one,) = call("GET /v1/registrations", by=ALICE).body["items"]
        assert one["state"] == "validated"

    def test_it_comes_page_by_page(self) -> None:
        references = {register("CHI"), register("BIO"), register("TEC")}
        first = call("GET /v1/registrations", by=ALICE, query={"limit": 2})
        rest = call("GET /v1/registrations", by=ALICE, query={"limit": 2, "cursor": first.body["next"]})
        pages = [first.body["items"], rest.body["items"]]
        assert [len(page) for page in pages] == [2, 1]
        assert {one["reference"] for page in pages for one in page} == references
        assert rest.body["next"] is None

    def test_a_cursor_of_somebody_elses_list_is_refused(self) -> None:
        register("CHI"), register("BIO")
        cursor = call("GET /v1/registrations", by=ALICE, query={"limit": 1}).body["next"]
        problem = refused(call("GET /v1/registrations", by=BOB, query={"cursor": cursor}), 422, "validation")
        assert [error["pointer"] for error in problem["errors"]] == ["cursor"]

    @pytest.mark.parametrize(
        "forged",
        [
            "x",
            "été",
            "%00",
            base64.urlsafe_b64encode(b"[]").decode(),
            base64.urlsafe_b64encode(b'{"pk": "CANDIDATE#20230002"}').decode(),
            base64.urlsafe_b64encode(b'["0123456789abcdef", {"pk": "X"}]').decode(),
            base64.urlsafe_b64encode(b"[" * 5000).decode(),
        ],
    )
    def test_a_forged_cursor_is_refused(self, forged: str) -> None:
        problem = refused(call("GET /v1/registrations", by=ALICE, query={"cursor": forged}), 422, "validation")
        assert [error["pointer"] for error in problem["errors"]] == ["cursor"]

    @pytest.mark.parametrize("limit", ["0", "101", "abc", "1.5", ""])
    def test_a_page_has_one_to_a_hundred(self, limit: str) -> None:
        problem = refused(call("GET /v1/registrations", by=ALICE, query={"limit": limit}), 422, "validation")
        assert [error["pointer"] for error in problem["errors"]] == ["limit"]

    def test_an_unknown_parameter_is_refused(self) -> None:
        problem = refused(call("GET /v1/registrations", by=ALICE, query={"nuc": BOB["id"]}), 422, "validation")
        assert [error["pointer"] for error in problem["errors"]] == ["nuc"]

    def test_it_is_not_for_centres_which_have_their_own(self) -> None:
        refused(call("GET /v1/registrations", by=LAON), 403, "forbidden")

"""Who is given which document, and how it is sent."""

import base64
import re
from collections import Counter
from datetime import UTC, datetime
from hashlib import sha256

import pytest
import time_machine

from shared import audit
from shared.http.headers import SECURITY_HEADERS
from shared.registration.lifecycle import State
from tests.deferral.steps import grant
from tests.printing.regenerate import text_of
from tests.support.api import ALICE, ASSOCIATION, BOB, DECIDE, LAON, LILLE, Identity, Reply, call, centre
from tests.support.contents import counted
from tests.support.season import NOW
from tests.support.steps import in_state, refused

pytestmark = pytest.mark.usefixtures("season")

KINDS = ("certificate", "convocation")
by_role = pytest.mark.parametrize("reader", [ALICE, LAON, ASSOCIATION], ids=lambda reader: reader["role"])
of_each_kind = pytest.mark.parametrize("kind", KINDS)


def printed(reference: str, kind: str = "certificate", by: Identity = ALICE, query: str = "") -> Reply:
    return call(f"GET /v1/registrations/{reference}/{kind}", by=by, query=query)


@of_each_kind
@by_role
def test_the_candidate_the_centre_and_the_association_are_given_it(kind: str, reader: Identity) -> None:
    reference = in_state(State.VALIDATED, "CHI", "BIO")
    html = printed(reference, kind, reader).body.decode()
    for text in (
        "Martin",
        "Alice",
        "27\u00a0mars 1998",
        ALICE["id"],
        reference,
        "Chimie",
        "Biologie",
        "Centre de Laon",
    ):
        assert text in html
    assert "mercredi 13\u00a0janvier 2027 à 9\u00a0h" in html


@of_each_kind
@pytest.mark.parametrize("reader", [BOB, LILLE], ids=lambda reader: reader["role"])
def test_for_anybody_else_the_registration_does_not_exist(kind: str, reader: Identity) -> None:
    reference = in_state(State.VALIDATED)
    foreign = refused(printed(reference, kind, reader), 404, "not-found")
    absent = refused(printed("CU-2701-0000-61", kind, reader), 404, "not-found")
    assert foreign["detail"] == absent["detail"]
    refused(printed(reference, kind, centre("C02", scopes=DECIDE)), 403, "forbidden")


@of_each_kind
@pytest.mark.parametrize("state", [one for one in State if one is not State.VALIDATED])
def test_a_registration_that_is_not_validated_has_none(kind: str, state: State) -> None:
    problem = refused(printed(in_state(state), kind), 409, "not-validated")
    assert problem["current_state"] == state


def test_once_the_exams_are_over_there_is_a_certificate_and_no_convocation(clock: time_machine.Traveller) -> None:
    reference = in_state(State.VALIDATED)
    clock.move_to(datetime(2027, 1, 13, 11, 0, tzinfo=UTC))
    refused(printed(reference, "convocation"), 409, "nothing-to-print")
    assert printed(reference).status == 200


def test_a_deferred_exam_moves_to_the_documents_of_the_new_registration() -> None:
    reference = in_state(State.VALIDATED, "CHI", "BIO")
    new = grant(reference, "BIO")
    assert "Biologie" not in printed(reference, "convocation").body.decode()
    assert "par suite d’un report\u00a0: Biologie." in printed(reference).body.decode()
    assert "jeudi 17\u00a0juin 2027" in printed(new, "convocation").body.decode()


def test_a_page_is_shown_and_lets_in_its_own_style_only() -> None:
    reply = printed(in_state(State.VALIDATED))
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert reply.headers["content-disposition"].startswith("inline;")
    assert reply.headers["cache-control"] == "no-store"
    found = re.search(r"<style>(.*)</style>", reply.body.decode(), re.DOTALL)
    assert found
    digest = base64.b64encode(sha256(found[1].encode()).digest()).decode()
    policy = reply.headers["content-security-policy"]
    assert policy.split("; ")[:2] == ["default-src 'none'", f"style-src 'sha256-{digest}'"]
    assert "unsafe" not in policy


@pytest.mark.parametrize(("kind", "name"), [("certificate", "attestation"), ("convocation", "convocation")])
def test_a_pdf_is_kept_under_the_reference(kind: str, name: str) -> None:
    reference = in_state(State.VALIDATED)
    reply = printed(reference, kind, query="format=pdf")
    assert reply.headers["content-type"] == "application/pdf"
    assert reply.headers["content-disposition"] == f'attachment; filename="{name}-{reference}.pdf"'
    assert reply.headers["content-security-policy"] == SECURITY_HEADERS["Content-Security-Policy"]
    assert "Martin" in text_of(reply.body)


@pytest.mark.parametrize("query", ["format=docx", "format=", "other=1"])
def test_another_format_is_refused(query: str) -> None:
    refused(printed(in_state(State.VALIDATED), query=query), 422, "validation")


@of_each_kind
def test_what_staff_see_is_entered_as_an_opening_and_a_refusal_is_not(kind: str) -> None:
    pending, validated = in_state(State.PENDING, "BIO"), in_state(State.VALIDATED)
    for reader in (ALICE, LAON, ASSOCIATION):
        printed(pending, kind, reader)
        printed(validated, kind, reader, "format=pdf")
    entered = audit.load(NOW.date()).entries
    assert {(one["by"]["id"], one["reference"]) for one in entered} == {
        (LAON["id"], validated),
        (ASSOCIATION["id"], validated),
    }


@of_each_kind
def test_it_takes_two_reads_and_staff_one_transaction_more(kind: str) -> None:
    reference = in_state(State.VALIDATED, "CHI", "BIO", "TEC")
    with counted() as calls:
        printed(reference, kind)
    assert calls == Counter(BatchGetItem=2)
    with counted() as calls:
        printed(reference, kind, LAON)
    assert calls == Counter(BatchGetItem=2, TransactWriteItems=1)

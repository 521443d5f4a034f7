"""One's own data as a file that explains itself."""

import json

import pytest

from functions.rights.export import ExportView, explained
from shared import candidate, keys, table
from shared.candidate import Account
from tests.rights.lives import FREE_TEXTS, MAC, MASKED, live_of_alice
from tests.support import calls
from tests.support.api import ALICE, ASSOCIATION, BOB, LAON, Identity, Reply, call
from tests.support.api import candidate as somebody
from tests.support.aws import Aws
from tests.support.steps import prevalidate, refused, register

pytestmark = pytest.mark.usefixtures("season")


def export(by: Identity = ALICE, **query: object) -> Reply:
    return call("GET /v1/me/export", by=by, query=query)


def test_it_is_a_file_to_keep() -> None:
    reply = export()
    assert reply.status == 200
    assert reply.headers["content-disposition"] == 'attachment; filename="certif-up-mes-donnees.json"'


def test_it_has_identity_and_contact() -> None:
    person = export().body["person"]
    assert (person["nuc"], person["given_name"], person["birth_name"]) == ("20230001", "Alice", "Martin")
    assert (person["born_on"], person["email"], person["phone"]) == ("1998-03-27", "alice@example.org", "+33612345678")
    assert person["nir"] is None


def test_it_has_every_registration_with_what_happened_to_it() -> None:
    live = live_of_alice()
    by_reference = {one["reference"]: one for one in export().body["registrations"]}
    assert set(by_reference) == set(live.values())
    refusal, late = by_reference[live["refused"]], by_reference[live["withdrawn"]]["late_payments"]
    assert [one["event"] for one in refusal["history"]] == ["registered", "refused"]
    assert refusal["message"] == FREE_TEXTS[0]
    assert by_reference[live["validated"]]["payment"]["amount_cents"] == 5000
    assert [one["reason"] for one in by_reference[live["validated"]]["deferrals"]] == [FREE_TEXTS[1]]
    assert [(one["outcome"], one["note"]) for one in late] == [("refunded", FREE_TEXTS[3])]


def test_it_says_which_mails_were_sent_and_when() -> None:
    aws = Aws.made()
    reference = register("CHI")
    aws.follow()
    aws.deliver()
    prevalidate(reference)
    (one,) = export().body["registrations"]
    assert [(each["event"], each["mail_sent_at"]) for each in one["history"]] == [
        ("registered", "2026-11-27T08:00:00Z"),
        ("prevalidated", None),
    ]


def test_the_social_security_number_is_masked() -> None:
    live_of_alice()
    whole = json.dumps(export().body, ensure_ascii=False)
    assert MASKED in whole
    assert MAC not in whole
    assert "sealed" not in whole


def test_it_names_nobody_else() -> None:
    live_of_alice()
    register("CHI", by=BOB)
    whole = json.dumps(export().body, ensure_ascii=False)
    for name in ("Camille", "Dominique", "Bob", "Durand"):
        assert name not in whole


def test_every_field_is_explained_in_the_document() -> None:
    live_of_alice()
    body = export().body
    assert body["fields"] == explained(ExportView)
    assert all(body["fields"].values())
    named = {name.rpartition(".")[2] for name in body["fields"]}
    (first, *_) = body["registrations"]
    assert {*body, *body["person"], *first, *first["history"][0], *first["exams"][0]} <= named


def test_a_candidate_without_details_yet_gets_what_there_is() -> None:
    table.write(table.put_anyway(candidate.item(Account(nuc="NEW1", email="new@example.org"))))
    person = export(somebody("NEW1")).body["person"]
    assert (person["email"], person["birth_name"], person["born_on"]) == ("new@example.org", None, None)


def test_it_comes_page_by_page_with_one_query_a_registration() -> None:
    references = [register("CHI"), register("BIO"), register("TEC")]
    with calls.watched() as made:
        first = export(limit=2)
    assert [one.operation for one in made] == ["BatchGetItem", "Query", "Query", "Query"]
    rest = export(limit=2, cursor=first.body["next"])
    found = [one["reference"] for page in (first, rest) for one in page.body["registrations"]]
    assert sorted(found) == sorted(references)
    assert rest.body["next"] is None


def test_a_cursor_of_somebody_elses_export_is_refused() -> None:
    register("CHI"), register("BIO")
    cursor = export(limit=1).body["next"]
    refused(export(BOB, cursor=cursor), 422, "validation")


def test_nobody_gets_anything_for_a_nuc_that_is_gone() -> None:
    table.write(table.delete_anyway(keys.candidate(ALICE["id"])))
    refused(export(), 401, "unauthenticated")


@pytest.mark.parametrize("reader", [LAON, ASSOCIATION], ids=lambda one: one["role"])
def test_it_is_for_candidates(reader: Identity) -> None:
    refused(export(reader), 403, "forbidden")

"""The association looks for people and files by one field."""

from collections import Counter
from datetime import date
from typing import Any, Final

import boto3
import pytest

from shared import audit, keys, table
from shared.candidate import Account, Candidate, item
from tests.support import template
from tests.support.api import ALICE, ASSOCIATION, BOB, LAON, call, candidate
from tests.support.contents import contents, counted
from tests.support.season import NOW, store
from tests.support.steps import done, prevalidate, refused, register

pytestmark = pytest.mark.usefixtures("season")

ADDRESS: Final = {"address_line1": "1 rue de l’Exemple", "postcode": "02000", "town": "Laon"}


def person(nuc: str, given_name: str, birth_name: str, usual_name: str | None = None, email: str = "") -> Candidate:
    return Candidate(
        nuc=nuc,
        given_name=given_name,
        birth_name=birth_name,
        usual_name=usual_name,
        born_on=date(1990, 1, 30),
        email=email or f"{nuc}@example.org",
    )


@pytest.fixture
def people(season: None) -> None:
    """Of the example season: with accents, apostrophes, particles, strokes and two names."""
    store(
        person("85243012", "Chloé", "D’Hœdt"),
        person("46593380", "Théo", "D'Hoedt-Roy"),
        person("67471664", "Inès", "Ben Youssef", "Moreau"),
        person("57926008", "Nguyệt", "Nguyễn", "Roux"),
        person("51294932", "Łukasz", "Łuczak"),
        person("51993210", "Cécile", "Duchêne", "Duchêne-Roy"),
        person("10000009", "Linh", "Ý"),
        person("MARTIN", "Anne", "Sans-Rapport"),
        person("LETTRES", "Paul", "Sans-Rapport"),
    )


def search(q: str, **query: Any) -> dict[str, Any]:
    reply = call("GET /v1/registrations", by=ASSOCIATION, query={"q": q, **query})
    assert reply.status == 200, reply.body
    found: dict[str, Any] = reply.body
    return found


def nucs(q: str) -> list[str]:
    return [one["nuc"] for one in search(q)["items"]]


def references(q: str) -> list[str]:
    return [one["reference"] for one in search(q)["items"]]


@pytest.mark.usefixtures("people")
class TestByName:
    @pytest.mark.parametrize(
        ("typed", "found"),
        [
            ("d’hoedt", ["85243012", "46593380"]),
            ("D'HŒDT", ["85243012", "46593380"]),
            ("d hoe", ["85243012", "46593380"]),
            ("D’Hœdt Chloé", ["85243012"]),
            ("dhoedt-roy", ["46593380"]),
            ("ben youssef", ["67471664"]),
            ("BENYOUSSEF INES", ["67471664"]),
            ("Ben Youssef in", ["67471664"]),
            ("moreau", ["67471664"]),
            ("nguyen", ["57926008"]),
            ("NGUYỄN nguyet", ["57926008"]),
            ("ng", ["57926008"]),
            ("luczak lukasz", ["51294932"]),
            ("Łuczak Ł", ["51294932"]),
            ("ý linh", ["10000009"]),
            ("sans rapport", ["MARTIN", "LETTRES"]),
            ("youssef", []),
            ("zz", []),
        ],
    )
    def test_the_beginning_is_enough_however_it_is_spelt(self, typed: str, found: list[str]) -> None:
        assert nucs(typed) == found

    def test_somebody_whose_two_names_begin_alike_is_shown_once(self) -> None:
        assert nucs("duchene") == ["51993210"]

    def test_a_person_is_shown_with_what_tells_them_from_another_of_the_same_name(self) -> None:
        (found,) = search("nguyen")["items"]
        assert found == {
            "nuc": "57926008",
            "given_name": "Nguyệt",
            "family_name": "Roux",
            "birth_name": "Nguyễn",
            "born_on": "1990-01-30",
            "reference": None,
            "state": None,
            "session": None,
            "centre": None,
            "exams": [],
        }
        assert search("roux nguyet")["items"] == [found]

    @pytest.mark.parametrize("typed", ["n", "’", "- -", "é"])
    def test_one_letter_is_not_enough(self, typed: str) -> None:
        refused(call("GET /v1/registrations", by=ASSOCIATION, query={"q": typed}), 422, "validation")

    def test_a_changed_name_is_found_at_once_and_the_former_one_no_more(self) -> None:
        details = {"birth_name": "Nguyễn", "given_name": "Nguyệt", "born_on": "1990-01-30", **ADDRESS}
        by = candidate("57926008")
        done(call("PUT /v1/me", {**details, "usual_name": "Wiśniewska"}, by=by))
        assert (nucs("roux nguyet"), nucs("wisniewska"), nucs("nguyen")) == ([], ["57926008"], ["57926008"])
        done(call("PUT /v1/me", details, by=by))
        assert (nucs("wisniewska"), nucs("nguyen")) == ([], ["57926008"])
        assert (table.read(keys.other_name("57926008"))) == [None]

    def test_whoever_has_just_been_given_a_nuc_is_found_once_the_details_are_there(self) -> None:
        table.write(table.put_anyway(item(Account(nuc="NEW1", email="new@example.org"))))
        assert nucs("NEW1") == ["NEW1"]
        body = {"birth_name": "Quéré", "given_name": "Zoé", "born_on": "1990-01-30", **ADDRESS}
        done(call("PUT /v1/me", body, by=candidate("NEW1")))
        assert nucs("quere zoe") == ["NEW1"]


class TestByNucReferenceAndAddress:
    def test_a_nuc_gives_the_registrations_with_their_names(self) -> None:
        first, second = sorted([register("CHI"), register("BIO")])  # of one instant: in the order of their references
        done(prevalidate(second))
        found = search("2023 0001")["items"]
        assert [(one["reference"], one["state"]) for one in found] == [(first, "pending"), (second, "prevalidated")]
        assert {(one["nuc"], one["given_name"], one["family_name"]) for one in found} == {
            (ALICE["id"], "Alice", "Martin")
        }
        assert {(one["session"], one["centre"]) for one in found} == {("2027-01", "C02")}
        assert sorted(one["exams"] for one in found) == [["BIO"], ["CHI"]]

    def test_a_nuc_without_registrations_gives_the_person(self) -> None:
        (found,) = search("ch17")["items"]
        assert (found["nuc"], found["family_name"], found["reference"]) == ("CH17", "Roux", None)

    @pytest.mark.usefixtures("people")
    def test_a_nuc_of_letters_is_found_when_nobody_has_that_name(self) -> None:
        assert nucs("lettres") == ["LETTRES"]
        assert nucs("martin") == [ALICE["id"]]

    @pytest.mark.usefixtures("people")
    def test_the_list_of_a_nuc_of_letters_goes_on_where_it_stopped(self) -> None:
        paul = candidate("LETTRES", "Paul Sans-Rapport")
        sent = sorted([register("CHI", by=paul), register("BIO", by=paul)])
        first = search("lettres", limit=1)
        second = search("lettres", limit=1, cursor=first["next"])
        assert [one["items"][0]["reference"] for one in (first, second)] == sent

    @pytest.mark.parametrize(
        "typed", [str, str.lower, lambda one: one.replace("-", ""), lambda one: f" {one.replace('0', 'o')} "]
    )
    def test_a_reference_is_understood_as_people_type_it(self, typed: Any) -> None:
        reference = register("CHI")
        register("BIO")
        assert references(typed(reference)) == [reference]

    @pytest.mark.parametrize("typed", ["CU-2701-7F3K-44", "CU-2701-7F3K-45", "99999999", "nobody@example.org", "a@b"])
    def test_nothing_is_an_empty_list(self, typed: str) -> None:
        assert search(typed) == {"items": [], "next": None}

    @pytest.mark.usefixtures("people")
    def test_an_address_gives_everybody_who_has_it(self) -> None:
        store(person("20000001", "Luc", "Martin", email="alice@example.org"))
        assert nucs("ALICE@example.org") == ["20000001", ALICE["id"]]


class TestTheList:
    def test_it_goes_on_where_it_stopped(self) -> None:
        store(*(person(f"3000000{n}", f"Prénom {n}", "Tous") for n in range(5)))
        seen: list[str] = []
        cursor: dict[str, str] = {}
        for _ in range(3):
            page = search("tous", limit=2, **cursor)
            seen += [one["nuc"] for one in page["items"]]
            cursor = {"cursor": page["next"]}
        assert seen == [f"3000000{n}" for n in range(5)]
        assert page["next"] is None

    def test_a_cursor_is_good_for_its_own_search_only(self) -> None:
        store(*(person(f"3000000{n}", "Luc", "Tous") for n in range(3)))
        cursor = search("tous", limit=1)["next"]
        refused(call("GET /v1/registrations", by=ASSOCIATION, query={"q": "roux", "cursor": cursor}), 422, "validation")

    @pytest.mark.parametrize("query", [{}, {"q": ""}, {"q": "  "}])
    def test_the_association_has_to_say_what_it_looks_for(self, query: dict[str, str]) -> None:
        problem = refused(call("GET /v1/registrations", by=ASSOCIATION, query=query), 422, "validation")
        assert [error["pointer"] for error in problem["errors"]] == ["q"]

    def test_a_candidate_keeps_the_own_list_and_cannot_search(self) -> None:
        reference = register("CHI")
        register("CHI", by=BOB)
        own = call("GET /v1/registrations", by=ALICE).body
        assert [one["reference"] for one in own["items"]] == [reference]
        refused(call("GET /v1/registrations", by=ALICE, query={"q": "durand"}), 422, "validation")

    def test_a_centre_may_not_search(self) -> None:
        refused(call("GET /v1/registrations", by=LAON, query={"q": "martin"}), 403, "forbidden")

    @pytest.mark.parametrize(
        ("typed", "calls"),
        [
            ("roux", Counter(Query=1)),
            ("20230001", Counter(Query=1)),
            ("alice@example.org", Counter(Query=1, BatchGetItem=1)),
            ("CU-2701-7F3K-44", Counter(BatchGetItem=1)),
        ],
    )
    def test_a_search_is_one_query_or_one_read_and_its_entry(self, typed: str, calls: Counter[str]) -> None:
        register("CHI")
        with counted() as made:
            search(typed)
        assert made == calls + Counter(BatchGetItem=1, TransactWriteItems=1)


class TestTheTrail:
    def test_a_search_says_who_and_how_many_and_not_what_for(self) -> None:
        search("martin")
        search("nobody@example.org")
        first, second = (audit.Entry.model_validate(one) for one in audit.load(NOW.date()).entries)
        assert (first.by.id, first.reference, first.found, second.found) == (ASSOCIATION["id"], "", 1, 0)
        entered = str([one for one in contents().values() if one["kind"].startswith("audit")])
        assert not any(text in entered.lower() for text in ("martin", "nobody"))
        assert audit.faults(audit.load(NOW.date())) == []

    def test_the_association_reads_it_beside_the_openings(self) -> None:
        reference = register("CHI")
        search("martin")
        call(f"GET /v1/registrations/{reference}", by=ASSOCIATION)
        items = call("GET /v1/audit", by=ASSOCIATION, query={"day": f"{NOW:%Y-%m-%d}"}).body["items"]
        assert [(one["reference"], one["found"]) for one in items] == [("", 1), (reference, None)]

    def test_what_was_typed_is_in_no_log(self, capsys: pytest.CaptureFixture[str]) -> None:
        search("martin alice")
        assert "martin" not in capsys.readouterr().out.lower()


class TestAfterAnErasure:
    def test_nobody_is_found_by_what_they_were_called(self, monkeypatch: pytest.MonkeyPatch) -> None:
        pool = boto3.client("cognito-idp").create_user_pool(PoolName="people")["UserPool"]["Id"]
        monkeypatch.setitem(template.functions()["rights"], "USER_POOL_ID", pool)
        store(person("57926008", "Nguyệt", "Nguyễn", "Roux"))
        assert len(nucs("nguyen")) == len(nucs("roux nguyet")) == 1
        done(call("DELETE /v1/me", {"nuc": "57926008"}, by=candidate("57926008")))
        for typed in ("nguyen", "roux nguyet", "57926008", "57926008@example.org"):
            assert search(typed)["items"] == []
        assert "nguyen" not in str(contents()).lower()

"""A centre's settings: the association's to change, some of them the centre's own; and centres that are not active."""

from typing import Any

import pytest

from tests.deferral.steps import decide
from tests.set_up.sending import drafted, errors
from tests.support.api import ALICE, ASSOCIATION, BOB, LAON, Identity, Reply, call
from tests.support.contents import contents, counted, interrupted
from tests.support.documents import give
from tests.support.season import NEXT, THIS
from tests.support.steps import defer, done, pay, prevalidate, refused, register, send

pytestmark = pytest.mark.usefixtures("season")

SETTINGS: dict[str, Any] = {
    "name": "Centre de Laon",
    "department": "02",
    "address": "1 rue des Écoles, 02000 Laon",
    "email": "c02@example.org",
    "payment_terms": "Par virement ou par chèque à l’ordre du centre",
    "observes_good_friday": False,
    "closing_days": [],
    "recording_grace_days": 1,
    "accepts_late_payments": False,
    "active": True,
}
OWN: dict[str, Any] = {name: SETTINGS[name] for name in ("email", "payment_terms", "closing_days")}


def change(code: str = "C02", by: Identity = ASSOCIATION, headers: dict[str, str] | None = None, **to: Any) -> Reply:
    return call(f"PUT /v1/centres/{code}", SETTINGS | to, by=by, headers=headers)


def change_own(by: Identity = LAON, headers: dict[str, str] | None = None, **to: Any) -> Reply:
    return call("PUT /v1/centre", OWN | to, by=by, headers=headers)


def listed(**query: Any) -> Any:
    return done(call("GET /v1/centres", by=ASSOCIATION, query=query)).body


class TestTheAssociation:
    def test_lists_all_centres_page_by_page(self) -> None:
        with counted() as calls:
            first = listed(limit=3)
        rest = listed(limit=3, cursor=first["next"])
        assert [one["code"] for one in first["items"] + rest["items"]] == ["C02", "C59", "C67", "C972", "C974"]
        assert calls == {"Query": 1}
        assert [one["time_zone"] for one in rest["items"]] == ["America/Martinique", "Indian/Reunion"]

    def test_reads_one(self) -> None:
        reply = call("GET /v1/centres/c02", by=ASSOCIATION)
        assert reply.body == SETTINGS | {"code": "C02", "time_zone": "Europe/Paris", "version": 0}
        refused(call("GET /v1/centres/C99", by=ASSOCIATION), 404, "not-found")

    def test_changes_everything(self) -> None:
        to: dict[str, Any] = {
            "observes_good_friday": True,
            "recording_grace_days": 3,
            "accepts_late_payments": True,
            "name": "Laon",
        }
        reply = change(**to, closing_days=["2026-12-31", "2026-12-24", "2026-12-31"])
        assert reply.body["closing_days"] == ["2026-12-24", "2026-12-31"]
        assert {name: reply.body[name] for name in to} == to
        assert call("GET /v1/centres/C02", by=ASSOCIATION).body == reply.body

    def test_makes_a_centre(self) -> None:
        assert change("29-brest", department="Finistère").body["department"] == "29"
        assert "29-BREST" in [one["code"] for one in listed()["items"]]
        refused(change("É29"), 404, "not-found")

    def test_says_the_same_again_and_nothing_changes(self) -> None:
        done(change(name="Laon"))
        before = contents()
        assert change(name="Laon").body["version"] == 1
        assert contents() == before

    def test_changes_only_what_it_has_read_if_asked_so(self) -> None:
        done(change_own(closing_days=["2026-12-24"]))
        refused(change(name="Laon", headers={"If-Match": '"0"'}), 412, "precondition-failed")
        with interrupted("TransactWriteItems", lambda: change_own()):
            refused(change(name="Laon", headers={"If-Match": '"1"'}), 412, "precondition-failed")

    @pytest.mark.parametrize(
        ("to", "detail"),
        [
            ({"department": "96"}, "« 96 » n’est pas un département"),
            (
                {"department": "974"},
                "L’heure n’y est pas la même que dans l’ancien département : créez un autre centre",
            ),
            ({"email": "c02"}, "Saisissez une adresse électronique complète, par exemple nom@exemple.fr"),
            ({"payment_terms": " "}, "Saisissez les modalités de règlement, que le candidat lira"),
            ({"payment_terms": "Chèque\u202e"}, "Ce texte contient un caractère invisible : saisissez-le à nouveau"),
            ({"address": "x" * 301}, "Ne dépassez pas 300 caractères"),
            ({"recording_grace_days": 11}, "Donnez un nombre inférieur ou égal à 10"),
            ({"closing_days": ["1999-12-24"]}, "Donnez des dates plus proches d’aujourd’hui"),
            ({"closing_days": ["2026-12-24"] * 367}, "Ne dépassez pas 366 éléments"),
            ({"version": 3}, "Ce champ n’est pas prévu ici : retirez-le"),
        ],
    )
    def test_is_told_what_to_correct(self, to: dict[str, Any], detail: str) -> None:
        before = contents()
        assert errors(change(**to)) == [(f"/{next(iter(to))}", detail)]
        assert contents() == before


class TestACentre:
    def test_reads_its_own(self) -> None:
        assert call("GET /v1/centre", by=LAON).body["code"] == "C02"

    def test_changes_its_terms_its_address_and_its_closing_days(self) -> None:
        reply = change_own(
            payment_terms="Par chèque\nou en espèces", email="ici@example.org", closing_days=["2026-12-24"]
        )
        assert (reply.status, reply.body["payment_terms"]) == (200, "Par chèque\nou en espèces")
        reference = register("CHI")
        contact = call(f"GET /v1/registrations/{reference}", by=ALICE).body["centre_contact"]
        assert (contact["email"], contact["payment_terms"]) == ("ici@example.org", "Par chèque\nou en espèces")

    def test_and_its_closing_days_count(self) -> None:
        done(change_own(closing_days=["2026-11-30"]))
        assert prevalidate(register("CHI")).body["last_day"] == "2026-12-03"

    @pytest.mark.parametrize("name", [*sorted(SETTINGS.keys() - OWN.keys()), "code", "version"])
    def test_changes_nothing_else(self, name: str) -> None:
        before = contents()
        assert [one for one, _ in errors(change_own(**{name: SETTINGS.get(name, 1)}))] == [f"/{name}"]
        assert contents() == before

    def test_changes_no_other_and_lists_none(self) -> None:
        refused(change(by=LAON), 403, "forbidden")
        refused(call("GET /v1/centres", by=LAON), 403, "forbidden")


class TestACentreThatIsNotActive:
    @pytest.fixture(autouse=True)
    def _not_active(self, season: None) -> None:
        """With a request that it had received before."""
        self.reference = register("CHI")
        done(change(active=False))

    def test_is_not_listed(self) -> None:
        reply = call(f"GET /v1/sessions/{THIS}/centres", query="department=02&exam=CHI")
        assert reply.body["items"] == []
        assert "02" not in [one["code"] for one in reply.body["departments_with_a_centre"]]

    def test_takes_no_request(self) -> None:
        before = contents()
        detail = "Ce centre ne prend plus d’inscriptions : choisissez-en un autre"
        assert errors(send("BIO", by=BOB)) == [("/centre", detail)]
        assert contents() == before

    def test_goes_on_with_those_that_it_has(self) -> None:
        assert prevalidate(self.reference).status == 200
        assert pay(self.reference).body["state"] == "validated"

    def test_takes_no_deferred_line(self) -> None:
        done(prevalidate(self.reference))
        done(pay(self.reference))
        asked = done(defer(self.reference, "CHI")).body["id"]
        done(give(asked))
        assert [one for one, _ in errors(decide(asked))] == ["/centre"]
        assert decide(asked, centre="C59").status == 200

    def test_is_listed_again_once_it_is_active(self) -> None:
        done(change(active=True))
        assert send("BIO", by=BOB).status == 201


class TestSeats:
    def test_of_a_session_are_listed_page_by_page(self) -> None:
        with counted() as calls:
            page = call(f"GET /v1/sessions/{NEXT}/seats", by=ASSOCIATION, query={"limit": 4}).body
        assert calls == {"Query": 1}
        rest = call(f"GET /v1/sessions/{NEXT}/seats", by=ASSOCIATION, query={"limit": 4, "cursor": page["next"]}).body
        found = [(one["centre"], one["exam"]) for one in page["items"] + rest["items"]]
        assert found == [("C02", "BIO"), ("C02", "CHI"), ("C02", "TEC"), ("C59", "BIO"), ("C59", "CHI"), ("C59", "PHY")]

    def seats(self, capacity: object, centre: str = "C02", exam: str = "CHI", session: str = THIS) -> Reply:
        path = f"/v1/sessions/{session}/centres/{centre}/seats/{exam}"
        return call(f"PUT {path}", {"capacity": capacity}, by=ASSOCIATION)

    def test_are_changed_by_the_association_down_to_those_taken(self) -> None:
        done(prevalidate(register("CHI")))
        assert self.seats(1).body == {"centre": "C02", "exam": "CHI", "capacity": 1, "taken": 1, "left": 0}
        assert refused(self.seats(0), 409, "capacity-below-seats-taken")["taken"] == 1

    def test_taken_meanwhile_count(self) -> None:
        reference = register("CHI")
        with interrupted("TransactWriteItems", lambda: done(prevalidate(reference))):
            refused(self.seats(0), 409, "capacity-below-seats-taken")

    def test_are_given_to_a_centre_that_had_none(self) -> None:
        assert self.seats(4, "c59", "tec").body["capacity"] == 4
        assert self.seats(4, "C59", "TEC").body["capacity"] == 4

    def test_of_a_draft_too(self) -> None:
        drafted()
        assert self.seats(4, "C59", session="2028-01").status == 200

    @pytest.mark.parametrize("where", [{"centre": "C99"}, {"exam": "XXX"}, {"session": "2031-01"}])
    def test_stand_where_there_is_a_centre_an_exam_and_a_session(self, where: dict[str, str]) -> None:
        before = contents()
        refused(self.seats(4, **where), 404, "not-found")
        assert contents() == before


def test_the_settings_are_those_of_the_next_request_at_once() -> None:
    """What was pre-validated keeps the day that was said."""
    first = prevalidate(register("CHI")).body["last_day"]
    done(change_own(closing_days=["2026-11-30", "2026-12-01"]))
    reference = register("BIO")
    assert prevalidate(reference).body["last_day"] > first

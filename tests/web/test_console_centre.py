"""A centre's own settings, exams and keys (K7)."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.cloud.conftest import LocalCloud
from tests.cloud.facts import everything, today
from tests.cloud.people import key_of
from tests.web.asked import SOISSONS, by_a_program, requests_for
from tests.web.visiting import Visitor


@pytest.fixture
def soissons(centre_visitor: Callable[[str], Visitor]) -> Visitor:
    return centre_visitor(SOISSONS)


def seats(cloud: LocalCloud, exam: str) -> Any:
    found = cloud.call("GET", "/v1/centre/seats", token=key_of(cloud, SOISSONS)).body["items"]
    return next(one for one in found if one["exam"] == exam)


class TestSettings:
    def test_show_the_payment_terms_as_candidates_read_them(self, soissons: Visitor) -> None:
        soissons.goes_to("/centre/reglages/coordonnees")
        page = soissons.sends({"payment_terms": "Chèque seulement,\nau dos la référence", "closing_days": "24/12/2026"})
        assert page.path == "/centre/reglages"
        assert page.says("Réglages enregistrés")
        assert page.says("Chèque seulement, au dos la référence")
        assert page.says("24/12/2026")

    def test_refuse_what_is_no_day_or_no_address(self, soissons: Visitor) -> None:
        soissons.goes_to("/centre/reglages/coordonnees")
        page = soissons.sends({"closing_days": "24/12/2026\ndemain"})
        assert page.errors == [
            "Erreur\u00a0: «\u00a0demain\u00a0» n’est pas une date\u00a0: écrivez par exemple 24/12/2026"
        ]
        assert (
            "Saisissez une adresse électronique complète"
            in soissons.sends({"email": "x", "closing_days": ""}).errors[0]
        )

    def test_are_not_written_over_what_somebody_else_has_changed(self, soissons: Visitor) -> None:
        mine = soissons.goes_to("/centre/reglages/coordonnees")
        soissons.sends({"payment_terms": "Espèces"})
        soissons.page = mine
        page = soissons.sends({"payment_terms": "Virement"})
        assert page.says("Ces réglages ont été changés depuis l’ouverture de cette page")
        assert dict(page.form().fields)["payment_terms"] == "Virement"
        assert soissons.sends().says("Virement")

    def test_never_take_away_seats_that_are_taken(self, cloud: LocalCloud, soissons: Visitor) -> None:
        (reference,) = requests_for(cloud, "K7-A", hour=3, seats=4, centre=SOISSONS)
        by_a_program(cloud, reference, "prevalidation", centre=SOISSONS)
        soissons.goes_to("/centre/reglages/places")
        page = soissons.sends({"places-K7-A": "0"})
        assert page.errors == [
            "Erreur\u00a0: 1 place est déjà prise\u00a0: la capacité ne peut pas descendre en dessous."
        ]
        assert soissons.sends({"places-K7-A": "dix"}).errors == ["Erreur\u00a0: Saisissez un nombre de places"]
        assert seats(cloud, "K7-A")["capacity"] == 4
        assert soissons.sends({"places-K7-A": "1"}).path == "/centre/reglages"
        assert seats(cloud, "K7-A")["capacity"] == 1

    def test_say_whether_there_is_a_mail_of_the_day(self, soissons: Visitor) -> None:
        soissons.goes_to("/centre/reglages/courriels")
        assert soissons.sends({"digest": "off"}).says("Courriel du jour aucun")
        soissons.goes_to("/centre/reglages/courriels")
        assert soissons.sends({"digest": "daily"}).says("Courriel du jour à 8 h")


class TestTheExamsOfACentre:
    def test_have_their_list_to_sign(self, cloud: LocalCloud, soissons: Visitor) -> None:
        (reference,) = requests_for(cloud, "K7-B", hour=2, seats=4, centre=SOISSONS)
        by_a_program(cloud, reference, "prevalidation", centre=SOISSONS)
        exams = soissons.goes_to("/centre/epreuves")
        address = next(one for one in exams.links if one.startswith("/centre/epreuves/K7-B/"))
        assert soissons.goes_to(address).says("Aucune inscription validée à cette épreuve")
        paid = {"amount_cents": 5000, "received_on": today(), "method": "cash"}
        by_a_program(cloud, reference, "payment", paid, centre=SOISSONS)
        page = soissons.goes_to(address)
        assert page.says("D’HŒDT Maëlle 28/02/1999")
        assert reference in page.words
        sheet = next(one for one in page.links if ".csv" in one)
        assert reference in soissons.goes_to(sheet).html


class TestAKey:
    def test_is_shown_on_one_page_kept_nowhere_and_works(self, cloud: LocalCloud, soissons: Visitor) -> None:
        soissons.goes_to("/centre/cles")
        assert len(soissons.sends({"label": ""}).errors) == 2
        page = soissons.sends({"label": "Tableur", "scopes": ["registrations:read"]})
        assert (page.path, page.h1) == ("/centre/cles/nouvelle", "Nouvelle clé : Tableur")
        key = "cup_" + page.words.partition("cup_")[2].split()[0]
        assert cloud.call("GET", "/v1/centre/seats", token=key).status == 200
        assert key not in page.address
        assert key not in repr(everything(cloud))
        assert key not in soissons.goes_to("/centre/cles").words

        revocations = [one for one in soissons.goes_to("/centre/cles").links if one.endswith("/revocation")]
        assert soissons.goes_to(revocations[-1]).h1 == "Révoquer la clé « Tableur »"
        assert soissons.sends().says("Clé révoquée")

    def test_page_belongs_to_the_browser_that_made_it(self, soissons: Visitor) -> None:
        assert soissons.goes_to("/centre/cles/nouvelle").path == "/centre/cles"
        assert soissons.goes_to("/centre/cles/nouvelle?correction=inconnu").path == "/centre/cles"

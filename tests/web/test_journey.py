"""From the choice of exams to the confirmation, as a candidate lives it (C8 to C10)."""

from datetime import time

import pytest

from tests.cloud import lives
from tests.cloud.conftest import LocalCloud
from tests.web.lives import DETAILS, LAON, Candidate, candidate, centre_does
from tests.web.visiting import Page

CHOICE, CHECK = "/inscription/epreuves", "/inscription/verification"
NOBODY_RUNS = ["COMPTA-1", "PAIE-1", "COMPTA-2", "TABLEUR", "PAIE-2", "GESTION", "FISCAL", "CORRESP", "DACTYLO"]


@pytest.fixture
def one(cloud: LocalCloud) -> Candidate:
    return candidate(cloud)


def searches(one: Candidate, department: str, *exams: str) -> Page:
    one.sees(CHOICE)
    return one.visitor.sends({"departement": department, "epreuve": list(exams)})


def goes_on(one: Candidate, centre: str = LAON) -> Page:
    return one.visitor.sends({"centre": centre, "continuer": "oui"})


def is_at_the_check(one: Candidate, *exams: str) -> Page:
    searches(one, "02", *exams)
    return goes_on(one)


class TestTheSearchForACentre:
    def test_has_an_address_that_can_be_reloaded_and_bookmarked(self, one: Candidate) -> None:
        found = searches(one, "aisne", "COMPTA-1", "GESTION")
        assert found.address == f"{CHOICE}?departement=aisne&epreuve=COMPTA-1&epreuve=GESTION"
        assert found.says("2 centres dans le département Aisne (02)")
        assert found.says("Institut Exemple de Laon 4 rue de l’Exemple, 02000 Laon. Places : oui.")
        assert found.says("2 épreuves choisies : 100 € à régler au centre.")
        assert one.another_device().goes_to(found.address).words == found.words

    def test_is_found_again_on_another_device(self, one: Candidate) -> None:
        searches(one, "33", "COMPTA-2")
        page = one.another_device().goes_to(CHOICE)
        assert ("epreuve", "COMPTA-2") in page.form().fields
        assert ("departement", "33") in page.form().fields

    @pytest.mark.parametrize(
        ("department", "told"),
        [
            ("", "Saisissez un département"),
            ("20", "Corse-du-Sud (2A) ou Haute-Corse (2B) ?"),
            (
                "Zubrowka",
                "Département inconnu : saisissez un numéro (par exemple 02) ou un nom (par exemple Aisne)",
            ),
        ],
    )
    def test_tells_what_to_correct_and_keeps_the_rest(self, one: Candidate, department: str, told: str) -> None:
        page = searches(one, department, "COMPTA-1")
        assert page.says(f"Une réponse est à corriger {told}")
        assert page.title.startswith("Erreur")
        assert ("epreuve", "COMPTA-1") in page.form().fields

    def test_asks_for_exams_and_says_which_are_at_the_same_hour(self, one: Candidate) -> None:
        assert searches(one, "02").says("Choisissez au moins une épreuve")
        page = searches(one, "02", "TABLEUR", "TEXTE")
        assert page.says(
            "Les épreuves « Tableur » et « Traitement de texte » ont lieu en même temps : n’en gardez qu’une"
        )

    def test_without_a_centre_offers_the_departments_that_have_one_nearest_first(self, one: Candidate) -> None:
        page = searches(one, "08", "ORTHO")
        assert page.says("Aucun centre dans ce département")
        assert page.says("aucun centre n’organise ces épreuves dans le département Ardennes (08)")
        assert page.errors == []
        page = one.visitor.sends({"departement": ["08", "Aisne"]})  # as the button « Aisne (02) : 1 centre » sends it
        assert page.says("1 centre dans le département Aisne (02)")
        assert ("epreuve", "ORTHO") in page.form().fields

    def test_says_when_no_centre_at_all_runs_the_exams_together(self, one: Candidate) -> None:
        page = searches(one, "02", *NOBODY_RUNS)
        assert page.says("Aucun centre n’organise ces épreuves ensemble.")


class TestTheChoiceOfACentre:
    def test_is_asked_for(self, one: Candidate) -> None:
        searches(one, "02", "COMPTA-1")
        page = one.visitor.sends({"continuer": "oui"})
        assert page.says("Une réponse est à corriger Choisissez un centre")
        assert page.says("3 centres dans le département Aisne (02)")

    def test_is_made_in_the_list_of_the_exams_that_stand_now(self, one: Candidate) -> None:
        searches(one, "02", "COMPTA-1")
        page = one.visitor.sends({"epreuve": "STENO-100", "centre": LAON, "continuer": "oui"})
        assert page.address == f"{CHOICE}?departement=02&epreuve=STENO-100"
        assert page.says("1 centre dans le département Aisne (02) École Exemple de Soissons")

    def test_can_fall_on_a_full_centre_once_that_is_said(self, cloud: LocalCloud, one: Candidate) -> None:
        lives.offer(cloud, LAON, "PLEINE", capacity=1, at=time(6, 30))
        searches(one, "02", "PLEINE")
        centre_does(cloud, candidate(cloud).registers("PLEINE"), "prevalidation")
        page = goes_on(one)
        assert page.says("Institut Exemple de Laon vient d’afficher complet. Choisissez un autre centre.")
        assert page.says("Places : complet. Une place peut se libérer, mais il vaut mieux choisir un autre centre.")
        page = goes_on(one)
        assert page.path == CHECK
        assert page.says("Institut Exemple de Laon est complet pour le moment")
        assert one.visitor.sends({"rules": "oui"}).h1 == "Demande envoyée"


class TestTheCheck:
    def test_shows_what_will_be_sent_and_leads_back_from_each_correction(self, one: Candidate) -> None:
        page = is_at_the_check(one, "COMPTA-1", "PAIE-1")
        for words in ("Étape 3 sur 4", "D’Hœdt", "28/02/1999", "lundi 25 janvier 2027 à 14 h", "100 €", "À savoir"):
            assert page.says(words), words
        details = one.sees("/inscription/coordonnees?retour=verification")
        assert details.path == "/inscription/coordonnees"
        assert one.visitor.sends({**DETAILS, "phone": "06 39 98 00 01"}).path == CHECK
        searches(one, "02", "COMPTA-1")
        assert goes_on(one, "02-SOISSONS").says("École Exemple de Soissons")

    def test_asks_for_the_box_and_then_sends_once_however_often_it_is_pressed(self, one: Candidate) -> None:
        page = is_at_the_check(one, "COMPTA-1")
        unticked = one.visitor.sends()
        assert unticked.says("Cochez la case pour confirmer que vous avez lu ces règles")
        page = one.visitor.page or page
        fields = [*page.form().fields, ("rules", "oui")]
        answers = [one.visitor.http.post(one.visitor.base_url + CHECK, fields, allow_redirects=False) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [303, 303]
        assert len({answer.headers["Location"] for answer in answers}) == 1
        (sent,) = one.asks("GET", "/v1/registrations")["items"]
        assert (sent["centre"], sent["exams"]) == (LAON, ["COMPTA-1"])

    def test_is_over_once_it_is_sent_and_the_confirmation_can_be_read_again(self, one: Candidate) -> None:
        is_at_the_check(one, "COMPTA-1")
        page = one.visitor.sends({"rules": "oui"})
        assert page.h1 == "Demande envoyée"
        assert page.says(f"Un message vient d’être envoyé à {one.who.email}.")
        assert page.says("Ne payez rien pour l’instant.")
        assert one.sees(page.address).words == page.words
        back = one.sees(CHECK)
        assert back.path == "/dossiers"
        assert not back.says("Brouillon, non envoyé")

    def test_leads_to_the_dossier_that_stands_in_the_way(self, one: Candidate) -> None:
        reference = one.registers("COMPTA-1")
        is_at_the_check(one, "COMPTA-1")
        page = one.visitor.sends({"rules": "oui"})
        assert page.h1 == "Une autre inscription occupe cet horaire"
        assert f"/dossiers/{reference}" in page.links

    def test_comes_after_the_details_of_whoever_has_given_none(self, cloud: LocalCloud) -> None:
        new = candidate(cloud, with_details=False)
        page = is_at_the_check(new, "COMPTA-1")
        assert page.address == "/inscription/coordonnees?retour=verification"
        details = {"given_name": "Zoë", "birth_name": "Le Goff", "born_on": "27/03/1998", "has_nir": "no", **DETAILS}
        assert new.visitor.sends(details).path == CHECK


class TestTheTown:
    """Of the details (C7)."""

    def test_is_found_by_a_postcode_that_has_one(self, one: Candidate) -> None:
        one.sees("/inscription/coordonnees")
        one.visitor.sends(DETAILS | {"postcode": "75011", "town": ""})
        assert one.asks("GET", "/v1/me")["town"] == "Paris"

    def test_is_chosen_among_several_or_kept_as_it_was_typed(self, one: Candidate) -> None:
        one.sees("/inscription/coordonnees")
        page = one.visitor.sends(DETAILS | {"postcode": "01000", "town": ""})
        assert page.says("Choisissez votre commune dans la liste")
        one.visitor.sends({"commune": "Saint-Denis-lès-Bourg"})
        assert one.asks("GET", "/v1/me")["town"] == "Saint-Denis-lès-Bourg"
        one.sees("/inscription/coordonnees")
        page = one.visitor.sends({"town": "Hameau du Bout"})
        assert page.says("Garder « Hameau du Bout »")
        assert one.visitor.sends().path == CHOICE
        assert one.asks("GET", "/v1/me")["town"] == "Hameau du Bout"

"""How the association finds a person or a file (A1), and what it does about a file."""

from collections.abc import Callable

import pytest

from tests.cloud.conftest import LocalCloud
from tests.cloud.facts import kinds
from tests.cloud.people import Newcomer, newcomer, register
from tests.web.lives import bounce
from tests.web.visiting import Page, Visitor

CENTRE = "02-LAON"
EXAM = "TEXTE"


@pytest.fixture(scope="module")
def candidate(cloud: LocalCloud) -> Newcomer:
    return newcomer(cloud)


@pytest.fixture(scope="module")
def reference(cloud: LocalCloud, candidate: Newcomer) -> str:
    return register(cloud, candidate, CENTRE, EXAM)


def look_for(visitor: Visitor, what: str) -> Page:
    visitor.goes_to("/uppctsc")
    return visitor.sends({"q": what}, action="/uppctsc/recherche")


class TestWhoMaySeeThem:
    def test_nobody_without_signing_in(self, visitor: Visitor) -> None:
        assert visitor.goes_to("/uppctsc/reports").path == "/equipe/connexion"

    def test_no_candidate(self, candidate_visitor: Callable[[int], Visitor]) -> None:
        assert candidate_visitor(7).goes_to("/uppctsc/personnes").status == 403


class TestTheSearch:
    def test_finds_a_file_by_its_reference_however_it_is_typed(self, staff_visitor: Visitor, reference: str) -> None:
        found = look_for(staff_visitor, reference.lower().replace("-", ""))
        assert f"/uppctsc/dossiers/{reference}" in found.links
        assert found.says("À traiter")

    def test_finds_people_by_the_beginning_of_a_name(self, cloud: LocalCloud, staff_visitor: Visitor) -> None:
        found = look_for(staff_visitor, "martin-desj")
        assert found.says(cloud.access["candidates"][0]["nuc"])

    def test_finds_somebody_s_files_by_the_nuc(
        self, staff_visitor: Visitor, candidate: Newcomer, reference: str
    ) -> None:
        assert f"/uppctsc/dossiers/{reference}" in look_for(staff_visitor, candidate.nuc).links

    def test_keeps_what_was_typed_out_of_the_address(self, staff_visitor: Visitor, candidate: Newcomer) -> None:
        found = look_for(staff_visitor, candidate.email)
        seen = [
            found.address,
            *(hop.url for hop in staff_visitor.hops),
            *(hop.headers["Location"] for hop in staff_visitor.hops),
        ]
        assert [one for one in seen if "candidats" in one] == []
        assert staff_visitor.goes_to(found.address).words == found.words

    def test_says_what_is_missing_or_too_short(self, staff_visitor: Visitor) -> None:
        asked = "Saisissez un nom, un NUC, une référence ou une adresse électronique"
        assert look_for(staff_visitor, " ").says(asked)
        assert look_for(staff_visitor, "z").says("Saisissez au moins deux lettres du nom")

    def test_says_when_nothing_is_found(self, staff_visitor: Visitor) -> None:
        assert look_for(staff_visitor, "Personne-de-ce-nom").says("Aucun résultat")


class TestAFile:
    def test_tells_who_did_what_and_its_opening_is_in_the_journal(
        self, staff_visitor: Visitor, candidate: Newcomer, reference: str
    ) -> None:
        page = staff_visitor.goes_to(f"/uppctsc/dossiers/{reference}")
        assert page.h1 == f"Dossier {reference}"
        assert page.says(candidate.email)
        assert page.says("demande envoyée au centre, par le candidat")
        assert "numéro de sécurité sociale" not in page.words
        assert reference in staff_visitor.goes_to("/uppctsc/journal").words

    def test_that_does_not_exist_is_said_not_to(self, staff_visitor: Visitor) -> None:
        assert staff_visitor.goes_to("/uppctsc/dossiers/CU-2701-ZZZZ-00").status == 404

    def test_s_address_is_corrected_from_the_file(self, cloud: LocalCloud, staff_visitor: Visitor) -> None:
        wrong = newcomer(cloud)
        reference = register(cloud, wrong, CENTRE, EXAM)
        staff_visitor.goes_to(f"/uppctsc/dossiers/{reference}/adresse")
        assert staff_visitor.sends({"email": "sans-arobase"}).errors
        page = staff_visitor.sends({"email": f"corrigee-{wrong.email}"})
        assert page.path == f"/uppctsc/dossiers/{reference}"
        assert page.says("L’adresse est corrigée.")
        assert page.says(f"corrigee-{wrong.email}")

    def test_that_is_validated_gives_its_certificate(self, cloud: LocalCloud, staff_visitor: Visitor) -> None:
        from tests.cloud.test_documents import validated

        reference = validated(cloud, newcomer(cloud), EXAM)
        page = staff_visitor.goes_to(f"/uppctsc/dossiers/{reference}")
        assert f"/uppctsc/dossiers/{reference}/attestation" in page.links
        answer = staff_visitor.http.get(f"{cloud.base_url}/uppctsc/dossiers/{reference}/attestation")
        assert answer.headers["Content-Type"] == "application/pdf"


class TestTheJournal:
    def test_shows_another_day_and_asks_for_one_that_exists(self, staff_visitor: Visitor) -> None:
        staff_visitor.goes_to("/uppctsc/journal")
        assert staff_visitor.sends({"day": "31/02/2026"}).errors
        page = staff_visitor.sends({"day": "3/2/2024"})
        assert page.says("Aucune ouverture ce jour-là.")
        assert page.says("Samedi 3 février 2024")


class TestAMailThatFailed:
    def test_is_sent_again_once_the_address_is_corrected(self, cloud: LocalCloud, staff_visitor: Visitor) -> None:
        person = newcomer(cloud)
        reference = register(cloud, person, CENTRE, EXAM)
        cloud.wait_for(lambda: kinds(cloud, reference) == ["registered"])
        bounce(cloud, reference, person.email)
        cloud.wait_for(lambda: staff_visitor.goes_to("/uppctsc/courriels").says(reference))
        page = staff_visitor.goes_to(f"/uppctsc/dossiers/{reference}")
        assert page.says("Courriel refusé définitivement")
        page = staff_visitor.sends(action="/uppctsc/courriels")
        assert page.says("Corrigez d’abord l’adresse du candidat, puis renvoyez le courriel.")
        assert f"/uppctsc/dossiers/{reference}/adresse" in page.links
        staff_visitor.goes_to(f"/uppctsc/dossiers/{reference}/adresse")
        staff_visitor.sends({"email": f"new-{person.email}"})
        page = staff_visitor.sends(action="/uppctsc/courriels")
        assert page.path == f"/uppctsc/dossiers/{reference}"
        assert page.says("Le courriel est renvoyé.")
        cloud.wait_for(lambda: not staff_visitor.goes_to("/uppctsc/courriels").says(reference))

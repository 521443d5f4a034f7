"""A centre's requests: what waits, what is decided, and what is said when somebody else was quicker (K1 to K4)."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.cloud.conftest import LocalCloud
from tests.cloud.people import key_of
from tests.web.asked import LAON, SOISSONS, by_a_program, requests_for, some_time_ago
from tests.web.visiting import Visitor

Visits = Callable[[str], Visitor]


@pytest.fixture
def laon(centre_visitor: Visits) -> Visitor:
    return centre_visitor(LAON)


def state(cloud: LocalCloud, reference: str) -> Any:
    return cloud.call("GET", f"/v1/registrations/{reference}", token=key_of(cloud, LAON)).body["state"]


class TestWhatWaits:
    def test_is_listed_with_the_seats_and_how_many_wait_for_them(self, cloud: LocalCloud, laon: Visitor) -> None:
        references = requests_for(cloud, "K1-A", hour=5, seats=24, count=2)
        page = laon.goes_to("/centre/demandes")
        assert page.h1 == "Demandes à traiter"
        assert page.says("24 places sur 24 ; 2 demandes en attente")
        assert [page.words.index(one) for one in references] == sorted(page.words.index(one) for one in references)

    def test_is_not_shown_to_another_centre(self, cloud: LocalCloud, centre_visitor: Visits) -> None:
        (reference,) = requests_for(cloud, "K1-B", hour=5, seats=1)
        elsewhere = centre_visitor(SOISSONS)
        assert reference not in elsewhere.goes_to("/centre/demandes").words
        found = elsewhere.goes_to(f"/centre/dossiers/{reference}")
        assert (found.status, found.h1) == (404, "Dossier introuvable")

    def test_is_a_file_for_spreadsheets_too(self, cloud: LocalCloud, laon: Visitor) -> None:
        (reference,) = requests_for(cloud, "K1-C", hour=5, seats=1)
        file = laon.goes_to("/centre/demandes.csv?etat=pending")
        assert file.answer.headers["Content-Type"].startswith("text/csv")
        assert reference in file.html

    def test_is_nothing_to_candidates(self, candidate_visitor: Callable[[int], Visitor], visitor: Visitor) -> None:
        assert candidate_visitor(28).goes_to("/centre/demandes").status == 403
        assert visitor.goes_to("/centre/demandes").path == "/equipe/connexion"


class TestTheSearch:
    def test_opens_the_file_of_a_reference_however_it_is_typed(self, cloud: LocalCloud, laon: Visitor) -> None:
        (reference,) = requests_for(cloud, "K1-D", hour=5, seats=1)
        typed = reference.replace("-", "").lower()
        assert laon.goes_to(f"/centre/dossiers?recherche={typed}").path == f"/centre/dossiers/{reference}"

    def test_finds_names_without_their_accents_within_an_exam(self, cloud: LocalCloud, laon: Visitor) -> None:
        (reference,) = requests_for(cloud, "K1-E", hour=5, seats=1)
        assert reference in laon.goes_to("/centre/dossiers?recherche=d+hoedt+maelle&epreuve=K1-E").words
        assert reference not in laon.goes_to("/centre/dossiers?recherche=maelle&epreuve=COMPTA-1").words
        assert laon.goes_to("/centre/dossiers?recherche=personne").says("Aucune demande ne correspond")


class TestToPrevalidate:
    def test_is_asked_with_what_the_candidate_will_read(self, cloud: LocalCloud, laon: Visitor) -> None:
        (reference,) = requests_for(cloud, "K3-A", hour=5, seats=2)
        page = laon.goes_to(f"/centre/prevalidation?dossier={reference}")
        deadline = cloud.call("GET", "/v1/centre/deadline", token=key_of(cloud, LAON)).body
        assert page.says("À régler : 50 €, jusqu’au ")
        assert page.says(deadline["explanation"].rsplit(" à ", 1)[0])
        assert page.says("Chèque à l’ordre de l’Institut Exemple de Laon")
        assert page.says("2 places sur 2")

    def test_is_done_and_says_until_when_to_pay(self, cloud: LocalCloud, laon: Visitor) -> None:
        (reference,) = requests_for(cloud, "K3-B", hour=5, seats=2)
        laon.goes_to(f"/centre/prevalidation?dossier={reference}")
        page = laon.sends()
        assert page.path == f"/centre/dossiers/{reference}"
        assert page.says("Demande pré-validée")
        assert page.says("Règlement attendu : 50 €")
        assert state(cloud, reference) == "prevalidated"

    def test_without_a_seat_says_what_to_do_and_has_no_button(self, cloud: LocalCloud, laon: Visitor) -> None:
        first, second = requests_for(cloud, "K3-C", hour=5, seats=1, count=2)
        laon.goes_to(f"/centre/prevalidation?dossier={second}")
        by_a_program(cloud, first, "prevalidation")
        page = laon.sends()
        assert page.path == "/centre/prevalidation"
        assert page.says(
            "Il ne reste aucune place pour l’épreuve Épreuve. Refusez la demande ou augmentez la capacité."
        )
        assert [one.action for one in page.forms if one.method == "post"] == ["/deconnexion"]
        assert state(cloud, second) == "pending"

    def test_a_second_time_says_who_did_it_and_when(self, cloud: LocalCloud, laon: Visitor) -> None:
        (reference,) = requests_for(cloud, "K3-D", hour=5, seats=2)
        laon.goes_to(f"/centre/prevalidation?dossier={reference}")
        by_a_program(cloud, reference, "prevalidation")
        some_time_ago(cloud, reference)
        page = laon.sends()
        assert page.says("Cette demande a déjà été pré-validée par Clé d’exemple à 9 h 12")
        again = laon.goes_to(f"/centre/prevalidation?dossier={reference}")
        assert again.says("Cette demande a déjà été pré-validée par Clé d’exemple à 9 h 12")

    def test_what_somebody_else_has_refused_says_so(self, cloud: LocalCloud, laon: Visitor) -> None:
        (reference,) = requests_for(cloud, "K3-E", hour=5, seats=2)
        laon.goes_to(f"/centre/prevalidation?dossier={reference}")
        by_a_program(cloud, reference, "refusal", {"reason": "full"})
        assert laon.sends().says("Cette demande a déjà été refusée par Clé d’exemple à")

    def test_a_double_click_is_answered_as_one(self, cloud: LocalCloud, laon: Visitor) -> None:
        (reference,) = requests_for(cloud, "K3-F", hour=5, seats=2)
        asked = laon.goes_to(f"/centre/prevalidation?dossier={reference}")
        first = laon.sends()
        laon.page = asked
        second = laon.sends()
        assert (second.address, second.says("Demande pré-validée")) == (first.address, True)


class TestSeveralAtOnce:
    def test_are_confirmed_on_one_page_and_answered_line_by_line(self, cloud: LocalCloud, laon: Visitor) -> None:
        references = requests_for(cloud, "K3-G", hour=5, seats=2, count=3)
        ticked = "&".join(f"dossier={one}" for one in reversed(references))
        page = laon.goes_to(f"/centre/prevalidation?{ticked}")
        assert page.h1 == "Pré-valider 3 demandes"
        assert page.says("2 places sur 2, pour 3 demandes : les plus anciennes d’abord")
        done = laon.sends()
        assert done.h1 == "2 sur 3 demandes pré-validées"
        assert done.says("Il ne reste aucune place pour l’épreuve K3-G.")
        assert [state(cloud, one) for one in references] == ["prevalidated", "prevalidated", "pending"]
        assert laon.goes_to(done.address).h1 == done.h1

    def test_leave_out_what_is_no_longer_to_answer(self, cloud: LocalCloud, laon: Visitor) -> None:
        gone, left = requests_for(cloud, "K3-H", hour=5, seats=2, count=2)
        by_a_program(cloud, gone, "refusal", {"reason": "full"})
        page = laon.goes_to(f"/centre/prevalidation?dossier={gone}&dossier={left}&dossier=CU-0000")
        assert page.h1.startswith("Pré-valider la demande de")
        assert page.says("Cette demande a déjà été refusée par Clé d’exemple")
        assert page.says("Aucun dossier de votre centre ne porte cette référence.")

    def test_are_ticked_first(self, laon: Visitor) -> None:
        page = laon.goes_to("/centre/prevalidation")
        assert (page.path, page.says("Aucune demande n’est cochée")) == ("/centre/demandes", True)


class TestToRefuse:
    def test_needs_a_reason_and_another_reason_its_words(self, cloud: LocalCloud, laon: Visitor) -> None:
        (reference,) = requests_for(cloud, "K4-A", hour=5, seats=1)
        page = laon.goes_to(f"/centre/dossiers/{reference}/refus")
        assert page.says("Le candidat pourra choisir un autre centre.")
        assert laon.sends().errors == ["Erreur\u00a0: Choisissez un motif"]
        assert laon.sends({"reason": "other"}).errors == ["Erreur\u00a0: Expliquez le motif au candidat"]
        assert state(cloud, reference) == "pending"

    def test_tells_the_reason_and_the_message(self, cloud: LocalCloud, laon: Visitor) -> None:
        (reference,) = requests_for(cloud, "K4-B", hour=5, seats=1)
        laon.goes_to(f"/centre/dossiers/{reference}/refus")
        page = laon.sends({"reason": "full", "message": "Complet <b>en</b> janvier"})
        assert page.says("Demande refusée")
        assert page.says("Motif : plus de place. Complet <b>en</b> janvier")
        assert state(cloud, reference) == "refused"

"""A candidate's dossiers in every state, and what is carried away from them (C11)."""

import pytest

from functions.web.rendering import TEMPLATES
from shared import keys
from shared.registration.lifecycle import Event
from tests.cloud.conftest import LocalCloud
from tests.cloud.facts import item
from tests.cloud.lives import prevalidate
from tests.web.lives import Candidate, candidate, centre_does, paid, validated

NOTHING_TO_DO = "Vous n’avez rien à faire pour l’instant."


@pytest.fixture
def one(cloud: LocalCloud) -> Candidate:
    return candidate(cloud)


class TestTheList:
    def test_begins_with_the_draft_which_can_be_continued_and_deleted(self, one: Candidate) -> None:
        reference = one.registers("COMPTA-1")
        one.sees("/inscription/epreuves")
        one.visitor.sends({"departement": "02", "epreuve": ["TABLEUR"]})
        page = one.sees("/dossiers")
        assert page.says("Brouillon, non envoyé Tableur.")
        assert page.says(f"{reference} janvier 2027 Comptabilité : opérations courantes")
        assert {"/inscription/epreuves", f"/dossiers/{reference}"} <= set(page.links)
        one.sees("/inscription/brouillon")
        assert not one.visitor.sends().says("Brouillon, non envoyé")

    def test_goes_on_on_the_next_page(self, one: Candidate) -> None:
        for _ in range(21):
            one.asks("POST", f"/v1/registrations/{one.registers('COMPTA-1')}/withdrawal", {})
        page = one.sees("/dossiers")
        (following,) = [link for link in page.links if "suite=" in link]
        assert len([link for link in one.sees(following).links if "/dossiers/CU-" in link]) == 1


class TestADossier:
    def test_that_is_waiting_can_be_withdrawn_on_a_page_that_asks_first(self, one: Candidate) -> None:
        reference = one.registers("COMPTA-1")
        page = one.sees(f"/dossiers/{reference}")
        assert page.says(f"En attente de traitement par le centre {NOTHING_TO_DO}")
        assert page.says("Ne payez rien pour l’instant.")
        assert one.sees(f"/dossiers/{reference}/retrait").says("Vous pourrez faire une nouvelle demande")
        page = one.visitor.sends()
        assert page.says("Demande retirée")
        assert page.says("demande retirée par vous")

    def test_that_awaits_a_payment_says_how_much_until_when_to_whom_and_why(self, one: Candidate) -> None:
        reference = one.registers("COMPTA-1", "PAIE-1")
        centre_does(one.cloud, reference, "prevalidation")
        page = one.sees(f"/dossiers/{reference}")
        for words in (
            "Ce que vous avez à faire : faire parvenir votre règlement au centre.",
            "À régler : 100 €",
            "inclus",
            "Chèque à l’ordre de l’Institut Exemple de Laon, référence du dossier au dos,",
            f"Référence à indiquer {reference}",
            "Comment ce délai est compté : 72 heures ouvrées à partir du",
        ):
            assert page.says(words), words
        answer = one.visitor.http.get(f"{one.visitor.base_url}/dossiers/{reference}/agenda")
        assert answer.headers["Content-Type"].startswith("text/calendar")
        assert f"UID:{reference}-payment@certif-up" in answer.text

    def test_that_was_refused_says_why_and_starts_again_with_nothing_to_type_twice(self, one: Candidate) -> None:
        reference = one.registers("COMPTA-1")
        centre_does(one.cloud, reference, "refusal", reason="other", message="Salle en travaux.")
        page = one.sees(f"/dossiers/{reference}")
        assert page.says("Refusée par le centre Ce que vous avez à faire : choisir un autre centre.")
        assert page.says("Motif : autre motif.")
        assert page.says("Salle en travaux.")
        assert page.says("École Exemple de Soissons, 18 avenue de l’Exemple, 02200 Soissons")
        choice = one.visitor.sends(action=f"/dossiers/{reference}/autre-centre")
        assert choice.says("3 centres dans le département Aisne (02)")
        assert ("epreuve", "COMPTA-1") in choice.form().fields
        one.visitor.sends({"centre": "02-SOISSONS", "continuer": "oui"})
        one.visitor.sends({"rules": "oui"})
        page = one.sees(f"/dossiers/{reference}")
        assert page.says("Vous avez envoyé une autre demande pour ces épreuves")

    def test_whose_time_is_over_says_to_write_to_the_centre_or_to_choose_again(self, one: Candidate) -> None:
        reference = one.registers("COMPTA-1")
        prevalidate(one.cloud, reference, remind_in=0, expire_in=1)
        one.cloud.wait_for(lambda: item(one.cloud, keys.registration(reference))["state"] == "expired")
        page = one.sees(f"/dossiers/{reference}")
        assert page.says("Délai de règlement dépassé")
        assert page.says(
            f"Si vous avez déjà payé, écrivez au centre à 02-laon@centres.example avec la référence {reference}."
        )
        assert page.form(f"/dossiers/{reference}/autre-centre")

    def test_that_is_validated_has_its_papers_and_its_hours_for_the_calendar(self, one: Candidate) -> None:
        reference = validated(one, "COMPTA-1")
        page = one.sees(f"/dossiers/{reference}")
        assert page.says(f"Inscription validée {NOTHING_TO_DO}")
        assert page.says("règlement de 50 € reçu par le centre le")
        for paper, title in {"attestation": "Attestation d’inscription", "convocation": "Convocation"}.items():
            shown = one.visitor.http.get(f"{one.visitor.base_url}/dossiers/{reference}/{paper}")
            assert title in shown.text
            assert "style-src 'sha256-" in shown.headers["Content-Security-Policy"]
            printed = one.visitor.http.get(shown.url + "?format=pdf")
            assert (printed.headers["Content-Type"], printed.content[:4]) == ("application/pdf", b"%PDF")
        hour = one.visitor.http.get(f"{one.visitor.base_url}/dossiers/{reference}/agenda?epreuve=COMPTA-1")
        assert "DTSTART:20270125T080000Z" in hour.text
        assert one.sees(f"/dossiers/{reference}/agenda?epreuve=AUTRE").status == 404
        assert one.sees(f"/dossiers/{reference}/retrait").says("elle ne peut être ni annulée ni remboursée")

    def test_with_money_that_came_too_late_says_what_became_of_it(self, one: Candidate) -> None:
        reference = one.registers("COMPTA-1")
        centre_does(one.cloud, reference, "prevalidation")
        one.asks("POST", f"/v1/registrations/{reference}/withdrawal", {})
        paid(one.cloud, reference)
        page = one.sees(f"/dossiers/{reference}")
        assert page.says("Règlement reçu, à régulariser")
        assert page.says("la demande avait été retirée")

    def test_of_somebody_else_is_nowhere(self, cloud: LocalCloud, one: Candidate) -> None:
        reference = candidate(cloud).registers("COMPTA-1")
        for address in ("", "/retrait", "/report", "/attestation", "/agenda"):
            assert one.sees(f"/dossiers/{reference}{address}").h1 == "Page introuvable"
        assert one.sees(f"/inscription/confirmation?dossier={reference}").h1 == "Page introuvable"
        assert one.sees("/dossiers/..%2Fme").h1 == "Page introuvable"


def test_every_event_has_its_words_in_the_history() -> None:
    told = (TEMPLATES / "candidate" / "history.jinja").read_text(encoding="utf-8")
    assert [event for event in Event if f'"{event}"' not in told] == []

"""Asking for a deferral and sending its documents, as a candidate lives it (C12)."""

import pytest
import requests

from shared.documents.faults import MAX_BYTES
from tests.cloud.conftest import LocalCloud
from tests.support.documents import pdf
from tests.web.lives import Candidate, candidate, decided, validated
from tests.web.visiting import Page


@pytest.fixture
def one(cloud: LocalCloud) -> Candidate:
    return candidate(cloud)


def asks(one: Candidate, reference: str, **fields: str | list[str]) -> Page:
    one.sees(f"/dossiers/{reference}/report")
    return one.visitor.sends({"ground": "medical", **fields})


def sends_a_file(one: Candidate, content: bytes) -> Page:
    """With the form of the page, straight to the bucket, and back to the page that it leads to."""
    assert one.visitor.page
    upload = next(form for form in one.visitor.page.forms if form.files)
    answer = requests.post(
        upload.action, upload.fields, files={"file": ("certificat", content)}, allow_redirects=False, timeout=30
    )
    assert answer.status_code == 303, answer.text
    return one.visitor.goes_to(answer.headers["Location"])


def deferral_of(page: Page) -> str:
    return page.path.split("/")[4]


class TestTheRequest:
    def test_has_all_exams_ticked_and_asks_for_a_ground(self, one: Candidate) -> None:
        reference = validated(one, "COMPTA-1", "PAIE-1")
        page = one.sees(f"/dossiers/{reference}/report")
        assert page.says("uniquement sur la session suivante (juin 2027)")
        assert [value for name, value in page.form().fields if name == "exams"] == ["COMPTA-1", "PAIE-1"]
        assert one.visitor.sends().says("Une réponse est à corriger Choisissez un motif")
        assert asks(one, reference, exams=[]).says("Choisissez au moins une épreuve")

    def test_of_an_employee_says_the_employer_s_reason(self, one: Candidate) -> None:
        reference = validated(one, "COMPTA-1")
        page = asks(one, reference, ground="employer")
        assert page.says("Indiquez pour quel motif l’entreprise ne peut vous libérer")
        page = one.visitor.sends({"reason": "Inventaire annuel"})
        assert page.says("absence de salarié : Inventaire annuel")

    def test_is_not_possible_before_the_registration_is_validated_nor_twice(self, one: Candidate) -> None:
        waiting = one.registers("GESTION")
        assert one.sees(f"/dossiers/{waiting}/report").says("Seule une inscription validée peut être reportée.")
        reference = validated(one, "COMPTA-1")
        page = asks(one, reference)
        assert one.sees(f"/dossiers/{reference}/report").says("Un report est déjà demandé pour ce dossier.")
        one.sees(page.path)
        sends_a_file(one, pdf())
        one.visitor.sends()
        granted = decided(one.cloud, deferral_of(page), "granted")
        for each in (reference, granted["registration"]):
            assert one.sees(f"/dossiers/{each}/report").says("un second report n’est pas possible")


class TestTheDocument:
    def test_goes_straight_to_the_bucket_which_alone_the_page_lets_it_go_to(self, one: Candidate) -> None:
        page = asks(one, validated(one, "COMPTA-1"))
        upload = next(form for form in page.forms if form.files)
        origin = "/".join(upload.action.split("/")[:3])
        policy = page.answer.headers["Content-Security-Policy"]
        assert f"form-action 'self' {origin};" in policy
        assert f'data-most="{MAX_BYTES}"' in page.html

    def test_is_looked_at_when_a_button_says_so_and_accepted(self, one: Candidate) -> None:
        reference = validated(one, "COMPTA-1")
        page = asks(one, reference)
        assert one.sees(f"/dossiers/{reference}").says("Ce que vous avez à faire : envoyer le justificatif")
        one.sees(page.path)
        arrived = sends_a_file(one, pdf())
        assert arrived.h1 == "Fichier envoyé"
        assert "data-go" in arrived.html  # by which the script presses the button
        assert one.sees(page.path).says("Il reste à envoyer votre justificatif")  # reading changed nothing
        one.sees(arrived.address)
        page = one.visitor.sends()
        assert page.h1 == "Demande de report envoyée"
        assert page.says("Votre inscription reste valable tant qu’aucune décision n’est prise.")
        assert page.says("Fichier 1 : accepté")
        assert one.sees(f"/dossiers/{reference}").says("Inscription validée – report demandé")

    def test_that_is_refused_says_why_and_another_can_be_sent(self, one: Candidate) -> None:
        asks(one, validated(one, "COMPTA-1"))
        sends_a_file(one, b"Bonjour")
        page = one.visitor.sends()
        assert page.says("Fichier 1 : refusé. Format non accepté : utilisez PDF, JPEG ou PNG.")
        one.visitor.sends()
        sends_a_file(one, pdf())
        assert one.visitor.sends().says("Fichier 2 : accepté")

    def test_that_never_arrived_is_asked_for_again(self, one: Candidate) -> None:
        page = asks(one, validated(one, "COMPTA-1"))
        one.sees(page.path.replace("justificatif", "recu") + "?document=1")
        assert one.visitor.sends().says("Il reste à envoyer votre justificatif")


class TestTheEndOfARequest:
    def test_by_its_candidate_leaves_the_registration_as_it_was(self, one: Candidate) -> None:
        reference = validated(one, "COMPTA-1")
        page = asks(one, reference)
        one.sees(page.path.replace("justificatif", "annulation"))
        assert one.visitor.sends().says("demande de report annulée par vous : Comptabilité : opérations courantes")
        assert one.sees(page.path).says("Cette demande a été annulée.")
        assert f"/dossiers/{reference}/report" in one.sees(f"/dossiers/{reference}").links

    def test_by_a_refusal_says_why_and_that_the_registration_stands(self, one: Candidate) -> None:
        reference = validated(one, "COMPTA-1")
        page = asks(one, reference)
        decided(one.cloud, deferral_of(page), "refused", reason="Le certificat est illisible.")
        page = one.sees(f"/dossiers/{reference}")
        assert page.says("Inscription maintenue (report refusé)")
        assert page.says("Le certificat est illisible.")

    def test_by_a_grant_leads_to_the_dossier_of_the_next_session(self, one: Candidate) -> None:
        reference = validated(one, "COMPTA-1")
        page = asks(one, reference)
        sends_a_file(one, pdf())
        one.visitor.sends()
        new = decided(one.cloud, deferral_of(page), "granted")["registration"]
        page = one.sees(f"/dossiers/{reference}")
        assert page.says("Reportée à la session de juin 2027")
        assert f"/dossiers/{new}" in page.links
        assert not page.says("Télécharger l’attestation d’inscription")
        page = one.sees(f"/dossiers/{new}")
        assert page.says("Inscription validée")
        assert f"/dossiers/{reference}" in page.links

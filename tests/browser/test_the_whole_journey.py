"""A whole registration as two people live it: a candidate on a phone, the secretary of a centre at a desk."""

import re

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Open
from tests.browser.stage import Stage
from tests.cloud.conftest import LocalCloud
from tools.browser import DESKTOP, PHONE

PASSWORD = "sept lampes sous un chêne"
DETAILS = {
    "Nom de naissance": "Étienne-Dupuis",
    "Prénom": "Maëlle",
    "Date de naissance": "14/07/1997",
    "Téléphone": "01 99 00 00 42",
    "Adresse": "8 rue de l’Exemple",
    "Code postal": "02000",
    "Commune": "Laon",
}


def mailed_link(cloud: LocalCloud, email: str) -> str:
    """The path in the link of the mail that this address has just received."""
    mail = cloud.wait_for(lambda: next((one for one in cloud.mails() if one.message["To"] == email), None))
    found = re.search(r"https?://[^/\s]+(/\S+\?jeton=\S+)", mail.text)
    assert found
    return found[1]


def press(page: Page, words: str) -> None:
    page.get_by_role("main").get_by_role("button", name=words, exact=False).first.click()
    page.wait_for_load_state()


def gets_a_nuc(page: Page, cloud: LocalCloud, email: str) -> str:
    page.goto("/")
    page.get_by_role("link", name="S’inscrire", exact=True).click()
    page.get_by_label("Oui").check()
    press(page, "Continuer")
    page.get_by_label("Adresse électronique").fill(email)
    press(page, "Recevoir le lien")
    assert page.locator("h1").inner_text() == "Consultez votre messagerie"
    page.goto(mailed_link(cloud, email))
    press(page, "Continuer")
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    press(page, "Enregistrer le mot de passe")
    nuc = re.sub(r"\D", "", page.locator("h1").inner_text())
    page.get_by_role("link", name="Se connecter et continuer").click()
    page.get_by_label("NUC (numéro unique de candidat)").fill(nuc)
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    press(page, "Se connecter")
    return nuc


def sends_a_request(page: Page) -> str:
    """The reference."""
    for label, typed in DETAILS.items():
        page.get_by_label(label, exact=label != "Téléphone").first.fill(typed)
    press(page, "Enregistrer et continuer")
    page.get_by_label("Correspondance professionnelle").check()
    page.get_by_label("Département où passer les épreuves").fill("2")
    press(page, "Voir les centres")
    page.get_by_label("École Exemple de Soissons").check()
    press(page, "Enregistrer et continuer")
    page.get_by_label("J’ai lu ces règles").check()
    press(page, "Envoyer ma demande au centre")
    assert page.locator("h1").inner_text() == "Demande envoyée"
    found = re.search(r"CU-\d{4}-[0-9A-Z]{4}-\d{2}", page.get_by_role("main").inner_text())
    assert found
    page.reload()
    assert page.locator("h1").inner_text() == "Demande envoyée"
    return found[0]


def decides(page: Page, reference: str) -> None:
    """The secretary pre-validates, and later writes the payment down."""
    page.goto("/centre/demandes")
    page.get_by_role("link", name="Pré-valider la demande de Maëlle Étienne-Dupuis").click()
    assert "jusqu’au" in page.get_by_role("main").inner_text()
    press(page, "Pré-valider")
    page.goto("/centre/reglements")
    page.get_by_role("link", name="Règlement reçu").first.click()
    page.get_by_label("Montant reçu").fill("50")
    page.get_by_label("Virement").check()
    press(page, "Continuer")
    assert "ne pourra plus être annulée" in page.get_by_role("main").inner_text()
    press(page, "Valider définitivement l’inscription")
    assert reference in page.get_by_role("main").inner_text()


@pytest.mark.parametrize("javascript", [True, False], ids=["with script", "without script"])
def test_from_the_first_page_to_a_validated_registration(open_page: Open, stage: Stage, javascript: bool) -> None:
    cloud = stage.cloud
    candidate, secretary = open_page(PHONE, javascript=javascript), open_page(DESKTOP, javascript=javascript)
    nuc = gets_a_nuc(candidate, cloud, f"maelle{int(javascript)}@candidats.example")
    assert nuc.isdecimal()
    assert len(nuc) == 8
    reference = sends_a_request(candidate)

    signs_in_at_the_centre(secretary, stage, "02-SOISSONS")
    decides(secretary, reference)

    candidate.goto(f"/dossiers/{reference}")
    assert "Inscription validée" in candidate.get_by_role("main").inner_text()
    assert candidate.get_by_role("link", name="Télécharger l’attestation d’inscription").is_visible()


def signs_in_at_the_centre(page: Page, stage: Stage, code: str) -> None:
    centre = next(one for one in stage.cloud.access["centres"] if one["code"] == code)
    page.goto("/equipe/connexion")
    page.get_by_label("Adresse électronique professionnelle").fill(centre["people"][0]["email"])
    page.get_by_label("Mot de passe", exact=True).fill(centre["people"][0]["password"])
    press(page, "Se connecter")

"""What the people of a centre see, and the sign-in of the staff."""

from typing import Final

from playwright.sync_api import Page

from tests.browser.screens.screen import Screen, fills, picks, send


def writes_a_payment_down(page: Page) -> None:
    page.locator("main [name=amount]").fill("100,00")
    picks("Chèque")(page)


def chooses_a_file(page: Page) -> None:
    content = "Date;Libellé;Montant\n27/11/2026;LOYER;700,00\n".encode()
    page.locator("#statement").set_input_files({"name": "releve.csv", "mimeType": "text/csv", "buffer": content})
    send(page)


CENTRES: Final = (
    Screen("equipe-connexion", "/equipe/connexion"),
    Screen("equipe-connexion-erreurs", "/equipe/connexion", then=send),
    Screen("equipe-mot-de-passe", "/equipe/mot-de-passe-oublie"),
    Screen("k1-demandes", "/centre/demandes", "centre", schemes=("light", "dark")),
    Screen("k1-aucune-cochee", "/centre/prevalidation", "centre"),
    Screen("k1-toutes", "/centre/dossiers", "centre"),
    Screen("k1-recherche-vide", "/centre/dossiers?recherche=personne", "centre"),
    Screen("k2-a-traiter", "/centre/dossiers/{pending}", "centre"),
    Screen("k2-reglement-attendu", "/centre/dossiers/{prevalidated}", "centre"),
    Screen("k2-refusee", "/centre/dossiers/{refused}", "centre"),
    Screen("k2-delai-depasse", "/centre/dossiers/{expired}", "centre"),
    Screen("k2-validee", "/centre/dossiers/{validated}", "centre"),
    Screen("k2-reportee", "/centre/dossiers/{deferred}", "centre"),
    Screen("k2-retiree", "/centre/dossiers/{withdrawn}", "centre"),
    Screen("k2-introuvable", "/centre/dossiers/CU-2701-0000-60", "centre"),
    Screen("k3-prevalider", "/centre/prevalidation?dossier={pending}", "centre"),
    Screen("k3-plusieurs", "/centre/prevalidation?dossier={pending}&dossier={other3}", "centre"),
    Screen("k3-deja", "/centre/prevalidation?dossier={refused}", "centre"),
    Screen("k4-refus", "/centre/dossiers/{pending}/refus", "centre"),
    Screen("k4-refus-erreur", "/centre/dossiers/{pending}/refus", "centre", send),
    Screen("k5-reglements", "/centre/reglements", "centre"),
    Screen("k5-reglement", "/centre/dossiers/{prevalidated}/reglement", "centre"),
    Screen("k5-reglement-erreurs", "/centre/dossiers/{prevalidated}/reglement", "centre", send),
    Screen("k5-confirmation", "/centre/dossiers/{prevalidated}/reglement", "centre", writes_a_payment_down),
    Screen("k5-releve", "/centre/releve", "centre"),
    Screen("k5-releve-erreur", "/centre/releve", "centre", send),
    Screen("k5-releve-lu", "/centre/releve", "centre", chooses_a_file),
    Screen("k6-delai-depasse", "/centre/dossiers/{expired}/reglement", "centre"),
    Screen("k6-retiree", "/centre/dossiers/{withdrawn}/reglement", "centre"),
    Screen("k6-paiements-tardifs", "/centre/paiements-tardifs", "centre"),
    Screen("k6-regulariser", "/centre/paiements-tardifs/{late}", "centre"),
    Screen("k6-regulariser-erreur", "/centre/paiements-tardifs/{late}", "centre", send),
    Screen("epreuves", "/centre/epreuves", "centre"),
    Screen("emargement", "/centre/epreuves/COMPTA-2/emargement", "centre"),
    Screen("emargement-vide", "/centre/epreuves/TEXTE/emargement", "centre"),
    Screen("k7-centre", "/centre/reglages", "centre"),
    Screen("k7-coordonnees", "/centre/reglages/coordonnees", "centre"),
    Screen("k7-coordonnees-erreur", "/centre/reglages/coordonnees", "centre", fills(email="x")),
    Screen("k7-places", "/centre/reglages/places", "centre"),
    Screen("k7-courriels", "/centre/reglages/courriels", "centre"),
    Screen("k7-cles", "/centre/cles", "centre"),
    Screen("k7-cles-erreurs", "/centre/cles", "centre", send),
)

"""What the people of the association see."""

from collections.abc import Callable
from typing import Final

from playwright.sync_api import Page

from tests.browser.screens.screen import Screen, picks, send

COLUMNS: Final = "code;nom;adresse;code_postal;commune;departement;courriel;modalites_reglement\n"
LINE: Final = "27-F;École d’Évreux;3, rue Neuve;27000;Évreux;{department};ecole@centres.example;Par virement.\n"


def looks_for(words: str) -> Callable[[Page], None]:
    def search(page: Page) -> None:
        page.locator("main [name=q]").fill(words)
        send(page)

    return search


def sends_centres(department: str) -> Callable[[Page], None]:
    def choose(page: Page) -> None:
        content = (COLUMNS + LINE.format(department=department)).encode()
        page.locator("#content").set_input_files({"name": "centres.csv", "mimeType": "text/csv", "buffer": content})
        picks("Centres")(page)

    return choose


def opens_an_account(page: Page) -> None:
    page.get_by_role("button", name="Gérer").first.click()
    page.wait_for_load_state()


def closes_no_account(page: Page) -> None:
    opens_an_account(page)
    send(page)


HOME: Final = "/uppctsc"
SEASON: Final = "/uppctsc/saison"
REPORT: Final = "/uppctsc/reports/{deferral}"
ASSOCIATION: Final = (
    Screen("a1-accueil", HOME, "association", schemes=("light", "dark")),
    Screen("a1-recherche", HOME, "association", looks_for("ma")),
    Screen("a1-recherche-erreur", HOME, "association", looks_for("")),
    Screen("a1-recherche-vide", HOME, "association", looks_for("zzzz")),
    Screen("a1-dossier", "/uppctsc/dossiers/{deferring}", "association"),
    Screen("a1-dossier-courriel-en-echec", "/uppctsc/dossiers/{other2}", "association"),
    Screen("a1-adresse", "/uppctsc/dossiers/{other2}/adresse", "association"),
    Screen("a1-adresse-erreur", "/uppctsc/dossiers/{other2}/adresse", "association", send),
    Screen("a1-courriels", "/uppctsc/courriels", "association"),
    Screen("a2-reports", "/uppctsc/reports", "association"),
    Screen("a2-report", REPORT, "association", schemes=("light", "dark")),
    Screen("a2-accord", f"{REPORT}/accord", "association"),
    Screen("a2-refus", f"{REPORT}/refus", "association"),
    Screen("a2-refus-erreur", f"{REPORT}/refus", "association", send),
    Screen("a3-saison", SEASON, "association"),
    Screen("a3-nouvelle", f"{SEASON}/nouvelle", "association"),
    Screen("a3-nouvelle-erreurs", f"{SEASON}/nouvelle", "association", send),
    Screen("a3-brouillon", f"{SEASON}/{{draft}}", "association"),
    Screen("a3-publication", f"{SEASON}/{{draft}}/publication", "association"),
    Screen("a3-session", f"{SEASON}/{{session}}", "association"),
    Screen("a3-dates", f"{SEASON}/{{session}}/dates", "association"),
    Screen("a3-places", f"{SEASON}/{{session}}/places", "association"),
    Screen("a3-capacite", f"{SEASON}/{{session}}/capacite", "association"),
    Screen("a4-centres", "/uppctsc/centres", "association"),
    Screen("a4-centre", "/uppctsc/centres/{centre}", "association"),
    Screen("a4-reglages", "/uppctsc/centres/{centre}/reglages", "association"),
    Screen("a4-cle", "/uppctsc/centres/{centre}/cles/{key}", "association"),
    Screen("a4-nouveau", "/uppctsc/centres/nouveau", "association"),
    Screen("a4-nouveau-erreurs", "/uppctsc/centres/nouveau", "association", send),
    Screen("a5-import", "/uppctsc/import", "association"),
    Screen("a5-import-erreurs", "/uppctsc/import", "association", send),
    Screen("a5-fichier-refuse", "/uppctsc/import", "association", sends_centres("96")),
    Screen("a5-fichier-lu", "/uppctsc/import", "association", sends_centres("27")),
    Screen("personnes", "/uppctsc/personnes", "association"),
    Screen("personnes-nouvelle", "/uppctsc/personnes/nouvelle", "association"),
    Screen("personnes-nouvelle-erreurs", "/uppctsc/personnes/nouvelle", "association", send),
    Screen("personnes-compte", "/uppctsc/personnes", "association", opens_an_account),
    Screen("personnes-compte-erreur", "/uppctsc/personnes", "association", closes_no_account),
    Screen("paiements-tardifs", "/uppctsc/paiements-tardifs", "association"),
    Screen("paiements-tardifs-regulariser", "/uppctsc/paiements-tardifs/{late}", "association"),
    Screen("nir-a-verifier", "/uppctsc/nir", "association"),
    Screen("journal", "/uppctsc/journal", "association"),
)

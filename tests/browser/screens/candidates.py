"""What candidates see, and whoever is not signed in."""

from typing import Final

from playwright.sync_api import Page

from tests.browser.screens.screen import Screen, fills, send


def go_on(page: Page) -> None:
    """With the choice of a centre, made or not."""
    page.locator("main [name=continuer]").click()
    page.wait_for_load_state()


def choose_centre(page: Page) -> None:
    page.locator("main [name=centre]").first.check()
    go_on(page)


def sent_twice(page: Page) -> None:
    """A request for an hour at which the candidate has another dossier."""
    choose_centre(page)
    page.locator("main [name=rules]").check()
    send(page)


CHOICE: Final = "/inscription/epreuves"
SEARCH: Final = f"{CHOICE}?departement=02&epreuve=COMPTA-1&epreuve=GESTION"
PROOF: Final = "/dossiers/{deferring}/report/{deferral}/justificatif"


CANDIDATES: Final = (
    Screen("c00-accueil", "/", schemes=("light", "dark")),
    Screen("c01-premiere", "/inscription/premiere"),
    Screen("c01-premiere-erreur", "/inscription/premiere", then=send),
    Screen("c02-acces", "/inscription/acces"),
    Screen("c02-acces-erreur", "/inscription/acces", then=send),
    Screen("c03-connexion", "/connexion"),
    Screen("c03-connexion-erreurs", "/connexion", then=send),
    Screen("c03-connexion-refusee", "/connexion", then=fills(nuc="12345678", password="sept-lampes-roses-ici")),
    Screen("c03-session-expiree", "/connexion?suite=/dossiers&fin=oui"),
    Screen("c04-nuc-oublie", "/nuc-oublie"),
    Screen("c04-nuc-oublie-erreurs", "/nuc-oublie", then=send),
    Screen("c04-messagerie", "/consultez-votre-messagerie"),
    Screen("c05-mot-de-passe-oublie", "/mot-de-passe-oublie"),
    Screen("c05-lien", "/mot-de-passe/nouveau?jeton=exemple"),
    Screen("c05-nouveau", "/mot-de-passe/nouveau?jeton=exemple", then=send),
    Screen("c05-lien-perime", "/lien-perime"),
    Screen("c06-nouvelle", "/inscription/nouvelle"),
    Screen("c06-nouvelle-erreur", "/inscription/nouvelle", then=fills(email="sans-arobase")),
    Screen("c06-adresse-douteuse", "/inscription/nouvelle", then=fills(email="zoe@gmial.com")),
    Screen("c07-coordonnees", "/inscription/coordonnees", "newcomer"),
    Screen("c07-coordonnees-erreurs", "/inscription/coordonnees", "newcomer", fills(born_on="31/02/1998", nir="123")),
    Screen("c08-epreuves", CHOICE, "newcomer"),
    Screen("c08-erreurs", f"{CHOICE}?departement=&epreuve=TABLEUR&epreuve=TEXTE", "newcomer"),
    Screen("c08-ambigu", f"{CHOICE}?departement=20&epreuve=COMPTA-1", "newcomer"),
    Screen("c08-centres", SEARCH, "newcomer", schemes=("light", "dark")),
    Screen("c08-aucun", f"{CHOICE}?departement=08&epreuve=ORTHO", "newcomer"),
    Screen("c08-nulle-part", f"{CHOICE}?departement=02&epreuve=ORTHO&epreuve=STENO-100", "newcomer"),
    Screen("c08-sans-centre", SEARCH, "newcomer", go_on),
    Screen("c09-verification", SEARCH, "newcomer", choose_centre, schemes=("light", "dark")),
    Screen("c09-erreur", "/inscription/verification", "newcomer", send),
    Screen("c09-horaire-pris", f"{CHOICE}?departement=02&epreuve=COMPTA-1", "candidate", sent_twice),
    Screen("c10-confirmation", "/inscription/confirmation?dossier={pending}", "candidate"),
    Screen("c11-dossiers", "/dossiers", "candidate"),
    Screen("c11-brouillon", "/dossiers", "newcomer"),
    Screen("c11-brouillon-supprimer", "/inscription/brouillon", "newcomer"),
    *(
        Screen(f"c11-{name}", f"/dossiers/{{{fact}}}", "candidate", schemes=("light", "dark") if dark else ("light",))
        for name, fact, dark in (
            ("en-attente", "pending", False),
            ("reglement", "prevalidated", True),
            ("refuse", "refused", True),
            ("depasse", "expired", False),
            ("valide", "validated", True),
            ("report-demande", "deferring", False),
            ("report-refuse", "kept", False),
            ("reporte", "deferred", False),
            ("suivant", "next", False),
            ("retire-paiement-tardif", "withdrawn", False),
        )
    ),
    Screen("c11-retrait", "/dossiers/{pending}/retrait", "candidate"),
    Screen("c11-retrait-impossible", "/dossiers/{validated}/retrait", "candidate"),
    Screen("c12-report", "/dossiers/{validated}/report", "candidate"),
    Screen("c12-report-erreurs", "/dossiers/{validated}/report", "candidate", send),
    Screen("c12-impossible", "/dossiers/{next}/report", "candidate"),
    Screen("c12-justificatif-accepte", PROOF, "candidate"),
    Screen("c12-justificatif", PROOF, "candidate", send),
    Screen("c12-annulation", "/dossiers/{deferring}/report/{deferral}/annulation", "candidate"),
    Screen("compte", "/compte", "candidate"),
    Screen("compte-adresse", "/compte/adresse", "candidate"),
    Screen("compte-adresse-erreur", "/compte/adresse", "candidate", fills(email="sans-arobase")),
    Screen("compte-adresse-messagerie", "/compte/adresse", "candidate", fills(email="zoe@gmial.com")),
    Screen("compte-adresse-lien", "/compte/adresse?jeton=exemple", "candidate"),
    Screen("compte-effacement", "/compte/effacement", "candidate"),
    Screen("compte-deconnexion", "/compte/deconnexion", "candidate"),
    Screen("donnees-effacees", "/donnees-effacees"),
    Screen("donnees-personnelles", "/donnees-personnelles"),
    Screen("c13-introuvable", "/nulle-part"),
    Screen("c13-reservee", "/centre/demandes", "candidate"),
    Screen("accessibilite", "/accessibilite"),
    Screen("mentions-legales", "/mentions-legales"),
)

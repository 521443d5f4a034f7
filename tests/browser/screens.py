"""What people see in a browser, each thing once: the tests go through it, and `make screens` photographs it."""

from collections.abc import Callable, Iterator
from typing import Final, Literal, NamedTuple

from playwright.sync_api import Page

from tests.mail.regenerate import GOLDEN
from tools.browser import DESKTOP, PHONE, Device, Scheme

READING_PANE: Final = Device(800, 900, touch=False)
"""About what a mail program on a desk leaves for the mail."""

Who = Literal["", "candidate", "newcomer", "centre", "association"]
"""Of the stage (tests/browser/stage.py); nobody when empty."""


class Screen(NamedTuple):
    """`address` may name facts of the stage; `then` brings the page to the state that is meant."""

    name: str
    address: str
    who: Who = ""
    then: Callable[[Page], None] = lambda page: None
    devices: tuple[Device, ...] = (PHONE, DESKTOP)
    schemes: tuple[Scheme, ...] = ("light",)


def fills(**fields: str) -> Callable[[Page], None]:
    """Fills these fields in, and sends the form that they are in by its first button."""

    def fill(page: Page) -> None:
        for name, value in fields.items():
            page.locator(f"main [name={name}]").fill(value)
        send(page)

    return fill


def picks(*labels: str) -> Callable[[Page], None]:
    """Ticks these and sends."""

    def pick(page: Page) -> None:
        for label in labels:
            page.get_by_label(label, exact=False).first.check()
        send(page)

    return pick


def send(page: Page) -> None:
    page.locator("main form[method=post] button[type=submit]").first.click()
    page.wait_for_load_state()


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


def _mails() -> Iterator[Screen]:
    for path in sorted(GOLDEN.glob("*.html")):
        yield Screen(f"mail-{path.stem}", path.as_uri(), devices=(PHONE, READING_PANE), schemes=("light", "dark"))


MAILS: Final = tuple(_mails())
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
STAFF: Final = (
    Screen("equipe-connexion", "/equipe/connexion"),
    Screen("equipe-connexion-erreurs", "/equipe/connexion", then=send),
    Screen("equipe-mot-de-passe", "/equipe/mot-de-passe-oublie"),
    Screen("api", "/api", schemes=("light", "dark")),
    Screen("api-toutes", "/api/operations"),
    Screen("api-lecture", "/api/prevalidate_list_received"),
    Screen("api-ecriture", "/api/prevalidate_decide"),
    Screen("api-fichier", "/api/payment_record_transfers"),
)


def writes_a_payment_down(page: Page) -> None:
    page.locator("main [name=amount]").fill("100,00")
    picks("Chèque")(page)


def chooses_a_file(page: Page) -> None:
    content = "Date;Libellé;Montant\n27/11/2026;LOYER;700,00\n".encode()
    page.locator("#statement").set_input_files({"name": "releve.csv", "mimeType": "text/csv", "buffer": content})
    send(page)


CENTRES: Final = (
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
PAGES: Final = CANDIDATES + STAFF + CENTRES
SCREENS: Final = PAGES + MAILS

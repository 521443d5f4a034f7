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
PAGES: Final = CANDIDATES + STAFF
SCREENS: Final = PAGES + MAILS

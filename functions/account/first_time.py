"""First-time candidates: an address to confirm, then a password, then a NUC (docs/decisions/0011-getting-in.md)."""

from pydantic import Field

from functions.account.door import door
from functions.account.passwords import Password, set_password
from functions.account.views import AddressAskedView
from shared import candidate, keys, links, nuc, table
from shared.candidate import Account
from shared.contact.details import Email
from shared.contact.email import likely_typo
from shared.http.operation import Answer
from shared.http.visit import Visit
from shared.letters import Letter
from shared.links import Link, Purpose
from shared.mail_orders import order_letter
from shared.models import Strict
from shared.problems.people import LinkExpiredError
from shared.registration.view import View
from shared.table import StaleError


class FirstTimeRequest(Strict):
    email: Email


class FirstPasswordRequest(Strict):
    token: str = Field(max_length=64, description="Ce qui suit `jeton=` dans le lien reçu")
    password: Password = Field(description="12 à 256 caractères. Une suite de quatre mots convient.")


class NewNucView(View):
    nuc: str


@door.operation(
    "POST",
    "/v1/candidates",
    summary="Première inscription : faire confirmer son adresse électronique",
    body=FirstTimeRequest,
    status=202,
    answer=AddressAskedView,
)
def begin_first_time(visit: Visit, body: FirstTimeRequest) -> Answer:
    """The mailer knows whether the address is somebody's, and writes accordingly."""
    order_letter(Letter.FIRST_TIME, email=body.email)
    return Answer(202, AddressAskedView(suggestion=likely_typo(body.email)))


@door.operation(
    "PUT",
    "/v1/candidates",
    summary="Première inscription : choisir un mot de passe avec le lien reçu, et recevoir un NUC",
    body=FirstPasswordRequest,
    status=201,
    answer=NewNucView,
    problems=(LinkExpiredError,),
)
def create_candidate(visit: Visit, body: FirstPasswordRequest) -> Answer:
    """Reserves a NUC, opens the account, then takes the candidate in for good.

    Interrupted anywhere, the link still works and goes on with the NUC that it reserved. Without a second try the
    reservation ends by itself, and the account of the pool stands for nobody.
    """
    link = links.read(body.token, Purpose.FIRST_TIME, now=visit.now)
    new = Account(nuc=link.user_name or _reserved(body.token, link, visit), email=link.email or "")
    set_password(new.nuc, body.password)
    table.commit(
        links.used(body.token, now=visit.now),
        table.update(keys.candidate(new.nuc), remove=("ttl",), refused=lambda _: LinkExpiredError()),
        *(table.put_anyway(one) for one in candidate.pointers(new)),
    )
    order_letter(Letter.WELCOME, user_name=new.nuc)
    return Answer(201, NewNucView(nuc=new.nuc))


def _reserved(token: str, link: Link, visit: Visit) -> str:
    """A NUC that nobody has, held for as long as the link; a NUC that is taken draws again."""
    drawn = nuc.draw()
    reservation = candidate.item(Account(nuc=drawn, email=link.email or "")) | {"ttl": link.ttl}
    table.commit(
        table.update(
            keys.link(token),
            links.in_force(visit.now) & links.WITHOUT_NAME,
            set={"user_name": drawn},
            refused=lambda _: StaleError(),
        ),
        table.put(reservation, refused=lambda _: StaleError()),
    )
    return drawn

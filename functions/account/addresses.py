"""A candidate's new e-mail address: it counts once the link sent to it has been followed, and the old one is told."""

from pydantic import Field

from functions.account.door import door
from functions.account.me import CANDIDATE
from functions.account.views import AddressAskedView, DoneView
from shared import candidate, keys, links, table
from shared.candidate import Account
from shared.contact.details import Email
from shared.contact.email import likely_typo
from shared.http.call import Call
from shared.http.operation import Answer
from shared.letters import Letter
from shared.links import Purpose
from shared.mail_orders import order_letter
from shared.models import Strict
from shared.problems.people import LinkExpiredError
from shared.table import StaleError


class NewAddressRequest(Strict):
    email: Email


class AddressLinkRequest(Strict):
    token: str = Field(max_length=64, description="Ce qui suit `jeton=` dans le lien reçu")


@door.operation(
    "POST",
    "/v1/me/email",
    summary="Demander à changer d’adresse électronique",
    roles=CANDIDATE,
    body=NewAddressRequest,
    status=202,
    answer=AddressAskedView,
    keeps_answers=False,
)
def ask_for_address(call: Call, body: NewAddressRequest) -> Answer:
    order_letter(Letter.ADDRESS, user_name=call.identity.id, email=body.email)
    return Answer(202, AddressAskedView(suggestion=likely_typo(body.email)))


@door.operation(
    "PUT",
    "/v1/me/email",
    summary="Confirmer sa nouvelle adresse électronique avec le lien reçu",
    roles=CANDIDATE,
    body=AddressLinkRequest,
    status=200,
    answer=DoneView,
    problems=(LinkExpiredError,),
    keeps_answers=False,
)
def change_address(call: Call, body: AddressLinkRequest) -> Answer:
    """Interrupted after the change, the link still works, so that the old address is told in any case."""
    link = links.read(body.token, Purpose.ADDRESS, now=call.now)
    (stored,) = table.read(keys.candidate(call.identity.id))
    if stored is None or link.user_name != call.identity.id:  # signed in as somebody else
        raise LinkExpiredError
    before = candidate.account(stored)
    after = before.model_copy(update={"email": link.email})
    old_email = link.old_email or _changed(body.token, before, after, call)
    order_letter(Letter.ADDRESS_CHANGED, user_name=before.nuc, email=old_email)
    table.commit(links.used(body.token, now=call.now))
    return Answer(200, DoneView())


def _changed(token: str, before: Account, after: Account, call: Call) -> str:
    table.commit(
        table.update(
            keys.candidate(before.nuc),
            candidate.unchanged(before),
            set={"email": after.email},
            refused=lambda _: StaleError(),
        ),
        table.update(
            keys.link(token), links.in_force(call.now), set={"old_email": before.email}, refused=lambda _: StaleError()
        ),
        *candidate.moved(before, after),
    )
    return before.email

"""The association corrects a candidate's address that failed. It counts at once; both addresses are told.

Nobody could confirm it otherwise: the candidate reads none of our mails.
"""

from shared import audit, candidate, keys, mail_orders, suppression, table
from shared.attributes import Item
from shared.contact.details import Email
from shared.http.call import Call
from shared.http.operation import Answer, operation
from shared.letters import Letter
from shared.models import Strict
from shared.problems.calls import FieldError, NotFoundError, ValidationError
from shared.problems.registrations import RegistrationNotFoundError
from shared.registration import access
from shared.registration.view import View
from shared.role import Role
from shared.table import StaleError


class AddressRequest(Strict):
    email: Email


class AddressView(View):
    reference: str


@operation(
    "PUT",
    "/v1/registrations/{reference}/email",
    summary="Corriger l’adresse électronique du candidat d’un dossier",
    roles=frozenset({Role.ASSOCIATION}),
    body=AddressRequest,
    status=200,
    answer=AddressView,
    problems=(RegistrationNotFoundError,),
    keeps_answers=False,
)
def correct_address(call: Call, reference: str, body: AddressRequest) -> Answer:
    """Repeated, it tells both addresses again, so that an interrupted correction is told in any case."""
    registration, trail = access.load(call, reference, *audit.to_read(call))
    if suppression.is_suppressed(body.email, now=call.now):
        raise ValidationError([FieldError("/email", "failed", "Nos messages n’arrivent pas non plus à cette adresse")])
    (person,) = table.read(keys.candidate(registration.nuc))
    if person is None:
        raise NotFoundError("Les données de ce candidat sont effacées.")
    audit.record(call, registration.reference, trail)
    if old_email := _corrected(person, body.email):
        mail_orders.order_letter(Letter.ADDRESS_CHANGED, user_name=registration.nuc, email=old_email)
        mail_orders.order_letter(Letter.ADDRESS_CORRECTED, user_name=registration.nuc)
    return Answer(200, AddressView(reference=registration.reference))


def _corrected(person: Item, email: str) -> str | None:
    """The address before the correction, also when it was made by an earlier call; None when there was none."""
    before = candidate.account(person)
    if before.email == email:
        return person.get("corrected_from")
    table.commit(
        table.update(
            keys.candidate(before.nuc),
            candidate.unchanged(before),
            set={"email": email, "corrected_from": before.email},
            refused=lambda _: StaleError(),
        ),
        *candidate.moved(before, before.model_copy(update={"email": email})),
    )
    return before.email

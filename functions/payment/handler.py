"""Money received by a centre: recorded once, validates for good (Mode opératoire B, étape 4)."""

from functions.payment import bank, late, recording
from functions.payment.decision import PaymentRequest
from functions.payment.recording import PaymentView
from shared import keys, late_payment
from shared.catalogue import Centre
from shared.http.call import Call
from shared.http.door import Door
from shared.http.operation import Answer
from shared.problems.registrations import (
    IllegalTransitionError,
    RegistrationNotFoundError,
    UnexpectedAmountError,
)
from shared.registration import access
from shared.registration.model import Payment
from shared.registration.reference import parse
from shared.role import Role

door = Door()
door.add(late.list_of_centre, late.list_all, late.close, bank.record_transfers)


@door.operation(
    "POST",
    "/v1/registrations/{reference}/payment",
    summary="Enregistrer un règlement reçu : valide l’inscription, ou compte comme paiement tardif",
    roles=frozenset({Role.CENTRE}),
    scope="payments:write",
    body=PaymentRequest,
    status=200,
    answer=PaymentView,
    problems=(RegistrationNotFoundError, IllegalTransitionError, UnexpectedAmountError),
)
def record(call: Call, reference: str, body: PaymentRequest) -> Answer:
    payment = Payment(amount_cents=body.amount_cents, received_on=body.received_on, method=body.method)
    late_key = keys.late_payment(late_payment.identifier(parse(reference), payment))
    registration, (centre, known) = access.load(call, reference, keys.centre(call.identity.centre), late_key)
    return recording.settle(call, payment, registration, Centre.model_validate(centre), known)


lambda_handler = door.handler

"""Money received by a centre: recorded once, validates for good (Mode opératoire B, étape 4)."""

from functions.payment import decision, late
from functions.payment.decision import PaymentRequest, Verdict
from functions.payment.late import LatePaymentView
from shared import keys, late_payment
from shared.catalogue import Centre
from shared.http.call import Call, entity_tag
from shared.http.door import Door
from shared.http.operation import Answer
from shared.late_payment import LatePayment, LateReason
from shared.problems.registrations import (
    AlreadyRegisteredError,
    IllegalTransitionError,
    NoSeatLeftError,
    RegistrationNotFoundError,
    UnexpectedAmountError,
)
from shared.registration import access, reference, transition, view
from shared.registration.lifecycle import Event, State
from shared.registration.model import Payment, Registration, Role

door = Door()
door.add(late.list_of_centre, late.list_all, late.close)


class PaymentView(view.DecisionView):
    """`late_payment` is set where the money came too late to validate anything: the state is then unchanged."""

    late_payment: LatePaymentView | None


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
    registration, centre, recorded = _load(call, reference, payment)
    if recorded is not None:
        return _answer(registration, centre, call, recorded)
    if registration.state is State.VALIDATED:
        if registration.payment != payment:
            raise decision.already_validated(registration)
        return _answer(registration, centre, call)
    call.expects(registration.version)
    decision.check(payment, registration, today=call.now.astimezone(centre.zone).date())
    verdict = decision.verdict(payment, registration, centre, now=call.now)
    if verdict.late:
        return _record_late(call, registration, centre, payment, verdict.late)
    try:
        return _validate(call, registration, centre, payment, verdict)
    except (NoSeatLeftError, AlreadyRegisteredError) as obstacle:
        # Only a revival takes seats and guards anew; `LateReason` names both obstacles by their codes.
        return _record_late(call, registration, centre, payment, LateReason(obstacle.code))


def _load(call: Call, typed: str, payment: Payment) -> tuple[Registration, Centre, LatePayment | None]:
    late_key = keys.late_payment(late_payment.identifier(reference.parse(typed), payment))
    registration, (centre, recorded) = access.load(call, typed, keys.centre(call.identity.centre), late_key)
    return registration, Centre.model_validate(centre), LatePayment.model_validate(recorded) if recorded else None


def _validate(call: Call, registration: Registration, centre: Centre, payment: Payment, verdict: Verdict) -> Answer:
    after = transition.moved(registration, verdict.event, call.cause, payment=payment, due_at=None)
    writes = transition.writes(registration, after, verdict.event, call.cause, payment.attributes())
    return call.commit(writes, _answer(after, centre, call))


def _record_late(
    call: Call, registration: Registration, centre: Centre, payment: Payment, reason: LateReason
) -> Answer:
    recorded = late_payment.of(registration, payment, reason, by=call.identity.actor(), at=call.now)
    after = transition.moved(registration, Event.LATE_PAYMENT_RECORDED, call.cause)
    details = {**payment.attributes(), "reason": str(reason)}
    writes = transition.writes(registration, after, Event.LATE_PAYMENT_RECORDED, call.cause, details)
    return call.commit([*writes, late_payment.recorded(recorded)], _answer(after, centre, call, recorded))


def _answer(registration: Registration, centre: Centre, call: Call, recorded: LatePayment | None = None) -> Answer:
    decided = view.decided(registration, centre, call.identity)
    body = PaymentView(**dict(decided), late_payment=late.shown(recorded, call.identity) if recorded else None)
    return Answer(200, body, {"ETag": entity_tag(registration.version)})


lambda_handler = door.handler

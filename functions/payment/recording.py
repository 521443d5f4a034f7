"""Money received is written down: once, and whatever it does."""

from functions.payment import decision, late
from functions.payment.decision import Verdict
from functions.payment.late import LatePaymentView
from shared import late_payment
from shared.attributes import Item
from shared.catalogue import Centre
from shared.http.call import Call, entity_tag
from shared.http.operation import Answer
from shared.late_payment import LatePayment, LateReason
from shared.problems.registrations import AlreadyRegisteredError, NoSeatLeftError
from shared.registration import transition, view
from shared.registration.lifecycle import Event
from shared.registration.model import Payment, Registration


class PaymentView(view.DecisionView):
    """`late_payment` is set where the money came too late to validate anything: the state is then unchanged."""

    late_payment: LatePaymentView | None


def settle(call: Call, payment: Payment, registration: Registration, centre: Centre, known: Item | None) -> Answer:
    """`known` is the late payment as which this very money has been recorded, if it has."""
    recorded = LatePayment.model_validate(known) if known else None
    if decision.recorded_already(payment, registration, recorded):
        return _answer(registration, centre, call, recorded)
    call.expects(registration.version)
    verdict = decision.verdict(payment, registration, centre, now=call.now)
    if verdict.late:
        return _record_late(call, registration, centre, payment, verdict.late)
    try:
        return _validate(call, registration, centre, payment, verdict)
    except (NoSeatLeftError, AlreadyRegisteredError) as obstacle:
        # Only a revival takes seats and guards anew; `LateReason` names both obstacles by their codes.
        return _record_late(call, registration, centre, payment, LateReason(obstacle.code))


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
    decided = view.decided(registration, centre, call)
    body = PaymentView(**dict(decided), late_payment=late.shown(recorded, call.identity) if recorded else None)
    return Answer(200, body, {"ETag": entity_tag(registration.version)})

"""Money received by a centre: recorded once, validates for good (Mode opératoire B, étape 4)."""

from boto3.dynamodb.conditions import Key

from functions.payment import decision
from functions.payment.decision import PaymentRequest, Verdict
from functions.payment.late import ClosureRequest, LatePaymentList, LatePaymentView, PaymentView, shown
from shared import keys, late_payment, table
from shared.catalogue import Centre
from shared.http.call import Call, entity_tag
from shared.http.door import Door
from shared.http.operation import Answer
from shared.http.paging import PageQuery
from shared.late_payment import LatePayment, Reason
from shared.problems import (
    AlreadyRegisteredError,
    IllegalTransitionError,
    LatePaymentClosedError,
    NoSeatLeftError,
    NotFoundError,
    RegistrationNotFoundError,
    UnexpectedAmountError,
)
from shared.registration import access, reference, transition, view
from shared.registration.lifecycle import Event, State
from shared.registration.model import Payment, Registration, Role

door = Door()
CENTRE = frozenset({Role.CENTRE})
STAFF = frozenset({Role.CENTRE, Role.ASSOCIATION})


@door.operation(
    "POST",
    "/v1/registrations/{reference}/payment",
    summary="Enregistrer un règlement reçu : valide l’inscription, ou compte comme paiement tardif",
    roles=CENTRE,
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
            raise decision.already_recorded(registration)
        return _answer(registration, centre, call)
    call.expects(registration.version)
    decision.check(payment, registration, today=call.now.astimezone(centre.zone).date())
    verdict = decision.verdict(payment, registration, centre, now=call.now)
    if verdict.late:
        return _record_late(call, registration, centre, payment, verdict.late)
    try:
        return _validate(call, registration, centre, payment, verdict)
    except (NoSeatLeftError, AlreadyRegisteredError) as obstacle:
        # Only a revival takes seats and guards anew; `Reason` names both obstacles by their codes.
        return _record_late(call, registration, centre, payment, Reason(obstacle.code))


@door.operation(
    "GET",
    "/v1/centre/late-payments",
    summary="Les paiements tardifs du centre qui restent à régulariser",
    roles=CENTRE,
    scope="registrations:read",
    query=PageQuery,
    status=200,
    answer=LatePaymentList,
)
def list_of_centre(call: Call, query: PageQuery) -> Answer:
    partition = Key("centre_pk").eq(keys.late_payment_partition(call.identity.centre))
    return _list(call, table.query(partition, index=keys.CENTRE_INDEX, limit=query.limit, after=query.cursor))


@door.operation(
    "GET",
    "/v1/late-payments",
    summary="Tous les paiements tardifs qui restent à régulariser",
    roles=frozenset({Role.ASSOCIATION}),
    query=PageQuery,
    status=200,
    answer=LatePaymentList,
)
def list_all(call: Call, query: PageQuery) -> Answer:
    partition = Key("work_pk").eq(keys.LATE_PAYMENTS)
    return _list(call, table.query(partition, index=keys.WORK_INDEX, limit=query.limit, after=query.cursor))


@door.operation(
    "POST",
    "/v1/late-payments/{id}/closure",
    summary="Dire ce qui a été fait d’un paiement tardif",
    roles=STAFF,
    scope="payments:write",
    body=ClosureRequest,
    status=200,
    answer=LatePaymentView,
    problems=(NotFoundError, LatePaymentClosedError),
)
def close(call: Call, id: str, body: ClosureRequest) -> Answer:
    (item,) = call.read(keys.late_payment(id))
    late = LatePayment.model_validate(item) if item else None
    if late is None or (call.identity.role is Role.CENTRE and call.identity.centre != late.centre):
        raise NotFoundError("Aucun paiement tardif ne porte cet identifiant.")
    if late.outcome is not None:
        if late.outcome is not body.outcome:
            raise LatePaymentClosedError
        return Answer(200, shown(late, call.identity))
    after = late.model_copy(
        update={"outcome": body.outcome, "note": body.note, "closed_at": call.now, "closed_by": call.identity.actor()}
    )
    return call.commit([late_payment.closed(after)], Answer(200, shown(after, call.identity)))


def _load(call: Call, typed: str, payment: Payment) -> tuple[Registration, Centre, LatePayment | None]:
    late_key = keys.late_payment(late_payment.identifier(reference.parse(typed), payment))
    registration, (centre, late) = access.load(call, typed, keys.centre(call.identity.centre), late_key)
    return registration, Centre.model_validate(centre), LatePayment.model_validate(late) if late else None


def _validate(call: Call, registration: Registration, centre: Centre, payment: Payment, verdict: Verdict) -> Answer:
    after = transition.moved(registration, verdict.event, call.cause, payment=payment, due_at=None)
    writes = transition.writes(registration, after, verdict.event, call.cause, payment.attributes())
    return call.commit(writes, _answer(after, centre, call))


def _record_late(call: Call, registration: Registration, centre: Centre, payment: Payment, reason: Reason) -> Answer:
    late = late_payment.of(registration, payment, reason, by=call.identity.actor(), at=call.now)
    after = transition.moved(registration, Event.LATE_PAYMENT_RECORDED, call.cause)
    details = {**payment.attributes(), "reason": str(reason)}
    writes = transition.writes(registration, after, Event.LATE_PAYMENT_RECORDED, call.cause, details)
    return call.commit([*writes, late_payment.recorded(late)], _answer(after, centre, call, late))


def _answer(registration: Registration, centre: Centre, call: Call, late: LatePayment | None = None) -> Answer:
    decided = view.decided(registration, centre, call.identity)
    body = PaymentView(**dict(decided), late_payment=shown(late, call.identity) if late else None)
    return Answer(200, body, {"ETag": entity_tag(registration.version)})


def _list(call: Call, page: table.Page) -> Answer:
    items = [shown(LatePayment.model_validate(item), call.identity) for item in page.items]
    return Answer(200, LatePaymentList(items=items, next=page.next))


lambda_handler = door.handler

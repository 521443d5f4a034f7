"""Money that came too late: the lists of it, and what was done with it."""

from datetime import date, datetime

from boto3.dynamodb.conditions import Key
from pydantic import Field

from shared import keys, late_payment, table
from shared.http.call import Call
from shared.http.identity import Identity
from shared.http.operation import Answer, operation
from shared.http.paging import PageQuery
from shared.late_payment import LatePayment, LateReason, Outcome
from shared.models import Strict
from shared.problems.calls import NotFoundError
from shared.problems.registrations import LatePaymentClosedError
from shared.registration import view
from shared.role import Role


class LatePaymentView(view.View):
    id: str
    reference: str
    centre: str
    given_name: str
    family_name: str
    amount_cents: int
    currency: str = "EUR"
    received_on: date
    method: str
    reason: LateReason
    recorded_at: datetime
    recorded_by: str
    outcome: Outcome | None
    note: str | None
    closed_at: datetime | None
    closed_by: str | None


class LatePaymentList(view.View):
    items: list[LatePaymentView]
    next: str | None


class ClosureRequest(Strict):
    outcome: Outcome
    note: str | None = Field(default=None, max_length=500)


def shown(late: LatePayment, reader: Identity) -> LatePaymentView:
    return LatePaymentView(
        **dict(late)
        | {
            "recorded_by": view.called(late.recorded_by, reader),
            "closed_by": view.called(late.closed_by, reader) if late.closed_by else None,
        }
    )


@operation(
    "GET",
    "/v1/centre/late-payments",
    summary="Les paiements tardifs du centre qui restent à régulariser",
    roles=frozenset({Role.CENTRE}),
    scope="registrations:read",
    query=PageQuery,
    status=200,
    answer=LatePaymentList,
)
def list_of_centre(call: Call, query: PageQuery) -> Answer:
    partition = Key("centre_pk").eq(keys.late_payment_partition(call.identity.centre))
    return _list(call, table.query(partition, index=keys.CENTRE_INDEX, limit=query.limit, after=query.cursor))


@operation(
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


@operation(
    "POST",
    "/v1/late-payments/{id}/closure",
    summary="Dire ce qui a été fait d’un paiement tardif",
    roles=frozenset({Role.CENTRE, Role.ASSOCIATION}),
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


def _list(call: Call, page: table.Page) -> Answer:
    items = [shown(LatePayment.model_validate(item), call.identity) for item in page.items]
    return Answer(200, LatePaymentList(items=items, next=page.next))

"""What is asked and said of payments, and of money that came too late."""

from datetime import date, datetime

from pydantic import Field

from shared.http.identity import Identity
from shared.late_payment import LatePayment, Outcome, Reason
from shared.models import Strict
from shared.registration import view


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
    reason: Reason
    recorded_at: datetime
    recorded_by: str
    outcome: Outcome | None
    note: str | None
    closed_at: datetime | None
    closed_by: str | None


class LatePaymentList(view.View):
    items: list[LatePaymentView]
    next: str | None


class PaymentView(view.DecisionView):
    """`late_payment` is set where the money came too late to validate anything: the state is then unchanged."""

    late_payment: LatePaymentView | None


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

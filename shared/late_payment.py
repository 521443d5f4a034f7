"""Money that came too late to validate anything.

It is never dropped: recorded once, listed until somebody says what was done with it
(docs/decisions/0005-late-money.md).
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from boto3.dynamodb.conditions import Attr

from shared import keys, table
from shared.models import Stored
from shared.registration.model import Actor, Payment, Registration
from shared.table import StaleError, Write


class LateReason(StrEnum):
    """Why the money could not validate the registration."""

    WITHDRAWN = "withdrawn"
    RECEIVED_LATE = "received-late"
    NO_SEAT_LEFT = "no-seat-left"
    ALREADY_REGISTERED = "already-registered"
    EXAM_BEGUN = "exam-begun"
    UNEXPECTED_AMOUNT = "unexpected-amount"


class Outcome(StrEnum):
    """What was done with it."""

    REFUNDED = "refunded"
    SEAT_FOUND = "seat-found"


class LatePayment(Stored):
    """`id` follows from the receipt (day, means, amount), so that recording the same money twice is once."""

    id: str
    reference: str
    centre: str
    given_name: str
    family_name: str
    amount_cents: int
    received_on: date
    method: str
    reason: LateReason
    recorded_at: datetime
    recorded_by: Actor
    outcome: Outcome | None = None
    note: str | None = None
    closed_at: datetime | None = None
    closed_by: Actor | None = None


def identifier(reference: str, payment: Payment) -> str:
    return f"{reference}-L{payment.received_on:%Y%m%d}{payment.method}{payment.amount_cents}"


def of(registration: Registration, payment: Payment, reason: LateReason, *, by: Actor, at: datetime) -> LatePayment:
    return LatePayment(
        id=identifier(registration.reference, payment),
        reference=registration.reference,
        centre=registration.centre,
        given_name=registration.given_name,
        family_name=registration.family_name,
        amount_cents=payment.amount_cents,
        received_on=payment.received_on,
        method=payment.method,
        reason=reason,
        recorded_at=at,
        recorded_by=by,
    )


def recorded(late: LatePayment) -> Write:
    """Listed for the centre and for the association until it is closed."""
    return table.put(
        {
            **keys.late_payment(late.id),
            "kind": "late payment",
            **late.attributes(),
            **keys.late_payments_of_centre(late.centre, late.recorded_at, late.id),
            **keys.work(keys.LATE_PAYMENTS, late.recorded_at),
        },
        refused=lambda _: StaleError(),
    )


def closed(late: LatePayment) -> Write:
    """Once only: whoever closes it a second time reads what was done the first time."""
    said: dict[str, Any] = late.attributes()
    return table.update(
        keys.late_payment(late.id),
        Attr("outcome").not_exists(),
        set={name: said[name] for name in ("outcome", "note", "closed_at", "closed_by") if name in said},
        remove=("centre_pk", "centre_sk", "work_pk", "work_at"),
        refused=lambda _: StaleError(),
    )

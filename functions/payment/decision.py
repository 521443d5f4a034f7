"""The rules of money received (Mode opératoire B, étape 4): it validates, revives, or is late, but is never dropped."""

from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from pydantic import Field

from shared.catalogue import Centre
from shared.deadline.deadline import received_in_time
from shared.late_payment import LateReason
from shared.models import Strict
from shared.money import euros
from shared.problems.calls import FieldError, ValidationError
from shared.problems.registrations import IllegalTransitionError, UnexpectedAmountError
from shared.registration.lifecycle import Event, State, possible_actions
from shared.registration.model import Payment, Registration


class Method(StrEnum):
    TRANSFER = "transfer"
    CHEQUE = "cheque"
    CASH = "cash"
    OTHER = "other"


class PaymentRequest(Strict):
    amount_cents: int = Field(gt=0, le=1_000_000)
    received_on: date = Field(description="Le jour de réception par le centre, et non celui de la saisie")
    method: Method


class Verdict(NamedTuple):
    """What a payment does: an event that validates, or the reason for which it is late money."""

    event: Event
    late: LateReason | None = None


VALIDATES = Verdict(Event.PAID)
REVIVES = Verdict(Event.REVIVED)


def check(payment: Payment, registration: Registration, *, today: date) -> None:
    """Whether this money can be recorded at all.

    Raises:
        ValidationError: it is said to arrive in the future.
        IllegalTransitionError: no payment has a place in this state: not yet pre-validated, or refused.
        UnexpectedAmountError: it is not the whole fee; part payments are not accumulated.
    """
    if payment.received_on > today:
        raise ValidationError([FieldError("/received_on", "future", "La date de réception ne peut pas être à venir")])
    if "payment" not in (actions := possible_actions(registration.state)):
        raise IllegalTransitionError(registration.state, actions)
    if payment.amount_cents != registration.amount_cents:
        expected = registration.amount_cents
        raise UnexpectedAmountError(euros(expected), euros(payment.amount_cents), expected)


def verdict(payment: Payment, registration: Registration, centre: Centre, *, now: datetime) -> Verdict:
    """What this payment does to a registration that was pre-validated, has expired or was withdrawn.

    Whether the seats are still free and nothing else stands in the way is for the conditions of the write.
    """
    if registration.state is State.WITHDRAWN or registration.last_day is None:
        return _late(LateReason.WITHDRAWN)
    if not (received_in_time(payment.received_on, registration.last_day) or centre.accepts_late_payments):
        return _late(LateReason.RECEIVED_LATE)
    if registration.state is State.PREVALIDATED:
        return VALIDATES
    if now >= min(line.starts_at for line in registration.lines):
        return _late(LateReason.EXAM_BEGUN)
    return REVIVES


def _late(reason: LateReason) -> Verdict:
    return Verdict(Event.LATE_PAYMENT_RECORDED, reason)


def already_validated(registration: Registration) -> IllegalTransitionError:
    """Money for a registration that has been validated by other money, or without any."""
    return IllegalTransitionError(
        registration.state,
        possible_actions(registration.state),
        "Cette inscription est déjà validée. Si le candidat a payé une seconde fois, remboursez-le.",
    )

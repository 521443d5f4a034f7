"""The rules of money received (Mode opératoire B, étape 4): it validates, revives, or is late, but is never dropped."""

from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from pydantic import Field

from shared.catalogue import Centre
from shared.deadline.deadline import received_in_time
from shared.french.formats import short_date
from shared.late_payment import LatePayment, LateReason
from shared.models import Day, Strict
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
    received_on: Day = Field(description="Le jour de réception par le centre, et non celui de la saisie")
    method: Method


class Verdict(NamedTuple):
    """What a payment does: an event that validates, or the reason for which it is late money."""

    event: Event
    late: LateReason | None = None


VALIDATES = Verdict(Event.PAID)
REVIVES = Verdict(Event.REVIVED)


def recorded_already(payment: Payment, registration: Registration, late: LatePayment | None) -> bool:
    """Whether this very money has been recorded: it validated the registration, or is the late payment `late`.

    Raises:
        IllegalTransitionError: other money has validated it, or it was validated without any.
    """
    if late is not None:
        return True
    if registration.state is not State.VALIDATED:
        return False
    if registration.payment != payment:
        raise already_validated(registration)
    return True


def verdict(payment: Payment, registration: Registration, centre: Centre, *, now: datetime) -> Verdict:
    """What this payment does to a registration that was pre-validated, has expired or was withdrawn.

    Whether the seats are still free and nothing else stands in the way is for the conditions of the write.

    Raises:
        ValidationError: it is said to arrive in the future, or before there was a request.
        IllegalTransitionError: no payment has a place in this state: not yet pre-validated, or refused.
        UnexpectedAmountError: it would validate if it were the whole fee; part payments are not accumulated.
    """
    _check_day(payment.received_on, registration, centre, now=now)
    if "payment" not in (actions := possible_actions(registration.state)):
        raise IllegalTransitionError(registration.state, actions)
    if registration.state is State.WITHDRAWN or registration.last_day is None:
        return _late(LateReason.WITHDRAWN)
    if not (received_in_time(payment.received_on, registration.last_day) or centre.accepts_late_payments):
        return _late(LateReason.RECEIVED_LATE)
    whole = payment.amount_cents == registration.amount_cents
    if registration.state is State.PREVALIDATED:
        if whole:
            return VALIDATES
        expected = registration.amount_cents
        raise UnexpectedAmountError(euros(expected), euros(payment.amount_cents), expected)
    if now >= min(line.starts_at for line in registration.lines):
        return _late(LateReason.EXAM_BEGUN)
    return REVIVES if whole else _late(LateReason.UNEXPECTED_AMOUNT)


def _check_day(received_on: date, registration: Registration, centre: Centre, *, now: datetime) -> None:
    """Days are the centre's own. A mistyped year would make late money count as in time."""
    requested_on = registration.created_at.astimezone(centre.zone).date()
    if received_on > now.astimezone(centre.zone).date():
        raise ValidationError([FieldError("/received_on", "future", "La date de réception ne peut pas être à venir")])
    if received_on < requested_on:
        said = f"La date de réception ne peut pas précéder la demande, envoyée le {short_date(requested_on)}"
        raise ValidationError([FieldError("/received_on", "past", said)])


def _late(reason: LateReason) -> Verdict:
    return Verdict(Event.LATE_PAYMENT_RECORDED, reason)


def already_validated(registration: Registration) -> IllegalTransitionError:
    """Money for a registration that has been validated by other money, or without any."""
    return IllegalTransitionError(
        registration.state,
        possible_actions(registration.state),
        "Cette inscription est déjà validée. Si le candidat a payé une seconde fois, remboursez-le.",
    )

"""The transfers of a bank's file and the registrations that they are for."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from functions.payment.decision import Method
from functions.payment.statement import Transfer
from shared import keys, late_payment, table
from shared.attributes import Item
from shared.catalogue import Centre
from shared.http.attempts import Look, look
from shared.http.call import Call
from shared.problems.calls import BusyError, DomainError, ValidationError
from shared.problems.registrations import IllegalTransitionError, RegistrationNotFoundError, UnexpectedAmountError
from shared.registration.lifecycle import State
from shared.registration.model import Payment, Registration


class TransferOutcome(StrEnum):
    """What a transfer does, or why it does nothing. `shared.french.words.TRANSFERS` says each in French."""

    EXACT = "exact"
    LATE = "late"
    RECORDED = "recorded"
    ALREADY_PAID = "already-paid"
    DUPLICATE = "duplicate"
    WRONG_AMOUNT = "wrong-amount"
    WRONG_DATE = "wrong-date"
    NOT_PREVALIDATED = "not-prevalidated"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    SEVERAL = "several-references"
    UNREADABLE = "unreadable"
    NOT_DONE = "not-done"


_BY_REFUSAL: Final[dict[type[DomainError], TransferOutcome]] = {
    UnexpectedAmountError: TransferOutcome.WRONG_AMOUNT,
    ValidationError: TransferOutcome.WRONG_DATE,
    RegistrationNotFoundError: TransferOutcome.UNKNOWN,
    BusyError: TransferOutcome.NOT_DONE,
}
_BY_STATE: Final = {
    State.VALIDATED: TransferOutcome.ALREADY_PAID,
    State.PENDING: TransferOutcome.NOT_PREVALIDATED,
    State.REFUSED: TransferOutcome.REFUSED,
}


class Match(NamedTuple):
    """A transfer for one registration. `read` gives the registration and the late payment that this money may be."""

    registration: Registration
    payment: Payment
    read: Look


class Matched(NamedTuple):
    """`found` is what there is to record, or why there is nothing."""

    transfer: Transfer
    found: Match | TransferOutcome


def outcome_of(refusal: DomainError) -> TransferOutcome:
    """The refusal of a single payment, as it is listed."""
    if isinstance(refusal, IllegalTransitionError):
        return _BY_STATE[State(refusal.members["current_state"])]
    return _BY_REFUSAL[type(refusal)]


def matched(call: Call, transfers: Sequence[Transfer]) -> tuple[Centre, list[Matched]]:
    """Each transfer with its registration among the calling centre's; one read for each hundred items."""
    named = list(dict.fromkeys(one for transfer in transfers for one in transfer.references))
    centre, *items = table.read_many([keys.centre(call.identity.centre), *map(keys.registration, named)])
    own = {item["reference"]: item for item in items if item and item["centre"] == call.identity.centre}
    found = _told_apart(transfers, own)
    late_keys = [keys.late_payment(one.id) for one in found if isinstance(one, _Receipt)]
    lates = iter(table.read_many(late_keys))
    read = set[str]()
    lines = []
    for transfer, one in zip(transfers, found, strict=True):
        if isinstance(one, TransferOutcome):
            lines.append(Matched(transfer, one))
        else:
            lines.append(Matched(transfer, _match(one, own[one.reference], next(lates), again=one.reference in read)))
            read.add(one.reference)
    return Centre.model_validate(centre), lines


class _Receipt(NamedTuple):
    """`id` is that of the late payment that this money would be; it tells a receipt from every other."""

    id: str
    reference: str
    payment: Payment


def _told_apart(transfers: Sequence[Transfer], own: Mapping[str, Item]) -> list[_Receipt | TransferOutcome]:
    """The same money for the same registration twice in one file is twice the money, of which one part is too much."""
    found: list[_Receipt | TransferOutcome] = []
    seen = set[str]()
    for transfer in transfers:
        one = _receipt(transfer, [reference for reference in transfer.references if reference in own])
        if isinstance(one, _Receipt):
            found.append(TransferOutcome.DUPLICATE if one.id in seen else one)
            seen.add(one.id)
        else:
            found.append(one)
    return found


def _receipt(transfer: Transfer, references: Sequence[str]) -> _Receipt | TransferOutcome:
    if transfer.received_on is None or transfer.amount_cents is None:
        return TransferOutcome.UNREADABLE
    if not references:
        return TransferOutcome.UNKNOWN
    if len(references) > 1:
        return TransferOutcome.SEVERAL
    payment = Payment(amount_cents=transfer.amount_cents, received_on=transfer.received_on, method=Method.TRANSFER)
    return _Receipt(late_payment.identifier(references[0], payment), references[0], payment)


def _match(one: _Receipt, item: Item, late: Item | None, *, again: bool) -> Match:
    """A further line about the same registration reads it `again`, when its turn has come."""
    first = None if again else [item, late]
    read = look(keys.registration(one.reference), keys.late_payment(one.id), first=first)
    return Match(Registration.model_validate(item), one.payment, read)

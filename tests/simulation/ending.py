"""What must hold once the faults are over and one reconciliation has run."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from shared.registration.model import HistoryItem
from shared.registration.transition import NO_CONSEQUENCE
from tests.simulation.truth import Truth, items
from tests.support.aws import Aws, moto_executions
from tests.support.settled import lists
from tests.support.snapshot import Snapshot

UNDER_WAY: Final = timedelta(minutes=1)
"""What is younger has its consequences still to come, by the ordinary way."""


class Receipt(NamedTuple):
    """Money of which a centre was told that it is recorded."""

    reference: str
    amount_cents: int
    received_on: str


def complaints(aws: Aws, truth: Truth, receipts: list[Receipt], *, mails_struck: int) -> list[str]:
    """`mails_struck`: how often something befell the mailer. Empty when all is well."""
    settled_until = datetime.now(UTC) - UNDER_WAY
    transitions = [HistoryItem.model_validate(item) for item in items("history")]
    return [
        *lists(Snapshot.taken(), settled_until),
        *_mails(aws, [one for one in transitions if one.at <= settled_until], mails_struck),
        *_clocks(truth),
        *_money(truth, receipts),
        *_deferrals(truth),
    ]


def _mails(aws: Aws, transitions: list[HistoryItem], struck: int) -> Iterator[str]:
    wanted = {f"{one.reference}.{one.version}" for one in transitions if one.event not in NO_CONSEQUENCE}
    sent = Counter(aws.sent_transitions())
    if lost := sorted(wanted - set(sent)):
        yield f"mails never sent: {lost}"
    if sum(sent.values()) - len(sent) > struck:
        twice = [one for one in sent if sent[one] > 1]
        yield f"mails sent more than once: {twice}, after {struck} faults of the mailer"


def _clocks(truth: Truth) -> Iterator[str]:
    running = Counter(one.name.rpartition("_")[0] for one in moto_executions() if one.status == "RUNNING")
    started = Counter(one.name.rpartition("_")[0] for one in moto_executions())
    for one in truth.registrations():
        if one.due_at and not running[one.reference]:
            yield f"{one.reference} is {one.state} and has no clock"
        if not one.due_at and running[one.reference] == started[one.reference] > 0:
            yield f"{one.reference} is {one.state}, and its clock still waits"


def _money(truth: Truth, receipts: list[Receipt]) -> Iterator[str]:
    late = {(one["reference"], one["amount_cents"], one["received_on"]) for one in items("late payment")}
    paid = {
        (one.reference, one.payment.amount_cents, one.payment.received_on.isoformat())
        for one in truth.registrations()
        if one.payment
    }
    for receipt in receipts:
        if receipt not in late | paid:
            yield f"{receipt} was recorded, and is nowhere"


def _deferrals(truth: Truth) -> Iterator[str]:
    """Each granted line stands once in the next session, and nothing else was carried over."""
    registrations = truth.registrations()
    granted = Counter((one.reference, line.exam) for one in registrations for line in one.lines if line.deferred)
    carried = Counter(
        (one.carried_over_from, exam) for one in registrations if one.carried_over_from for exam in one.exams
    )
    if granted != carried:
        yield f"lines deferred {dict(granted)}, carried over {dict(carried)}"

"""The payments of a bank's file: looked at first, recorded when the same file is sent again to confirm it."""

from dataclasses import replace
from datetime import date
from functools import partial
from typing import NamedTuple

from pydantic import Field

from functions.payment import decision, matching, recording, statement
from functions.payment.matching import Match, Matched, TransferOutcome
from functions.payment.recording import PaymentView
from shared.catalogue import Centre
from shared.french.typography import typeset
from shared.french.words import LATE_PAYMENTS, TRANSFERS
from shared.http.attempts import one_by_one
from shared.http.call import Call
from shared.http.operation import Answer, operation
from shared.late_payment import LatePayment, LateReason
from shared.models import Strict
from shared.problems.calls import DomainError, FileError
from shared.registration import access
from shared.registration.lifecycle import State
from shared.registration.model import Registration
from shared.registration.view import View
from shared.role import Role


class StatementQuery(Strict):
    """Nothing is recorded unless it is asked for: what is validated stays so."""

    dry_run: bool = Field(default=True, description="`false` pour enregistrer ; sinon, voir seulement ce qui le serait")


class TransferView(View):
    """One line of the file. What is known of the registration is there as soon as one is found."""

    line: int
    received_on: date | None
    amount_cents: int | None
    currency: str = "EUR"
    label: str
    outcome: TransferOutcome
    detail: str
    late_reason: LateReason | None
    reference: str | None
    given_name: str | None
    family_name: str | None
    expected_amount_cents: int | None


class StatementView(View):
    dry_run: bool
    ignored: int
    items: list[TransferView]


class _Said(NamedTuple):
    outcome: TransferOutcome
    late: LateReason | None = None


@operation(
    "POST",
    "/v1/centre/payments",
    summary="Rapprocher les virements d’un relevé bancaire (CSV) des dossiers du centre, puis les enregistrer",
    roles=frozenset({Role.CENTRE}),
    scope="payments:write",
    query=StatementQuery,
    takes_file=True,
    status=200,
    answer=StatementView,
    problems=(FileError,),
    keeps_answers=False,
)
def record_transfers(call: Call, query: StatementQuery, content: bytes) -> Answer:
    """One transaction a line, in the order of the lines; what cannot be done says so in its place and stops nothing."""
    given = statement.read(content)
    each = replace(call, idempotency_key=None, if_match=None)
    centre, lines = matching.matched(each, given.transfers)
    if query.dry_run:
        validated: dict[str, Registration] = {}
        actions = [partial(_foreseen, each, centre, one.found, validated) for one in lines]
    else:
        actions = [partial(_recorded, each, centre, one.found) for one in lines]
    answers = one_by_one(actions, since=call.now)
    items = [_shown(one, said) for one, said in zip(lines, answers, strict=True)]
    return Answer(200, StatementView(dry_run=query.dry_run, ignored=given.ignored, items=items))


def _recorded(call: Call, centre: Centre, found: Match | TransferOutcome) -> _Said:
    if isinstance(found, TransferOutcome):
        return _Said(found)
    item, known = found.read()
    registration = access.opened(item, call.identity)
    answer = recording.settle(call, found.payment, registration, centre, known)
    late = PaymentView.model_validate(answer.body).late_payment
    if known or registration.state is State.VALIDATED:
        return _Said(TransferOutcome.RECORDED)
    return _Said(TransferOutcome.LATE, late.reason) if late else _Said(TransferOutcome.EXACT)


def _foreseen(call: Call, centre: Centre, found: Match | TransferOutcome, validated: dict[str, Registration]) -> _Said:
    """What would be done; `validated` holds the registrations that earlier lines would have validated by then."""
    if isinstance(found, TransferOutcome):
        return _Said(found)
    item, known = found.read()
    stands = access.opened(item, call.identity)
    registration = validated.get(stands.reference, stands)
    late = LatePayment.model_validate(known) if known else None
    if decision.recorded_already(found.payment, registration, late):
        return _Said(TransferOutcome.RECORDED)
    verdict = decision.verdict(found.payment, registration, centre, now=call.now)
    if verdict.late:
        return _Said(TransferOutcome.LATE, verdict.late)
    changes = {"state": State.VALIDATED, "payment": found.payment}
    validated[stands.reference] = stands.model_copy(update=changes)
    return _Said(TransferOutcome.EXACT)


def _shown(one: Matched, given: _Said | DomainError) -> TransferView:
    said = given if isinstance(given, _Said) else _Said(matching.outcome_of(given))
    registration = one.found.registration if isinstance(one.found, Match) else None
    late = f" : {LATE_PAYMENTS[said.late]}" if said.late else ""
    return TransferView(
        line=one.transfer.line,
        received_on=one.transfer.received_on,
        amount_cents=one.transfer.amount_cents,
        label=one.transfer.label,
        outcome=said.outcome,
        detail=typeset(TRANSFERS[said.outcome] + late),
        late_reason=said.late,
        reference=registration.reference if registration else None,
        given_name=registration.given_name if registration else None,
        family_name=registration.family_name if registration else None,
        expected_amount_cents=registration.amount_cents if registration else None,
    )

"""Deferrals: asked by a candidate, decided by the association (Mode opératoire B, « rappel des règles de report »)."""

from datetime import timedelta
from typing import Annotated, Literal

from boto3.dynamodb.conditions import Key
from pydantic import Field, StringConstraints, ValidationInfo, field_validator

from functions.deferral import grant, own
from functions.deferral.request import ask
from functions.deferral.view import DeferralList, DeferralView, shown
from shared import deferral, keys, table
from shared.deferral import Deferral, DeferralState
from shared.documents.document import received
from shared.http.call import Call
from shared.http.door import Door
from shared.http.operation import Answer
from shared.http.paging import PageQuery
from shared.models import Strict
from shared.problems.calls import NotFoundError
from shared.problems.registrations import (
    AlreadyRegisteredError,
    DeferralDecidedError,
    DocumentMissingError,
    ExamNotRunError,
    NextSessionMissingError,
    NoSeatLeftError,
    SameHourError,
)
from shared.registration import access, transition
from shared.registration.lifecycle import Event
from shared.registration.model import Cause, LineDeferral, Registration
from shared.role import Role
from shared.settings import setting
from shared.table import Write

door = Door()
door.add(ask, own.list_own, own.add_document, own.cancel)
ASSOCIATION = frozenset({Role.ASSOCIATION})


class DecisionRequest(Strict):
    """`centre` is for the association to pick when the candidate's own is full or does not run the exam."""

    decision: Literal[DeferralState.GRANTED, DeferralState.REFUSED]
    reason: str | None = Field(default=None, validate_default=True, min_length=1, max_length=1000)
    centre: Annotated[str, StringConstraints(min_length=1, max_length=16, to_upper=True)] | None = None

    @field_validator("reason")
    @classmethod
    def _a_refusal_says_why(cls, reason: str | None, others: ValidationInfo) -> str | None:
        if others.data.get("decision") is DeferralState.REFUSED and not reason:
            raise ValueError("Indiquez le motif du refus")
        return reason


@door.operation(
    "GET",
    "/v1/deferrals",
    summary="Les demandes de report à décider, les plus anciennes d’abord",
    roles=ASSOCIATION,
    query=PageQuery,
    status=200,
    answer=DeferralList,
)
def list_to_decide(call: Call, query: PageQuery) -> Answer:
    partition = Key("work_pk").eq(keys.DEFERRALS)
    page = table.query(partition, index=keys.WORK_INDEX, limit=query.limit, after=query.cursor)
    items = [shown(Deferral.model_validate(item), call.identity) for item in page.items]
    return Answer(200, DeferralList(items=items, next=page.next))


@door.operation(
    "POST",
    "/v1/deferrals/{id}/decision",
    summary="Accorder ou refuser un report",
    roles=ASSOCIATION,
    body=DecisionRequest,
    status=200,
    answer=DeferralView,
    problems=(
        NotFoundError,
        DeferralDecidedError,
        DocumentMissingError,
        NextSessionMissingError,
        ExamNotRunError,
        SameHourError,
        NoSeatLeftError,
        AlreadyRegisteredError,
    ),
)
def decide(call: Call, id: str, body: DecisionRequest) -> Answer:
    asked, registration, _ = access.deferral(call, id)
    if asked.state is body.decision:
        return Answer(200, shown(asked, call.identity))
    access.check_undecided(asked, call.identity)
    said = {"decision_reason": body.reason, "decided_at": call.now, "decided_by": call.identity.actor()}
    decided = asked.model_copy(update={"state": body.decision, **said})
    if body.decision is DeferralState.REFUSED:
        writes = _refusal(registration, decided, call.cause)
    else:
        if not received(asked.documents):
            raise DocumentMissingError
        writes, new = grant.writes(registration, decided, body.centre, call.cause)
        decided = decided.model_copy(update={"registration": new})
    kept_for = timedelta(days=int(setting("DOCUMENT_RETENTION_DAYS")))
    writes.append(deferral.decided(decided, documents_kept_for=kept_for))
    return call.commit(writes, Answer(200, shown(decided, call.identity)))


def _refusal(registration: Registration, decided: Deferral, cause: Cause) -> list[Write]:
    """The registration stays as it is, and the lines may be asked for again."""
    changed = registration.lines_with(decided.exams, deferral=LineDeferral.REFUSED)
    after = transition.moved(registration, Event.DEFERRAL_REFUSED, cause, lines=changed)
    details = {"id": decided.id, "exams": list(decided.exams), "reason": decided.decision_reason}
    return transition.writes(registration, after, Event.DEFERRAL_REFUSED, cause, details)


lambda_handler = door.handler

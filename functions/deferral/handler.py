"""Deferrals: asked by a candidate, decided by the association (Mode opératoire B, « rappel des règles de report »)."""

from datetime import timedelta

from boto3.dynamodb.conditions import Key

from functions.deferral import decision
from functions.deferral.decision import DecisionRequest, DeferralRequest, Destination
from functions.deferral.view import DeferralList, DeferralView, shown
from shared import deferral, keys, table
from shared.catalogue import Centre, Exam, Seats, Session
from shared.deferral import Deferral, DeferralState
from shared.http.call import Call
from shared.http.door import Door
from shared.http.operation import Answer
from shared.http.paging import PageQuery
from shared.problems import (
    AlreadyDeferredError,
    AlreadyRegisteredError,
    DeadlinePassedError,
    DeferralDecidedError,
    ExamNotRunError,
    FieldError,
    IllegalTransitionError,
    NextSessionMissingError,
    NoSeatLeftError,
    NotFoundError,
    RegistrationNotFoundError,
    SameHourError,
    ValidationError,
)
from shared.registration import access, reference, transition
from shared.registration.lifecycle import Event
from shared.registration.model import LineDeferral, Registration, Role
from shared.settings import setting
from shared.table import Write

door = Door()
ASSOCIATION = frozenset({Role.ASSOCIATION})


@door.operation(
    "POST",
    "/v1/registrations/{reference}/deferral",
    summary="Demander le report d’épreuves d’une inscription validée",
    roles=frozenset({Role.CANDIDATE}),
    body=DeferralRequest,
    status=201,
    answer=DeferralView,
    problems=(RegistrationNotFoundError, IllegalTransitionError, AlreadyDeferredError, DeadlinePassedError),
)
def ask(call: Call, reference: str, body: DeferralRequest) -> Answer:
    registration, _ = access.load(call, reference)
    if (asked := _same_request(registration, body)) is not None:
        return Answer(201, shown(asked, call.identity))
    call.expects(registration.version)
    ask_within = timedelta(days=int(setting("DEFERRAL_REQUEST_DAYS")))
    decision.check_request(registration, body, ask_within=ask_within, now=call.now)
    id = deferral.identifier(registration.reference, registration.version + 1)
    after = decision.requested(registration, body, id, call.cause)
    request = Deferral(
        id=id,
        reference=registration.reference,
        nuc=registration.nuc,
        given_name=registration.given_name,
        family_name=registration.family_name,
        session=registration.session,
        centre=registration.centre,
        exams=body.exams,
        ground=body.ground,
        reason=body.reason,
        requested_at=call.now,
    )
    details = {"id": id, "exams": list(body.exams), "ground": str(body.ground)}
    return call.commit(
        [
            *transition.writes(registration, after, Event.DEFERRAL_REQUESTED, call.cause, details),
            deferral.requested(request),
        ],
        Answer(201, shown(request, call.identity)),
    )


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
        NextSessionMissingError,
        ExamNotRunError,
        SameHourError,
        NoSeatLeftError,
        AlreadyRegisteredError,
    ),
)
def decide(call: Call, id: str, body: DecisionRequest) -> Answer:
    item, old = call.read(keys.deferral(id), keys.registration(id.rpartition("-D")[0]))
    if item is None or old is None:
        raise NotFoundError("Aucune demande de report ne porte cet identifiant.")
    request, registration = Deferral.model_validate(item), access.opened(old, call.identity)
    if request.state is not DeferralState.REQUESTED:
        if request.state is not body.decision:
            raise DeferralDecidedError(shown(request, call.identity).decided_by, request.decided_at, request.state)
        return Answer(200, shown(request, call.identity))
    decided = request.model_copy(
        update={
            "state": body.decision,
            "decided_at": call.now,
            "decided_by": call.identity.actor(),
            "decision_reason": body.reason,
        }
    )
    if body.decision is DeferralState.REFUSED:
        return _refuse(call, registration, decided)
    return _grant(call, registration, decided, body.centre)


def _refuse(call: Call, registration: Registration, decided: Deferral) -> Answer:
    after = decision.refused(registration, decided.exams, call.cause)
    details = {"id": decided.id, "exams": list(decided.exams), "reason": decided.decision_reason}
    writes = transition.writes(registration, after, Event.DEFERRAL_REFUSED, call.cause, details)
    return _commit(call, writes, decided)


def _grant(call: Call, registration: Registration, decided: Deferral, centre: str | None) -> Answer:
    to = _destination(registration, decided, centre)
    drawn = reference.draw(to.session.code)
    after = decision.granted(registration, decided.exams, call.cause)
    new = decision.carried_over(registration, decided.exams, to, drawn, call.cause)
    granted = decided.model_copy(update={"registration": drawn})
    details = {"id": decided.id, "exams": list(decided.exams), "registration": drawn, "session": to.session.code}
    writes = [
        *transition.writes(registration, after, Event.DEFERRAL_GRANTED, call.cause, details),
        *transition.writes(None, new, Event.CARRIED_OVER, call.cause, {"from": registration.reference}),
    ]
    return _commit(call, writes, granted)


def _commit(call: Call, writes: list[Write], decided: Deferral) -> Answer:
    return call.commit([*writes, deferral.decided(decided)], Answer(200, shown(decided, call.identity)))


def _destination(registration: Registration, decided: Deferral, picked: str | None) -> Destination:
    centre_code = picked or registration.centre
    here, centre = table.read(keys.session(registration.session), keys.centre(centre_code))
    if centre is None:
        raise ValidationError([FieldError("/centre", "unknown", "Ce centre n’existe pas")])
    successor = Session.model_validate(here).successor
    if successor is None:
        raise NextSessionMissingError
    next_session, *rest = table.read(
        keys.session(successor),
        *(keys.exam(successor, exam) for exam in decided.exams),
        *(keys.seats(successor, centre_code, exam) for exam in decided.exams),
    )
    if next_session is None:
        raise NextSessionMissingError
    exams, seats = rest[: len(decided.exams)], rest[len(decided.exams) :]
    return Destination(
        Session.model_validate(next_session),
        Centre.model_validate(centre),
        [Exam.model_validate(one) for one in exams if one],
        [Seats.model_validate(one) for one in seats if one],
    )


def _same_request(registration: Registration, body: DeferralRequest) -> Deferral | None:
    """The open request for the same lines on the same ground, if this one repeats it."""
    ids = {line.deferral_id for line in registration.lines if line.deferral is LineDeferral.REQUESTED}
    asked = table.read(*(keys.deferral(id) for id in ids if id)) if ids else []
    return next(
        (
            one
            for one in (Deferral.model_validate(item) for item in asked if item)
            if set(one.exams) == set(body.exams) and one.ground is body.ground
        ),
        None,
    )


lambda_handler = door.handler

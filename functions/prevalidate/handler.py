"""A centre's answer to a request, its list and its seats (Mode opératoire B, étapes 2 et 3)."""

from functions.prevalidate import decision, notifications, received, seats
from functions.prevalidate.decision import RefusalRequest
from shared import keys
from shared.catalogue import Centre, Session
from shared.http.call import Call, entity_tag
from shared.http.door import Door
from shared.http.operation import Answer
from shared.models import Nothing
from shared.problems.registrations import (
    DeadlinePassedError,
    IllegalTransitionError,
    NoSeatLeftError,
    RegistrationNotFoundError,
    TooLateError,
)
from shared.registration import access, reference, transition, view
from shared.registration.lifecycle import Event, State
from shared.registration.model import Registration, Role
from shared.settings import deadline_rules

door = Door()
door.add(
    received.list_received,
    seats.list_seats,
    seats.change_capacity,
    notifications.get_notifications,
    notifications.choose_notifications,
)
CENTRE = frozenset({Role.CENTRE})


@door.operation(
    "POST",
    "/v1/registrations/{reference}/prevalidation",
    summary="Pré-valider une demande : les places sont prises et le délai de règlement commence",
    roles=CENTRE,
    scope="registrations:decide",
    body=Nothing,
    status=200,
    answer=view.DecisionView,
    problems=(RegistrationNotFoundError, IllegalTransitionError, DeadlinePassedError, NoSeatLeftError, TooLateError),
)
def prevalidate(call: Call, reference: str, body: Nothing) -> Answer:
    registration, centre, session = _load(call, reference)
    if registration.state is State.PREVALIDATED:
        return _answer(registration, centre, call)
    call.expects(registration.version)
    after = decision.prevalidated(registration, session, centre, deadline_rules(), call.cause)
    details = {"deadline_at": after.attributes()["deadline_at"]}
    return call.commit(
        transition.writes(registration, after, Event.PREVALIDATED, call.cause, details), _answer(after, centre, call)
    )


@door.operation(
    "POST",
    "/v1/registrations/{reference}/refusal",
    summary="Refuser une demande, avec un motif",
    roles=CENTRE,
    scope="registrations:decide",
    body=RefusalRequest,
    status=200,
    answer=view.DecisionView,
    problems=(RegistrationNotFoundError, IllegalTransitionError),
)
def refuse(call: Call, reference: str, body: RefusalRequest) -> Answer:
    registration, centre, _ = _load(call, reference)
    if registration.state is State.REFUSED and registration.refusal == body.reason:
        return _answer(registration, centre, call)
    call.expects(registration.version)
    after = decision.refused(registration, body, call.cause)
    details = body.model_dump(mode="json", exclude_none=True)
    return call.commit(
        transition.writes(registration, after, Event.REFUSED, call.cause, details), _answer(after, centre, call)
    )


def _load(call: Call, typed: str) -> tuple[Registration, Centre, Session]:
    place, season = keys.centre(call.identity.centre), keys.session(reference.session_of(reference.parse(typed)))
    registration, (centre, session) = access.load(call, typed, place, season)
    return registration, Centre.model_validate(centre), Session.model_validate(session)


def _answer(registration: Registration, centre: Centre, call: Call) -> Answer:
    body = view.decided(registration, centre, call.identity)
    return Answer(200, body, {"ETag": entity_tag(registration.version)})


lambda_handler = door.handler

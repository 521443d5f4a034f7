"""A candidate's registrations: send a request to a centre, read, list, withdraw (Mode opératoire B, étapes 1 et 2)."""

from functions.register import lists, request
from functions.register.request import RegistrationRequest
from shared import audit, keys, table
from shared.candidate import Candidate
from shared.catalogue import Centre
from shared.http.call import Call, entity_tag
from shared.http.door import Door
from shared.http.operation import Answer
from shared.models import Nothing
from shared.problems.registrations import (
    AlreadyRegisteredError,
    DetailsMissingError,
    ExamNotRunError,
    IllegalTransitionError,
    NirMissingError,
    RegistrationNotFoundError,
    SessionClosedError,
)
from shared.registration import access, reference, transition, view
from shared.registration.lifecycle import Event, State
from shared.role import Role

door = Door()
door.add(lists.list_registrations)
CANDIDATE = frozenset({Role.CANDIDATE})
EVERYBODY = frozenset({Role.CANDIDATE, Role.CENTRE, Role.ASSOCIATION})


@door.operation(
    "POST",
    "/v1/registrations",
    summary="Envoyer une demande d’inscription à un centre",
    roles=CANDIDATE,
    body=RegistrationRequest,
    status=201,
    answer=view.RegistrationView,
    problems=(SessionClosedError, ExamNotRunError, AlreadyRegisteredError, DetailsMissingError, NirMissingError),
)
def create(call: Call, body: RegistrationRequest) -> Answer:
    offer = request.load(call, body)
    registration = request.decide(offer, body, reference.draw(body.session), call.cause)
    headers = {"Location": f"/v1/registrations/{registration.reference}", "ETag": entity_tag(registration.version)}
    return call.commit(
        transition.writes(None, registration, Event.REGISTERED, call.cause),
        Answer(201, view.listed(registration, call), headers),
    )


@door.operation(
    "GET",
    "/v1/registrations/{reference}",
    summary="Un dossier et son histoire",
    roles=EVERYBODY,
    scope="registrations:read",
    status=200,
    answer=view.RegistrationFileView,
    problems=(RegistrationNotFoundError,),
)
def read(call: Call, reference: str) -> Answer:
    registration, history = access.file(call, reference)
    where, who = keys.centre(registration.centre), keys.candidate(registration.nuc)
    centre, person, *trail = table.read(where, who, *audit.to_read(call))
    audit.record(call, registration.reference, trail)
    body = view.file(
        registration,
        Centre.model_validate(centre),
        history,
        Candidate.model_validate(person) if person else None,
        call,
    )
    return Answer(200, body, {"ETag": entity_tag(registration.version)})


@door.operation(
    "POST",
    "/v1/registrations/{reference}/withdrawal",
    summary="Retirer sa demande avant le règlement",
    roles=CANDIDATE,
    body=Nothing,
    status=200,
    answer=view.RegistrationView,
    problems=(RegistrationNotFoundError, IllegalTransitionError),
)
def withdraw(call: Call, reference: str, body: Nothing) -> Answer:
    registration, _ = access.load(call, reference)
    if registration.state is State.WITHDRAWN:
        return Answer(200, view.listed(registration, call))
    call.expects(registration.version)
    withdrawn = transition.moved(registration, Event.WITHDRAWN, call.cause, due_at=None)
    return call.commit(
        transition.writes(registration, withdrawn, Event.WITHDRAWN, call.cause),
        Answer(200, view.listed(withdrawn, call), {"ETag": entity_tag(withdrawn.version)}),
    )


lambda_handler = door.handler

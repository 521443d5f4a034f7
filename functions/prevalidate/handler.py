"""A centre's answer to a request, its list and its seats (Mode opératoire B, étapes 2 et 3)."""

from functions.prevalidate import (
    attendance,
    bulk,
    deadline_now,
    deciding,
    notifications,
    received,
    seats,
    sheets_of_centre,
    waiting,
)
from functions.prevalidate.decision import RefusalRequest
from shared import keys
from shared.catalogue import Centre, Session
from shared.http.call import Call
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
from shared.registration import access, reference, view
from shared.registration.model import Registration
from shared.role import Role

door = Door()
door.add(received.list_received, seats.list_seats, seats.change_capacity, bulk.decide, deadline_now.read_deadline)
door.add(attendance.list_attendance, attendance.attendance_sheet)
door.add(sheets_of_centre.registrations_sheet, sheets_of_centre.seats_sheet)
door.add(notifications.get_notifications, notifications.choose_notifications)
door.add(waiting.count_waiting)
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
    return deciding.prevalidate(call, *_load(call, reference))


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
    registration, _, centre = _load(call, reference)
    return deciding.refuse(call, registration, centre, body)


def _load(call: Call, typed: str) -> tuple[Registration, Session, Centre]:
    place, season = keys.centre(call.identity.centre), keys.session(reference.session_of(reference.parse(typed)))
    registration, (centre, session) = access.load(call, typed, place, season)
    return registration, Session.model_validate(session), Centre.model_validate(centre)


lambda_handler = door.handler

"""A centre's requests and seats: list, pre-validate or refuse, count seats (Mode opératoire B, étapes 2 et 3)."""

from boto3.dynamodb.conditions import Attr, Key

from functions.prevalidate import decision
from functions.prevalidate.decision import RefusalRequest
from functions.prevalidate.lists import CentreListQuery, SeatsList, SeatsQuery, SeatsRequest, SeatsView, range_of
from shared import catalogue, keys, table
from shared.catalogue import Centre, Seats
from shared.http.call import Call, entity_tag
from shared.http.door import Door
from shared.http.operation import Answer
from shared.models import Nothing
from shared.problems import (
    CapacityBelowSeatsTakenError,
    ExamNotRunError,
    IllegalTransitionError,
    NoSeatLeftError,
    NotFoundError,
    RegistrationNotFoundError,
    TooLateError,
)
from shared.registration import access, transition, view
from shared.registration.lifecycle import Event, State
from shared.registration.model import Registration, Role
from shared.settings import deadline_rules

door = Door()
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
    problems=(RegistrationNotFoundError, IllegalTransitionError, NoSeatLeftError, TooLateError),
)
def prevalidate(call: Call, reference: str, body: Nothing) -> Answer:
    registration, centre = _load(call, reference)
    if registration.state is State.PREVALIDATED:
        return _answer(registration, centre, call)
    call.expects(registration.version)
    after = decision.prevalidated(registration, centre, deadline_rules(), call.cause)
    details = {"deadline_at": keys.instant(after.deadline_at)} if after.deadline_at else {}
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
    registration, centre = _load(call, reference)
    if registration.state is State.REFUSED and registration.refusal == body.reason:
        return _answer(registration, centre, call)
    call.expects(registration.version)
    after = decision.refused(registration, body, call.cause)
    details = body.model_dump(mode="json", exclude_none=True)
    return call.commit(
        transition.writes(registration, after, Event.REFUSED, call.cause, details), _answer(after, centre, call)
    )


@door.operation(
    "GET",
    "/v1/centre/registrations",
    summary="Les demandes reçues par le centre, par état puis de la plus ancienne à la plus récente",
    roles=CENTRE,
    scope="registrations:read",
    query=CentreListQuery,
    status=200,
    answer=view.RegistrationList,
)
def list_received(call: Call, query: CentreListQuery) -> Answer:
    session = query.session or _current_session(call)
    page = table.query(
        Key("centre_pk").eq(call.identity.centre) & range_of(query, session),
        index=keys.CENTRE_INDEX,
        limit=query.limit,
        after=query.cursor,
    )
    return Answer(200, view.listed_page(page, call))


@door.operation(
    "GET",
    "/v1/centre/seats",
    summary="Les places du centre, épreuve par épreuve",
    roles=CENTRE,
    scope="registrations:read",
    query=SeatsQuery,
    status=200,
    answer=SeatsList,
)
def list_seats(call: Call, query: SeatsQuery) -> Answer:
    session = query.session or _current_session(call)
    offered = table.all_of(
        Key("pk").eq(keys.session_partition(session))
        & Key("sk").begins_with(keys.seats_of_centre(call.identity.centre))
    )
    return Answer(200, SeatsList(session=session, items=[SeatsView.of(Seats.model_validate(one)) for one in offered]))


@door.operation(
    "PUT",
    "/v1/centre/seats/{exam}",
    summary="Changer la capacité d’une épreuve, jamais au-dessous des places prises",
    roles=CENTRE,
    scope="registrations:decide",
    body=SeatsRequest,
    status=200,
    answer=SeatsView,
    problems=(CapacityBelowSeatsTakenError, ExamNotRunError),
)
def change_capacity(call: Call, exam: str, body: SeatsRequest) -> Answer:
    session = body.session or _current_session(call)
    key = keys.seats(session, call.identity.centre, exam.upper())
    (item,) = call.read(key)
    if item is None:
        raise ExamNotRunError([exam])
    seats = Seats.model_validate(item | {"capacity": body.capacity})
    change = table.update(
        key,
        table.PRESENT & Attr("taken").lte(body.capacity),
        set={"capacity": body.capacity},
        refused=lambda stood: CapacityBelowSeatsTakenError(stood.get("taken", 0)),
    )
    return call.commit([change], Answer(200, SeatsView.of(seats)))


def _load(call: Call, typed: str) -> tuple[Registration, Centre]:
    registration, (centre,) = access.load(call, typed, keys.centre(call.identity.centre))
    return registration, Centre.model_validate(centre)


def _answer(registration: Registration, centre: Centre, call: Call) -> Answer:
    body = view.decided(registration, centre, call.identity)
    return Answer(200, body, {"ETag": entity_tag(registration.version)})


def _current_session(call: Call) -> str:
    session = catalogue.current_session(catalogue.sessions(), now=call.now)
    if session is None:
        raise NotFoundError("Aucune session n’est ouverte actuellement.")
    return session.code


lambda_handler = door.handler

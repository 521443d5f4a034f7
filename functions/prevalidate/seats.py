"""A centre's seats: how many there are, how many are taken, how many there shall be."""

from typing import Self

from boto3.dynamodb.conditions import Attr, Key
from pydantic import Field

from shared import catalogue, keys, table
from shared.catalogue import Seats, SessionCode
from shared.http.call import Call
from shared.http.operation import Answer, operation
from shared.models import Strict
from shared.problems.registrations import CapacityBelowSeatsTakenError, ExamNotRunError
from shared.registration.view import View
from shared.role import Role

CENTRE = frozenset({Role.CENTRE})


class SeatsQuery(Strict):
    """`session` is the current one when it is left out."""

    session: SessionCode | None = None


class SeatsRequest(Strict):
    capacity: int = Field(ge=0, le=10_000)
    session: SessionCode | None = None


class SeatsView(View):
    exam: str
    capacity: int
    taken: int
    left: int

    @classmethod
    def of(cls, seats: Seats) -> Self:
        return cls.model_validate(seats, from_attributes=True)


class SeatsList(View):
    session: str
    items: list[SeatsView]


@operation(
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
    session = query.session or catalogue.session_meant(now=call.now)
    return Answer(200, SeatsList(session=session, items=[SeatsView.of(one) for one in offered(call, session)]))


def offered(call: Call, session: str) -> list[Seats]:
    """What the calling centre offers in a session: one query, as many items as exams."""
    found = table.all_of(
        Key("pk").eq(keys.session_partition(session))
        & Key("sk").begins_with(keys.seats_of_centre(call.identity.centre))
    )
    return [Seats.model_validate(one) for one in found]


@operation(
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
    session = body.session or catalogue.session_meant(now=call.now)
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

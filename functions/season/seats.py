"""The seats of a session as the association sees and sets them."""

from collections.abc import Callable
from typing import Self

from boto3.dynamodb.conditions import Attr, Key
from pydantic import Field

from functions.season import columns, season
from functions.season.sessions import ASSOCIATION
from shared import catalogue, keys, table
from shared.attributes import Item
from shared.catalogue import Seats
from shared.http.call import Call
from shared.http.operation import Answer, operation
from shared.http.paging import PageQuery
from shared.models import Strict
from shared.problems.calls import NotFoundError
from shared.problems.registrations import CapacityBelowSeatsTakenError
from shared.problems.season import CentreNotFoundError, DraftNotFoundError
from shared.registration.view import View
from shared.table import Write


class CapacityRequest(Strict):
    capacity: int = Field(ge=0, le=columns.MOST_SEATS)


class OfferedView(View):
    centre: str
    exam: str
    capacity: int
    taken: int
    left: int

    @classmethod
    def of(cls, seats: Seats) -> Self:
        return cls.model_validate(seats, from_attributes=True)


class OfferedList(View):
    items: list[OfferedView]
    next: str | None


def offered(wanted: Seats, *, refused: Callable[[Item], Exception]) -> Write:
    """Never fewer than are taken.

    The same write for an offering that is new and for one whose capacity changes: two at once make one offering.
    """
    said = wanted.attributes() | {"kind": catalogue.ITEM_KINDS[Seats]}
    del said["taken"]
    return table.update(
        keys.seats(wanted.session, wanted.centre, wanted.exam),
        table.ABSENT | Attr("taken").lte(wanted.capacity),
        set=said,
        add={"taken": 0},
        refused=refused,
    )


@operation(
    "GET",
    "/v1/sessions/{session}/seats",
    summary="Les places de tous les centres à une session, même en brouillon",
    roles=ASSOCIATION,
    query=PageQuery,
    status=200,
    answer=OfferedList,
)
def list_offered(call: Call, session: str, query: PageQuery) -> Answer:
    partition = Key("pk").eq(keys.session_partition(session)) & Key("sk").begins_with(keys.SEATS)
    page = table.query(partition, limit=query.limit, after=query.cursor)
    items = [OfferedView.of(Seats.model_validate(one)) for one in page.items]
    return Answer(200, OfferedList(items=items, next=page.next))


@operation(
    "PUT",
    "/v1/sessions/{session}/centres/{centre}/seats/{exam}",
    summary="Changer les places d’un centre pour une épreuve, jamais au-dessous des places prises",
    roles=ASSOCIATION,
    body=CapacityRequest,
    status=200,
    answer=OfferedView,
    problems=(CapacityBelowSeatsTakenError, DraftNotFoundError, CentreNotFoundError),
)
def put_offered(call: Call, session: str, centre: str, exam: str, body: CapacityRequest) -> Answer:
    centre, exam = centre.upper(), exam.upper()
    draft, published, where, what, stood = call.read(
        keys.session_draft(session),
        keys.session(session),
        keys.centre(centre),
        keys.exam(session, exam),
        keys.seats(session, centre, exam),
    )
    if season.standing(draft, published).session is None:
        raise DraftNotFoundError
    if where is None:
        raise CentreNotFoundError
    if what is None:
        raise NotFoundError("Cette session n’a pas d’épreuve de ce code.")
    taken = stood["taken"] if stood else 0
    wanted = Seats(session=session, centre=centre, exam=exam, capacity=body.capacity, taken=taken)
    write = offered(wanted, refused=lambda now_is: CapacityBelowSeatsTakenError(now_is["taken"]))
    return call.commit([write], Answer(200, OfferedView.of(wanted)))

"""What waits at one centre, for the association: how much, and since when, but nobody's name."""

from datetime import datetime
from typing import Final

from boto3.dynamodb.conditions import Key
from pydantic import Field

from functions.prevalidate.seats import SeatsQuery
from shared import catalogue, keys, table
from shared.http.call import Call
from shared.http.operation import Answer, operation
from shared.registration.lifecycle import State
from shared.registration.model import Registration
from shared.registration.view import View
from shared.role import Role

COUNTED_AT_MOST: Final = 100


class WaitingView(View):
    session: str
    count: int = Field(description="Les demandes à traiter, 100 au plus")
    more: bool = Field(description="Vrai s’il y en a davantage")
    oldest_at: datetime | None = Field(description="Depuis quand la plus ancienne attend ; vide si aucune n’attend")


@operation(
    "GET",
    "/v1/centres/{centre}/waiting",
    summary="Combien de demandes attendent la réponse d’un centre, et depuis quand",
    roles=frozenset({Role.ASSOCIATION}),
    query=SeatsQuery,
    status=200,
    answer=WaitingView,
)
def count_waiting(call: Call, centre: str, query: SeatsQuery) -> Answer:
    """A centre that does not exist has nothing waiting: that would take a second read to know."""
    session = query.session or catalogue.session_meant(now=call.now)
    waiting = Key("centre_sk").begins_with(keys.centre_list(session, State.PENDING))
    of_centre = Key("centre_pk").eq(centre.upper())
    page = table.query(of_centre & waiting, index=keys.CENTRE_INDEX, limit=COUNTED_AT_MOST)
    oldest = Registration.model_validate(page.items[0]).entered_at if page.items else None
    answer = WaitingView(session=session, count=len(page.items), more=page.next is not None, oldest_at=oldest)
    return Answer(200, answer)

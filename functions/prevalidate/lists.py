"""What a centre may ask of its lists, and what it is told of its seats."""

from datetime import UTC, datetime
from typing import Self

from boto3.dynamodb.conditions import ConditionBase, Key
from pydantic import AwareDatetime, Field, model_validator

from shared import keys
from shared.catalogue import Seats, SessionCode
from shared.http.paging import PageQuery
from shared.models import Strict
from shared.registration.lifecycle import State
from shared.registration.view import View


class CentreListQuery(PageQuery):
    """`session` is the current one when it is left out.

    `modified_since` goes with one `state`: it lists what has changed in that state since then, reminders apart.
    """

    session: SessionCode | None = None
    state: State | None = None
    modified_since: AwareDatetime | None = None

    @model_validator(mode="after")
    def _since_needs_a_state(self) -> Self:
        if self.modified_since and not self.state:
            raise ValueError("Ajoutez le paramètre state : modified_since se lit état par état")
        return self


class SeatsQuery(Strict):
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


def range_of(query: CentreListQuery, session: str) -> ConditionBase:
    """The part of a centre's index that a query is about."""
    beginning = keys.centre_list(session, query.state)
    if query.modified_since is None:
        return Key("centre_sk").begins_with(beginning)
    since: datetime = query.modified_since.astimezone(UTC)
    return Key("centre_sk").between(f"{beginning}{keys.instant(since)}", f"{beginning}~")

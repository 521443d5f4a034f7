"""The list of what a centre has received."""

from datetime import UTC, datetime

from boto3.dynamodb.conditions import ConditionBase, Key
from pydantic import ValidationInfo, field_validator

from shared import catalogue, keys, table
from shared.catalogue import SessionCode
from shared.http.call import Call
from shared.http.operation import Answer, operation
from shared.http.paging import PageQuery
from shared.models import Instant
from shared.registration import view
from shared.registration.lifecycle import State
from shared.role import Role
from shared.table import Page


class CentreListQuery(PageQuery):
    """`session` is the current one when it is left out.

    `modified_since` goes with one `state`: it lists what has changed in that state since then, reminders apart.
    """

    session: SessionCode | None = None
    state: State | None = None
    modified_since: Instant | None = None

    @field_validator("modified_since")
    @classmethod
    def _of_one_state(cls, since: datetime | None, others: ValidationInfo) -> datetime | None:
        if since is None:
            return None
        if not others.data.get("state"):
            raise ValueError("Ajoutez le paramètre state : modified_since se lit état par état")
        try:
            return since.astimezone(UTC)
        except OverflowError:
            raise ValueError("Donnez une date plus proche d’aujourd’hui") from None


@operation(
    "GET",
    "/v1/centre/registrations",
    summary="Les demandes reçues par le centre, par état puis de la plus ancienne à la plus récente",
    roles=frozenset({Role.CENTRE}),
    scope="registrations:read",
    query=CentreListQuery,
    status=200,
    answer=view.RegistrationList,
)
def list_received(call: Call, query: CentreListQuery) -> Answer:
    _, found = page(call, query)
    return Answer(200, view.listed_page(found, call))


def page(call: Call, query: CentreListQuery) -> tuple[str, Page]:
    """The session that is meant, and one page of what was received for it."""
    session = query.session or catalogue.session_meant(now=call.now)
    found = table.query(
        Key("centre_pk").eq(call.identity.centre) & _range(query, session),
        index=keys.CENTRE_INDEX,
        limit=query.limit,
        after=query.cursor,
    )
    return session, found


def _range(query: CentreListQuery, session: str) -> ConditionBase:
    """The part of the centre's index that a query is about."""
    beginning = keys.centre_list(session, query.state)
    if query.modified_since is None:
        return Key("centre_sk").begins_with(beginning)
    return Key("centre_sk").between(f"{beginning}{keys.instant(query.modified_since)}", f"{beginning}~")

"""The example season that `make run` loads into an empty table: sessions, centres, people, and how to sign in."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from local.cloud import Cloud
from local.season import accounts
from local.season.accounts import Account
from local.season.example import ASSOCIATION, Example, example
from shared import api_key, candidate, catalogue, keys, person
from shared.api_key import ApiKey, Scope
from shared.attributes import serialised
from shared.catalogue import Centre, Exam, Seats, Session

BATCH: Final = 25
"""DynamoDB takes no more in one call."""


def load(cloud: Cloud, now: datetime) -> dict[str, Any]:
    """Fills the table and the user pool; returns what `access.json` says of the session and of the people.

    Done again, it completes what is missing and leaves the rest alone, but for the passwords and keys: new ones are
    drawn, because nobody can know the old ones any more.
    """
    season = example(now)
    candidates = [Account(one.nuc, one.email) for one in season.candidates]
    people = {one.email: Account(one.email, one.email, one.role) for one in [*season.people, ASSOCIATION]}
    api_keys = {one.centre: api_key.draw("test") for one in season.people if one.centre}
    accounts.create(cloud, [*candidates, *people.values()])
    _write(cloud, [*_people(season), *_keys(api_keys, now)])
    if not _is_there(cloud, keys.session(season.sessions[0].code)):
        _write(cloud, _offer(season))
    return {
        "session": season.sessions[0].code,
        "candidates": [{"nuc": account.username, "password": account.password} for account in candidates],
        "centres": [
            {
                "code": centre,
                "api_key": key,
                "people": [_credentials(people[one.email]) for one in season.people if one.centre == centre],
            }
            for centre, key in api_keys.items()
        ],
        "association": _credentials(people[ASSOCIATION.email]),
    }


def _people(season: Example) -> list[dict[str, Any]]:
    pointers = [pointer for one in season.candidates for pointer in candidate.pointers(one)]
    return [*map(candidate.item, season.candidates), *pointers, *map(person.item, [*season.people, ASSOCIATION])]


def _offer(season: Example) -> list[dict[str, Any]]:
    """The sessions last: once one is there, so are its seats, and nobody has taken any before."""
    offer: list[Session | Exam | Centre | Seats] = [*season.exams, *season.centres, *season.seats, *season.sessions]
    return [catalogue.item(one) for one in offer]


def _keys(drawn: dict[str, str], now: datetime) -> Iterator[dict[str, Any]]:
    """One for each centre, so that it can make another."""
    for centre, whole_key in drawn.items():
        known = ApiKey(
            id=api_key.draw_id(), centre=centre, label="Clé d’exemple", scopes=frozenset(Scope), created_at=now
        )
        yield from (api_key.item(whole_key, known), api_key.count(centre, 1))


def _credentials(account: Account) -> dict[str, str]:
    return {"email": account.email, "password": account.password}


def _is_there(cloud: Cloud, key: keys.Key) -> bool:
    wanted = {name: {"S": value} for name, value in key.items()}
    return "Item" in cloud.client("dynamodb").get_item(TableName=cloud.outputs["TableName"], Key=wanted)


def _write(cloud: Cloud, items: list[dict[str, Any]]) -> None:
    dynamodb = cloud.client("dynamodb")
    puts = [{"PutRequest": {"Item": serialised(item)}} for item in items]
    for start in range(0, len(puts), BATCH):
        pending = {cloud.outputs["TableName"]: puts[start : start + BATCH]}
        while pending:
            pending = dynamodb.batch_write_item(RequestItems=pending)["UnprocessedItems"]

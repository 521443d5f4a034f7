"""The example season that `make run` loads into an empty table: sessions, centres, people, and how to sign in."""

from datetime import datetime
from typing import Any, Final

from boto3.dynamodb.types import TypeSerializer

from local.cloud import Cloud
from local.season import accounts
from local.season.accounts import Account
from local.season.example import ASSOCIATION, Example, example
from shared import api_key, candidate, catalogue, person
from shared.api_key import ApiKey, Scope
from shared.catalogue import Centre, Exam, Seats, Session

BATCH: Final = 25
"""DynamoDB takes no more in one call."""


def load(cloud: Cloud, now: datetime) -> dict[str, Any]:
    """Fills the table and the user pool; returns what `access.json` says of the session and of the people.

    After a load that was interrupted it starts over: passwords and keys are drawn again.
    """
    season = example(now)
    candidates = [Account(one.nuc, one.email) for one in season.candidates]
    people = [Account(one.email, one.email, one.role) for one in season.people]
    association = Account(ASSOCIATION.email, ASSOCIATION.email, ASSOCIATION.role)
    api_keys = {one.centre: api_key.draw("live") for one in season.people if one.centre}
    accounts.create(cloud, [*candidates, *people, association])
    _write(cloud, [*_items(season), *(_key_item(key, centre, now) for centre, key in api_keys.items())])
    return {
        "session": season.sessions[0].code,
        "candidates": [{"nuc": account.username, "password": account.password} for account in candidates],
        "centres": [
            {
                "code": centre,
                "api_key": key,
                "people": [
                    _credentials(account)
                    for account, one in zip(people, season.people, strict=True)
                    if one.centre == centre
                ],
            }
            for centre, key in api_keys.items()
        ],
        "association": _credentials(association),
    }


def _items(season: Example) -> list[dict[str, Any]]:
    offer: list[Session | Exam | Centre | Seats] = [*season.sessions, *season.exams, *season.centres, *season.seats]
    return [
        *map(catalogue.item, offer),
        *map(candidate.item, season.candidates),
        *map(person.item, [*season.people, ASSOCIATION]),
    ]


def _key_item(key: str, centre: str, now: datetime) -> dict[str, Any]:
    return api_key.item(
        key,
        ApiKey(id=api_key.draw_id(), centre=centre, label="Clé d’exemple", scopes=frozenset(Scope), created_at=now),
    )


def _credentials(account: Account) -> dict[str, str]:
    return {"email": account.email, "password": account.password}


def _write(cloud: Cloud, items: list[dict[str, Any]]) -> None:
    dynamodb = cloud.client("dynamodb")
    serialize = TypeSerializer().serialize
    puts = [{"PutRequest": {"Item": {name: serialize(value) for name, value in item.items()}}} for item in items]
    for start in range(0, len(puts), BATCH):
        pending = {cloud.outputs["TableName"]: puts[start : start + BATCH]}
        while pending:
            pending = dynamodb.batch_write_item(RequestItems=pending)["UnprocessedItems"]

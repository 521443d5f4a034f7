"""A centre's API keys: drawn here, shown once, kept as a hash."""

import secrets
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from boto3.dynamodb.conditions import Attr

from shared import keys, table
from shared.catalogue import Code
from shared.models import Stored
from shared.patterns import pattern
from shared.problems.people import TooManyKeysError
from shared.table import StaleError, Write

PREFIX: Final = "cup_"
_FORM: Final = pattern(rf"{PREFIX}(live|test)_[A-Za-z0-9_-]{{43}}")

USE_RECORDED_EVERY: Final = timedelta(minutes=10)
"""The last use is shown to the nearest ten minutes: a busy key costs six writes an hour."""


IN_FORCE_AT_MOST: Final = 2
"""For a centre, so that a key can be replaced without a gap."""

PEOPLE_ONLY: Final = "centre:manage"
"""What a person of a centre may do besides every `Scope`, and no key ever can: manage the keys."""


class Scope(StrEnum):
    READ = "registrations:read"
    DECIDE = "registrations:decide"
    PAY = "payments:write"


class ApiKey(Stored):
    id: str
    """What a key is called where it acts or is listed. It says nothing about the key."""
    centre: Code
    label: str
    scopes: frozenset[Scope]
    created_at: datetime
    created_by: str | None = None
    """The name of the person."""
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None

    def use_is_worth_recording(self, *, now: datetime) -> bool:
        return self.last_used_at is None or now - self.last_used_at >= USE_RECORDED_EVERY


def draw(kind: str) -> str:
    """A new key, `live` or `test`: 256 random bits behind a prefix by which scanners of source code know it."""
    return f"{PREFIX}{kind}_{secrets.token_urlsafe(32)}"


def is_one(text: str) -> bool:
    return _FORM.fullmatch(text) is not None


def draw_id() -> str:
    return secrets.token_hex(6)


def item(whole_key: str, key: ApiKey) -> dict[str, Any]:
    place = keys.api_keys_of_centre(key.centre, key.created_at, key.id)
    return {**keys.api_key(whole_key), "kind": "api_key", **key.attributes(), **place}


def count(centre: str, in_force: int) -> dict[str, Any]:
    """How many keys of a centre are in force: what a new one is held to."""
    return {**keys.api_key_count(centre), "kind": "api_key_count", "in_force": in_force}


def created(whole_key: str, key: ApiKey) -> list[Write]:
    """Refused when the centre has its two keys."""
    room = Attr("in_force").not_exists() | Attr("in_force").lt(IN_FORCE_AT_MOST)
    counted = table.update(
        keys.api_key_count(key.centre),
        room,
        set={"kind": "api_key_count"},
        add={"in_force": 1},
        refused=lambda _: TooManyKeysError(),
    )
    return [table.put(item(whole_key, key)), counted]


def revoked(key: keys.Key, centre: str, *, now: datetime) -> list[Write]:
    return [
        table.update(
            key,
            table.PRESENT & Attr("revoked_at").not_exists(),
            set={"revoked_at": keys.instant(now)},
            refused=lambda _: StaleError(),
        ),
        table.update(keys.api_key_count(centre), add={"in_force": -1}),
    ]


def used(whole_key: str, *, now: datetime) -> Write:
    return table.update(keys.api_key(whole_key), set={"last_used_at": keys.instant(now)})

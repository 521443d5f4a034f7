"""A centre's API keys: drawn here, shown once, kept as a hash."""

import re
import secrets
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, Literal

from shared import keys, table
from shared.catalogue import Code
from shared.models import Stored
from shared.table import Write

PREFIX: Final = "cup_"
_FORM: Final = re.compile(rf"{PREFIX}(live|test)_[A-Za-z0-9_-]{{43}}")

USE_RECORDED_EVERY: Final = timedelta(minutes=10)
"""The last use is shown to the nearest ten minutes: a busy key costs six writes an hour."""


class Scope(StrEnum):
    READ = "registrations:read"
    DECIDE = "registrations:decide"
    PAY = "payments:write"


class ApiKey(Stored):
    """One key of a centre; two can be in force at once, so that one can replace the other without a gap."""

    id: str
    """What a key is called where it acts or is listed. It says nothing about the key."""
    centre: Code
    label: str
    scopes: frozenset[Scope]
    created_at: datetime
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None

    def use_is_worth_recording(self, *, now: datetime) -> bool:
        return self.last_used_at is None or now - self.last_used_at >= USE_RECORDED_EVERY


def draw(environment: Literal["live", "test"]) -> str:
    """A new key: 256 random bits behind a prefix by which scanners of source code know it."""
    return f"{PREFIX}{environment}_{secrets.token_urlsafe(32)}"


def is_one(text: str) -> bool:
    return _FORM.fullmatch(text) is not None


def draw_id() -> str:
    return secrets.token_hex(6)


def item(whole_key: str, key: ApiKey) -> dict[str, Any]:
    return {**keys.api_key(whole_key), "kind": "api_key", **key.attributes()}


def used(whole_key: str, *, now: datetime) -> Write:
    return table.update(keys.api_key(whole_key), set={"last_used_at": keys.instant(now)})

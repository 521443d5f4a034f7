"""One-time links: drawn by the mailer at the moment of sending, kept as a hash, good for an hour, used once."""

import secrets
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Self

from boto3.dynamodb.conditions import Attr, ConditionBase

from shared import keys, table
from shared.attributes import Item
from shared.models import Stored
from shared.problems.people import LinkExpiredError
from shared.table import Write

LIFETIME: Final = timedelta(minutes=60)
WITHOUT_NAME: Final = Attr("user_name").not_exists()


class Purpose(StrEnum):
    PASSWORD = "password"  # noqa: S105 (what the link is for)
    FIRST_TIME = "first-time"
    ADDRESS = "address"


class Link(Stored):
    purpose: Purpose
    ttl: int
    """The end, in seconds since 1970: the table may delete the item up to two days later."""
    user_name: str | None = None
    """Whose password or address: a NUC, or the e-mail address of one of the staff. A first-time candidate's NUC."""
    email: str | None = None
    """The address that the link was sent to, where that is what it proves."""
    old_email: str | None = None
    """Set once the address has changed, until the old one is told."""

    @classmethod
    def of(cls, item: Item | None, purpose: Purpose, *, now: datetime) -> Self:
        """The link of an item that was read.

        Raises:
            LinkExpiredError: it is for something else, over, used, or never was.
        """
        if item is None or item["purpose"] != purpose or item["ttl"] <= now.timestamp():
            raise LinkExpiredError
        return cls.model_validate(item)


def draw() -> str:
    """The token of a new link: 256 random bits."""
    return secrets.token_urlsafe(32)


def item(token: str, link: Link) -> Item:
    return {**keys.link(token), "kind": "link", **link.attributes()}


def ends_at(now: datetime) -> int:
    return int((now + LIFETIME).timestamp())


def read(token: str, purpose: Purpose, *, now: datetime) -> Link:
    (found,) = table.read(keys.link(token))
    return Link.of(found, purpose, now=now)


def used(token: str, *, now: datetime) -> Write:
    """The link is gone: of two calls with one link only the first commits this."""
    return table.delete(keys.link(token), in_force(now), refused=lambda _: LinkExpiredError())


def in_force(now: datetime) -> ConditionBase:
    return Attr("ttl").gt(int(now.timestamp()))

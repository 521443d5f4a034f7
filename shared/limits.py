"""Limits: how often something may be done, counted exactly in fixed windows (docs/decisions/0010-limits.md).

One item counts for one subject in one window; its condition is the limit. Nothing is read first, so of any number of
calls at once exactly as many pass as the setting says.
"""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import Final, NamedTuple

from boto3.dynamodb.conditions import Attr

from shared import keys, table
from shared.problems.calls import TooManyRequestsError
from shared.settings import setting
from shared.table import StaleError

_UNITS: Final = {"s": "seconds", "m": "minutes", "h": "hours"}


class Rate(NamedTuple):
    """So many uses in each window; windows begin at whole multiples of their length since 1970."""

    most: int
    window: timedelta

    @classmethod
    def parse(cls, text: str) -> "Rate":
        """« 5/15m »: five in a quarter of an hour."""
        most, _, window = text.partition("/")
        return cls(int(most), timedelta(**{_UNITS[window[-1]]: int(window[:-1])}))

    def began_at(self, now: datetime) -> datetime:
        since_1970 = now - datetime.fromtimestamp(0, UTC)
        return now - since_1970 % self.window


class Limit(NamedTuple):
    name: str
    setting: str
    """The variable that holds its rate."""

    @property
    def rate(self) -> Rate:
        return Rate.parse(setting(self.setting))


class Use(NamedTuple):
    """One use that passed."""

    limit: Limit
    subject: str
    rate: Rate
    began_at: datetime
    left: int
    until: timedelta
    """To the end of the window."""

    @property
    def headers(self) -> dict[str, str]:
        """As draft-ietf-httpapi-ratelimit-headers writes them."""
        return {
            "RateLimit-Policy": f'"{self.limit.name}";q={self.rate.most};w={int(self.rate.window.total_seconds())}',
            "RateLimit": f'"{self.limit.name}";r={self.left};t={ceil(self.until.total_seconds())}',
        }


def use(limit: Limit, subject: str, *, now: datetime) -> Use:
    """Counts one use.

    Raises:
        TooManyRequestsError: the window has none left; this one is not counted.
    """
    rate = limit.rate
    began_at = rate.began_at(now)
    until = began_at + rate.window - now
    stands = table.write(
        table.update(
            keys.limit(limit.name, subject, began_at),
            Attr("used").not_exists() | Attr("used").lt(rate.most),
            set={"kind": "limit", "ttl": ceil((began_at + 2 * rate.window).timestamp())},
            add={"used": 1},
            refused=lambda _: TooManyRequestsError(until),
        )
    )
    return Use(limit, subject, rate, began_at, rate.most - stands["used"], until)


def give_back(one: Use) -> None:
    """For a use that turned out not to count; nothing if its window was begun anew meanwhile."""
    key = keys.limit(one.limit.name, one.subject, one.began_at)
    with suppress(StaleError):
        table.write(table.update(key, Attr("used").gt(0), add={"used": -1}, refused=lambda _: StaleError()))


def forget(limit: Limit, subject: str, *, now: datetime) -> None:
    """The subject's window begins anew."""
    key = keys.limit(limit.name, subject, limit.rate.began_at(now))
    with suppress(StaleError):
        table.write(table.update(key, set={"used": 0}, refused=lambda _: StaleError()))

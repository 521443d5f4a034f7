"""Doing what a call asks although others write at the same moment; and several such things in one call."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Final, TypeVar

from botocore.exceptions import ClientError

from shared import keys, table
from shared.attributes import Item
from shared.problems.calls import BusyError, DomainError
from shared.table import StaleError, TableBusyError

T = TypeVar("T")
Look = Callable[[], list[Item | None]]

THROTTLED: Final = {"ThrottlingException", "ProvisionedThroughputExceededException", "RequestLimitExceeded"}
STALE_TRIES: Final = 4
"""How often a call decides again because somebody else was quicker; each time there was progress elsewhere."""
TIME_FOR_ALL: Final = timedelta(seconds=20)
"""Of several actions none is begun later: the last one must end, and be answered, before the gateway does (29 s)."""


@contextmanager
def busy_if_throttled() -> Iterator[None]:
    """Translates what is no refusal of ours: the table is too busy for this call.

    Raises:
        BusyError: it is.
    """
    try:
        yield
    except TableBusyError as error:
        raise BusyError from error
    except ClientError as error:
        if error.response["Error"]["Code"] not in THROTTLED:
            raise
        raise BusyError from error


def until_fresh(decide: Callable[[], T]) -> T:
    """What `decide` gives once nobody is quicker.

    Raises:
        BusyError: somebody was, at every try.
    """
    for _ in range(STALE_TRIES):
        with suppress(StaleError):
            return decide()
    raise BusyError


def look(*wanted: keys.Key, first: list[Item | None] | None) -> Look:
    """Reads the items; the first time it gives what has been read already, if anything has."""
    read = [first] if first is not None else []
    return lambda: read.pop() if read else table.read(*wanted)


def one_by_one(actions: Sequence[Callable[[], T]], *, since: datetime) -> list[T | DomainError]:
    """What each action gave or how it was refused, in their order, as if each had been a call of its own.

    Those for which no time is left, counted from `since`, are refused as busy: nothing was done for them.
    """
    return [_done(action, since + TIME_FOR_ALL) for action in actions]


def _done(action: Callable[[], T], ends_at: datetime) -> T | DomainError:
    try:
        if datetime.now(UTC) >= ends_at:
            raise BusyError
        with busy_if_throttled():
            return until_fresh(action)
    except DomainError as refusal:
        return refusal

"""The calls of AWS that our code makes: listed, and struck down one by one.

Hooked on botocore's own events, so that no call can be forgotten and nothing of ours is replaced.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

import boto3
from botocore.exceptions import ClientError, ReadTimeoutError


class Call(NamedTuple):
    service: str
    operation: str
    params: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.service}.{self.operation}"


class Crash(BaseException):
    """Ends the function where it stands, as a lost machine does: no `except Exception` sees it."""


class Fault(StrEnum):
    CRASH_BEFORE = "crash before"
    CRASH_AFTER = "crash after"
    LOST_REPLY = "lost reply"
    """The call is done, but the function sees an error."""


Befall = Callable[[int, Call], None]
"""Gets the number of a call, from 0, and the call; what it raises is what befalls the function."""


def _nothing(_number: int, _call: Call) -> None:
    pass


@dataclass
class _Watch:
    before: Befall
    after: Befall
    made: list[Call] = field(default_factory=list)


_watches: list[_Watch] = []


@contextmanager
def watched(before: Befall = _nothing, after: Befall = _nothing) -> Iterator[list[Call]]:
    """The list grows with every call made meanwhile, but for those inside a further `watched`."""
    watch = _Watch(before, after)
    _watches.append(watch)
    try:
        yield watch.made
    finally:
        _watches.remove(watch)


@contextmanager
def struck(number: int, fault: Fault) -> Iterator[list[Call]]:
    """Call `number` is befallen by the fault; a crash ends the block."""

    def before(at: int, _call: Call) -> None:
        if at == number and fault is Fault.CRASH_BEFORE:
            raise Crash

    def after(at: int, _call: Call) -> None:
        if at == number and fault is Fault.CRASH_AFTER:
            raise Crash
        if at == number and fault is Fault.LOST_REPLY:
            raise ReadTimeoutError(endpoint_url="aws")

    with watched(before, after) as made, suppress(Crash):
        yield made


def refused(call: Call, code: str, message: str = "refused by the test") -> ClientError:
    """What the code sees of a call that the service refused."""
    return ClientError({"Error": {"Code": code, "Message": message}}, call.operation)


def _on_before(params: dict[str, Any], model: Any, context: dict[str, Any], **_: Any) -> None:
    if _watches:
        watch = _watches[-1]
        context["watched"] = number, call = len(watch.made), Call(model.service_model.service_name, model.name, params)
        watch.made.append(call)
        watch.before(number, call)


def _on_after(context: dict[str, Any], **_: Any) -> None:
    """The call itself is kept in its context: others may have been made since it began."""
    if _watches and "watched" in context:
        _watches[-1].after(*context["watched"])


def _hook() -> None:
    """Before any client is made: a client copies the events of its session."""
    if boto3.DEFAULT_SESSION is None:
        boto3.setup_default_session()
    events: Any = boto3.DEFAULT_SESSION.events  # type: ignore[union-attr]
    events.register("before-parameter-build", _on_before)
    events.register("after-call", _on_after)


_hook()

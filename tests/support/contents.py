"""The whole table at once, and AWS as it is on a bad day: busy, or with somebody else quicker."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

from moto.dynamodb.models import dynamodb_backends

from shared import attributes, table
from tests.support import template

Contents = dict[tuple[str, str], dict[str, Any]]


def contents() -> Contents:
    """Every item of the table by its key, but for the counters of the limits: a refused call is counted too.

    Taken from moto itself, whose answer to a scan takes fifty times longer.
    """
    stored = dynamodb_backends[template.ACCOUNT][template.REGION].tables[table.name()].all_items()
    items = [attributes.deserialised(item.to_json()["Attributes"]) for item in stored]
    return {(item["pk"], item["sk"]): item for item in items if item["kind"] != "limit"}


@contextmanager
def counted() -> Iterator[Counter[str]]:
    """The calls that the block makes to the table, by operation."""
    calls: Counter[str] = Counter()
    with _before("before-call.dynamodb", lambda model, **_: calls.update([model.name])):
        yield calls


@contextmanager
def failing(operation: str, code: str, *, times: int, reasons: tuple[str, ...] = ()) -> Iterator[Counter[str]]:
    """The first `times` calls of an operation are answered with an error and not carried out; counts them.

    `reasons` are the codes of a cancelled transaction's first writes; those of the others read `None`, as with AWS.
    """
    answered: Counter[str] = Counter()

    def answer(params: dict[str, Any], **_: Any) -> Any:
        if answered[code] >= times:
            return None
        answered[code] += 1
        error: dict[str, Any] = {"Error": {"Code": code, "Message": "injected"}}
        if reasons:
            others = len(json.loads(params["body"])["TransactItems"]) - len(reasons)
            error["CancellationReasons"] = [{"Code": reason} for reason in [*reasons, *["None"] * others]]
        return SimpleNamespace(status_code=400), error

    with _before(f"before-call.dynamodb.{operation}", answer):
        yield answered


@contextmanager
def interrupted(operation: str, meanwhile: Callable[[], Any]) -> Iterator[None]:
    """Runs `meanwhile` once, just before the first call of an operation: somebody else was quicker."""
    pending = [meanwhile]

    def interrupt(**_: Any) -> None:
        if pending:
            pending.pop()()

    with _before(f"before-call.dynamodb.{operation}", interrupt):
        yield


@contextmanager
def _before(event: str, handler: Callable[..., Any]) -> Iterator[None]:
    events = table.client().meta.events
    events.register_first(event, handler)
    try:
        yield
    finally:
        events.unregister(event, handler)

"""A meter on botocore's events: the calls of AWS that our functions make, and what DynamoDB would charge for each.

Nothing is believed that an emulator says of its costs. Around every write the items that it names are read with a
client of the meter's own, which nobody meters, and `bench.capacity` works the units out from both.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import Any, Final, NamedTuple

import boto3
from botocore.session import get_session

from bench.capacity import Index, Item, index_writes, item_reads, page_reads, table_writes

SINGLE: Final = {"PutItem": "Item", "UpdateItem": "Key", "DeleteItem": "Key"}
PAGES: Final = {"Query", "Scan"}
PRIMARY: Final = ("pk", "sk")


class Written(NamedTuple):
    """One item of a write, and its units."""

    kind: str
    table: int
    indexes: int


class Use(NamedTuple):
    """One call."""

    function: str
    service: str
    operation: str
    reads: float = 0
    written: tuple[Written, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.service}.{self.operation}"

    @property
    def writes(self) -> int:
        return sum(one.table for one in self.written)

    @property
    def index_writes(self) -> int:
        return sum(one.indexes for one in self.written)


class Meter:
    """`function` says which function is calling, or nothing when it is the harness: that is not metered."""

    def __init__(self, function: Callable[[], str], table: str, indexes: Mapping[str, Index]) -> None:
        self.uses: list[Use] = []
        self._function = function
        self._table = table
        self._indexes = indexes

    @cached_property
    def _own(self) -> Any:
        """Of a session of its own, whose events are nobody's."""
        return boto3.Session(botocore_session=get_session()).client("dynamodb")

    def before(self, params: dict[str, Any], model: Any, context: dict[str, Any], **_: Any) -> None:
        """Notes who calls, and how what is written to stands."""
        if function := self._function():
            keys = list(_keys(model.name, params))
            context["metered"] = function, params, keys, self._items(keys)

    def after(self, parsed: dict[str, Any], model: Any, context: dict[str, Any], **_: Any) -> None:
        if "metered" in context:
            function, params, keys, before = context.pop("metered")
            service, operation = model.service_model.service_name, model.name
            use = Use(function, service, operation)
            if service == "dynamodb":
                written = tuple(self._written(operation, keys, before))
                use = use._replace(reads=_read(operation, params, parsed), written=written)
            self.uses.append(use)

    def _written(self, operation: str, keys: list[Item], before: list[Item | None]) -> Iterator[Written]:
        """Of a write that was refused, what it would have cost the table: AWS charges for the try."""
        for one, other in zip(before, self._items(keys), strict=True):
            table = table_writes(one, other, transactional=operation == "TransactWriteItems")
            indexes = sum(index_writes(index, one, other) for index in self._indexes.values())
            yield Written(_kind(other or one), table, indexes)

    def _items(self, keys: list[Item]) -> list[Item | None]:
        return [
            self._own.get_item(TableName=self._table, Key=dict(key), ConsistentRead=True).get("Item") for key in keys
        ]


def _keys(operation: str, params: dict[str, Any]) -> Iterator[Item]:
    """The keys of what a call writes, or only looks at in a transaction, which costs the same."""
    if operation in SINGLE:
        yield _key(params[SINGLE[operation]])
    for one in params.get("TransactItems", []):
        ((_, request),) = one.items()
        yield _key(request.get("Key") or request["Item"])


def _kind(item: Item | None) -> str:
    return item["kind"]["S"] if item and "kind" in item else "nothing"


def _key(item: Item) -> Item:
    return {name: item[name] for name in PRIMARY}


def _read(operation: str, params: dict[str, Any], parsed: dict[str, Any]) -> float:
    if operation in PAGES:
        if "FilterExpression" in params:
            raise ValueError("what a filter leaves out is charged for, and cannot be seen here")
        return page_reads(parsed.get("Items", []), consistent=bool(params.get("ConsistentRead")))
    if operation == "GetItem":
        return item_reads([parsed.get("Item")], consistent=bool(params.get("ConsistentRead")))
    if operation == "BatchGetItem":
        return sum(
            _batch(wanted, parsed.get("Responses", {}).get(table, []))
            for table, wanted in params["RequestItems"].items()
        )
    return 0


def _batch(wanted: dict[str, Any], found: list[Item]) -> float:
    missing = [None] * (len(wanted["Keys"]) - len(found))
    return item_reads([*found, *missing], consistent=bool(wanted.get("ConsistentRead")))


@contextmanager
def metered(function: Callable[[], str], definition: Mapping[str, Any]) -> Iterator[Meter]:
    """On the clients of the default session that are made meanwhile; `definition` is what made the table."""
    indexes = {
        one["IndexName"]: Index(*(key["AttributeName"] for key in one["KeySchema"]))
        for one in definition["GlobalSecondaryIndexes"]
    }
    if boto3.DEFAULT_SESSION is None:
        boto3.setup_default_session()
    events: Any = boto3.DEFAULT_SESSION.events  # type: ignore[union-attr]
    meter = Meter(function, definition["TableName"], indexes)
    hooks: dict[str, Callable[..., None]] = {"before-parameter-build": meter.before, "after-call": meter.after}
    for event, hook in hooks.items():
        events.register(event, hook)
    try:
        yield meter
    finally:
        for event, hook in hooks.items():
            events.unregister(event, hook)

"""moto's table, quicker and nothing else.

For every write of a transaction moto copies the whole table, to go back to it if a condition fails; here it copies the
items that the transaction names, once. It weighs an item again for every attribute that it begins with, sorts the whole
table by one comparison in Python after the other, and writes down each record of the stream for its size, which nobody
asks for. And it and botocore look for each of the ten kinds of value under several names in every attribute; here the
attributes come and go as they are kept. How it reads expressions stands in `quicker_expressions`.
"""

from collections.abc import Callable
from copy import copy, deepcopy
from typing import Any

from botocore import parsers as answers
from moto.core import parse as requests
from moto.core.serialize import JSONSerializer
from moto.dynamodb import responses
from moto.dynamodb.exceptions import ItemSizeTooLarge
from moto.dynamodb.models import DynamoDBBackend, table
from moto.dynamodb.models.dynamo_type import DynamoType, Item, LimitedSizeDict
from moto.dynamodb.models.table import StreamShard, Table
from moto.dynamodb.models.utilities import dynamo_to_dict

from tests.support import quicker_expressions

_PLAIN = {"S", "N", "BOOL", "NULL"}
_LARGEST_ITEM_BYTES = 405_000

_named: list[tuple[DynamoType, DynamoType]] = []
"""The keys of the transaction that is under way."""
_before: dict[int, Table] = {}
"""The tables as they stood before it."""

_transact = DynamoDBBackend.transact_write_items
_all_items = Table.all_items
_cast_value = DynamoType.cast_value.fget  # type: ignore[attr-defined]


def _transact_named(backend: DynamoDBBackend, transact_items: list[dict[str, Any]]) -> None:
    writes = [write for item in transact_items for write in item.values()]
    keys = [write.get("Key") or write.get("Item") for write in writes]
    _named.extend((DynamoType(key["pk"]), DynamoType(key["sk"])) for key in keys)
    try:
        _transact(backend, transact_items)
    finally:
        _named.clear()
        _before.clear()


def _copied_table(original: Table, memo: dict[int, Any]) -> Table:
    if id(original) in _before:
        return _before[id(original)]
    twin = memo[id(original)] = copy(original)
    named = _named or [(one, each) for one in original.items for each in original.items[one]]
    touched = {partition for partition, _ in named if partition in original.items}
    twin.items = original.items | {partition: original.items[partition].copy() for partition in touched}
    for partition, sort in named:
        if sort in twin.items.get(partition, {}):
            twin.items[partition][sort] = deepcopy(original.items[partition][sort], memo)
    twin.stream_shard = deepcopy(original.stream_shard, memo)
    if _named:
        _before[id(original)] = twin
    return twin


def _copied_shard(shard: StreamShard, memo: dict[int, Any]) -> StreamShard:
    """The records of its stream never change."""
    twin = copy(shard)
    twin.table, twin.items = deepcopy(shard.table, memo), list(shard.items)
    return twin


def _copied_item(item: Item, memo: dict[int, Any]) -> Item:
    """A plain value never changes: another one takes its place."""
    twin = memo[id(item)] = copy(item)
    twin.attrs = LimitedSizeDict(
        {name: value if value.type in _PLAIN else deepcopy(value, memo) for name, value in item.attrs.items()}
    )
    return twin


def _made_item(item: Item, hash_key: DynamoType, range_key: DynamoType | None, attrs: dict[str, Any]) -> None:
    item.hash_key, item.range_key = hash_key, range_key
    item.attrs = LimitedSizeDict({name: DynamoType(value) for name, value in attrs.items()})
    if item.size() > _LARGEST_ITEM_BYTES:
        raise ItemSizeTooLarge


def _sorted_items(self: Table) -> list[Item]:
    if not self.range_key_attr or any(one["AttributeType"] != "S" for one in self.attr):
        return _all_items(self)
    items = [item for partition in self.items.values() for item in partition.values()]
    items.sort(key=lambda item: (item.hash_key.value, item.range_key.value))
    return items


def _cast(one: DynamoType) -> Any:
    return one.value if one.type == "S" else _cast_value(one)


def _as_dict(given: Any) -> Any:
    kind = type(given)
    if kind is DynamoType and given.type in _PLAIN:
        return {given.type: given.value}
    if kind is DynamoType and given.type in "LM":
        return {given.type: _as_dict(given.value)}
    if kind is Item:
        return {"Attributes": _as_dict(given.attrs)}
    if isinstance(given, dict):
        return {name: _as_dict(value) for name, value in given.items()}
    if kind is list:
        return [_as_dict(one) for one in given]
    return dynamo_to_dict(given)


def _is_kept(value: dict[str, Any]) -> bool:
    """A value of the table in which nothing is of bytes, nor a set."""
    for kind, inner in value.items():
        if kind == "L":
            within = inner
        elif kind == "M":
            within = inner.values()
        elif kind in _PLAIN:
            continue
        else:
            return False
        if not all(map(_is_kept, within)):
            return False
    return True


def _as_kept(read: Callable[..., Any]) -> Callable[..., Any]:
    """Of a parser that reads structures, or maps."""

    def kept(parser: Any, shape: Any, value: Any) -> Any:
        if shape.name == "AttributeValue" and value is not None and _is_kept(value):
            return value
        return read(parser, shape, value)

    return kept


def _written_as_kept(write: Callable[..., None]) -> Callable[..., None]:
    def kept(serializer: JSONSerializer, serialized: Any, value: Any, shape: Any, key: str) -> None:
        if shape.name == "AttributeValue" and isinstance(value, dict) and _is_kept(value):
            serialized[key] = value
        else:
            write(serializer, serialized, value, shape, key)

    return kept


def install() -> None:
    answered: Any = answers.BaseJSONParser
    asked: Any = requests.BaseJSONParser
    for owner, name, instead in (
        (DynamoDBBackend, "transact_write_items", _transact_named),
        (Table, "__deepcopy__", _copied_table),
        (Table, "all_items", _sorted_items),
        (StreamShard, "__deepcopy__", _copied_shard),
        (Item, "__deepcopy__", _copied_item),
        (Item, "__init__", _made_item),
        (DynamoType, "cast_value", property(_cast)),
        (table, "dynamo_json_dump", lambda _record: ""),
        (responses, "dynamo_to_dict", _as_dict),
        (answered, "_handle_structure", _as_kept(answered._handle_structure)),
        (asked, "_parse_structure", _as_kept(asked._parse_structure)),
        (JSONSerializer, "_serialize_type_structure", _written_as_kept(JSONSerializer._serialize_type_structure)),
    ):
        setattr(owner, name, instead)
    quicker_expressions.install()

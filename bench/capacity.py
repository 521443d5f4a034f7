"""What DynamoDB would charge for, worked out from the items themselves as AWS documents it.

Sizes: "DynamoDB item sizes and formats"; units: "DynamoDB read and write operations"; indexes: "Global Secondary
Indexes, provisioned throughput considerations" (all in the DynamoDB developer guide). Items are in the typed form.
"""

import math
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

Item = Mapping[str, Mapping[str, Any]]

READ_BYTES: Final = 4096
WRITE_BYTES: Final = 1024
TRANSACTIONAL: Final = 2
"""A transaction prepares and commits each item. Its indexes follow the commit as they follow any write, once."""
COLLECTION_BYTES: Final = 3
MEMBER_BYTES: Final = 1


class Index(NamedTuple):
    """A secondary index with all attributes: an item stands in it when it has both keys."""

    partition: str
    sort: str

    def place(self, item: Item | None) -> tuple[Any, Any] | None:
        if item is None or self.partition not in item or self.sort not in item:
            return None
        return item[self.partition], item[self.sort]


def size(item: Item) -> int:
    """Bytes of the names and the values."""
    return sum(len(name.encode()) + _value(value) for name, value in item.items())


def _value(value: Mapping[str, Any]) -> int:
    ((kind, held),) = value.items()
    match kind:
        case "S":
            return len(held.encode())
        case "N":
            return _number(held)
        case "B":
            return len(held)
        case "BOOL" | "NULL":
            return 1
        case "SS" | "NS" | "BS":
            return sum(_value({kind[0]: one}) for one in held)
        case "L":
            return COLLECTION_BYTES + sum(MEMBER_BYTES + _value(one) for one in held)
        case "M":
            return COLLECTION_BYTES + MEMBER_BYTES * len(held) + size(held)
    raise ValueError(f"no such kind of value: {kind}")


def _number(text: str) -> int:
    """A byte for two significant digits, one more, and one for the minus sign."""
    digits = text.lstrip("-").replace(".", "").strip("0")
    return math.ceil(len(digits) / 2) + 1 + text.startswith("-")


def item_reads(items: Iterable[Item | None], *, consistent: bool) -> float:
    """By their keys, each rounded up by itself; one that is not there costs as much as the smallest."""
    return sum(_units(0 if item is None else size(item), READ_BYTES) for item in items) * _weight(consistent)


def page_reads(items: Iterable[Item], *, consistent: bool) -> float:
    """Of a query or a scan that leaves nothing out of what it read: rounded up as a whole."""
    return _units(sum(map(size, items)), READ_BYTES) * _weight(consistent)


def _weight(consistent: bool) -> float:
    """What may lag behind costs half."""
    return 1 if consistent else 0.5


def table_writes(before: Item | None, after: Item | None, *, transactional: bool) -> int:
    """The larger of the item as it stood and as it stands; nothing written costs as much as the smallest."""
    return _units(_larger(before, after), WRITE_BYTES) * (TRANSACTIONAL if transactional else 1)


def index_writes(index: Index, before: Item | None, after: Item | None) -> int:
    """Of one write in one index: a place taken, left, changed for another (both), or kept with something changed."""
    left, taken = index.place(before), index.place(after)
    if left == taken:
        return 0 if left is None or before == after else _units(_larger(before, after), WRITE_BYTES)
    places = ((left, before), (taken, after))
    return sum(_units(size(item), WRITE_BYTES) for place, item in places if place and item)


def _larger(before: Item | None, after: Item | None) -> int:
    return max(size(item) if item else 0 for item in (before, after))


def _units(size: int, unit: int) -> int:
    return max(math.ceil(size / unit), 1)

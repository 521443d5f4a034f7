"""Items as the code has them, and in DynamoDB's typed form.

Our own rather than boto3's, which makes a `Decimal` of every number that it reads, and asks of every value that it
writes whether it is of each of ten kinds: it takes four times as long (`make bench`).
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

Item = dict[str, Any]


def serialised(item: Mapping[str, Any]) -> Item:
    """Into the typed form; what is None is left out."""
    return {key: _typed(value) for key, value in item.items() if value is not None}


def deserialised(item: Mapping[str, Any]) -> Item:
    """From the typed form, as reads and stream records give it; whole numbers come back as `int`."""
    return {key: _plain(value) for key, value in item.items()}


def _typed(value: Any) -> Any:
    match value:
        case str():
            return {"S": value}
        case bool():
            return {"BOOL": value}
        case int() | Decimal():
            return {"N": str(value)}
        case dict():
            return {"M": {key: _typed(one) for key, one in value.items()}}
        case list() | tuple():
            return {"L": [_typed(one) for one in value]}
        case set() | frozenset():
            return {"SS": sorted(value)}
        case None:
            return {"NULL": True}
    raise TypeError(f"nothing of ours is stored as {type(value).__name__}")


def _plain(value: Mapping[str, Any]) -> Any:
    ((kind, held),) = value.items()
    match kind:
        case "S" | "BOOL":
            return held
        case "N":
            return int(held) if held.lstrip("-").isdigit() else Decimal(held)
        case "M":
            return deserialised(held)
        case "L":
            return [_plain(one) for one in held]
        case "SS":
            return set(held)
        case "NULL":
            return None
    raise TypeError(f"nothing of ours is stored as {kind}")

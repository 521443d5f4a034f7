"""Items as the code has them, and in DynamoDB's typed form."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from boto3.dynamodb.types import TypeSerializer

Item = dict[str, Any]

_serialize = TypeSerializer().serialize


def serialised(item: Mapping[str, Any]) -> Item:
    """Into the typed form; what is None is left out."""
    return {key: _serialize(value) for key, value in item.items() if value is not None}


def deserialised(item: Mapping[str, Any]) -> Item:
    """From the typed form, as reads and stream records give it; whole numbers come back as `int`.

    Our own rather than boto3's deserializer, which makes a `Decimal` of every number and is four times as slow
    (`make bench`): half of what a list of 50 took.
    """
    return {key: _plain(value) for key, value in item.items()}


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
    raise ValueError(f"nothing of ours is stored as {kind}")

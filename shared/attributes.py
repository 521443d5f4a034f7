"""Items as the code has them, and in DynamoDB's typed form."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer

Item = dict[str, Any]


def serialised(item: Mapping[str, Any]) -> Item:
    """Into the typed form; what is None is left out."""
    return {key: TypeSerializer().serialize(value) for key, value in item.items() if value is not None}


def deserialised(item: Mapping[str, Any]) -> Item:
    """From the typed form, as reads and stream records give it; whole numbers come back as `int`."""
    return {key: _plain(TypeDeserializer().deserialize(value)) for key, value in item.items()}


def _plain(value: Any) -> Any:
    match value:
        case Decimal():
            return int(value)
        case list():
            return [_plain(one) for one in value]
        case dict():
            return {key: _plain(one) for key, one in value.items()}
        case _:
            return value

"""moto, quicker and nothing else: what it does at length for every call, done for what the call is about.

For every write of a transaction moto copies the whole table, to go back to it if a condition fails; here it copies the
items that the transaction names. And it looks for each of the ten kinds of value under several names in every attribute
that it answers with; here the attributes go out as they are kept. And it makes RSA keys that nobody uses.
"""

import json
from collections import defaultdict
from copy import copy, deepcopy
from functools import cache
from types import SimpleNamespace
from typing import Any

from botocore.useragent import UserAgentString
from joserfc.jwk import RSAKey
from moto.cognitoidp import models as cognito
from moto.core import responses
from moto.core.serialize import JSONSerializer
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType
from moto.dynamodb.models.table import StreamShard, Table
from moto.kms import models as kms
from moto.kms.utils import AbstractPrivateKey, generate_private_key
from moto.sqs import models as sqs

_PURE = (
    (responses, "camelcase_to_underscores"),
    (responses, "method_names_from_class"),
    (sqs, "camelcase_to_underscores"),
)
_PLAIN = {"S", "N", "BOOL", "NULL"}

_named: list[tuple[DynamoType, DynamoType]] = []
"""The keys of the transaction that is under way."""

_transact = DynamoDBBackend.transact_write_items
_structure = JSONSerializer._serialize_type_structure


def _transact_named(backend: DynamoDBBackend, transact_items: list[dict[str, Any]]) -> None:
    writes = [write for item in transact_items for write in item.values()]
    keys = [write.get("Key") or write.get("Item") for write in writes]
    _named.extend((DynamoType(key["pk"]), DynamoType(key["sk"])) for key in keys)
    try:
        _transact(backend, transact_items)
    finally:
        _named.clear()


def _copied_table(table: Table, memo: dict[int, Any]) -> Table:
    twin = memo[id(table)] = copy(table)
    twin.items = defaultdict(dict, {partition: dict(items) for partition, items in table.items.items()})
    for partition, sort in _named or [(one, each) for one in twin.items for each in twin.items[one]]:
        if sort in twin.items.get(partition, {}):
            twin.items[partition][sort] = deepcopy(table.items[partition][sort], memo)
    twin.stream_shard = deepcopy(table.stream_shard, memo)
    return twin


def _copied_shard(shard: StreamShard, memo: dict[int, Any]) -> StreamShard:
    """The records of its stream never change."""
    twin = copy(shard)
    twin.table, twin.items = deepcopy(shard.table, memo), list(shard.items)
    return twin


def _structure_as_kept(self: JSONSerializer, serialized: Any, value: Any, shape: Any, key: str) -> None:
    if shape.name == "AttributeValue" and isinstance(value, dict) and _PLAIN.issuperset(value):
        serialized[key] = value
    else:
        _structure(self, serialized, value, shape, key)


@cache
def _rsa_key(text: str) -> RSAKey:
    return RSAKey.import_key(json.loads(text))


_unused_private_key = cache(generate_private_key)


def _private_key(spec: str) -> AbstractPrivateKey:
    """What signs is made anew for each key; moto makes one for what does not sign, too, and never uses it."""
    return generate_private_key(spec) if spec.startswith(("ECC", "RSA")) else _unused_private_key(spec)


def install() -> None:
    DynamoDBBackend.transact_write_items = _transact_named  # type: ignore[assignment,method-assign]
    Table.__deepcopy__ = _copied_table  # type: ignore[attr-defined]
    StreamShard.__deepcopy__ = _copied_shard  # type: ignore[attr-defined]
    JSONSerializer._serialize_type_structure = _structure_as_kept  # type: ignore[assignment,method-assign]
    # A tenth of a second for each pool, all of which have the one key that comes with moto; a twentieth for each key.
    setattr(cognito, "jwk", SimpleNamespace(RSAKey=SimpleNamespace(import_key=lambda one: _rsa_key(json.dumps(one)))))  # noqa: B010
    setattr(kms, "generate_private_key", _private_key)  # noqa: B010
    for module, name in _PURE:
        setattr(module, name, cache(getattr(module, name)))
    setattr(UserAgentString, "to_string", lambda _self: "tests")  # noqa: B010

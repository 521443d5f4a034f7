"""AWS in this process: moto, with the table of the template."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy, deepcopy
from functools import cache
from types import SimpleNamespace
from typing import Any

from joserfc.jwk import RSAKey
from moto import mock_aws
from moto.cognitoidp import models as cognito
from moto.dynamodb.models.table import StreamShard
from moto.kms import models as kms

from shared import table
from tests.support import template
from tests.support.api import environment


@contextmanager
def cloud() -> Iterator[None]:
    """An empty table, fresh clients, and the environment that `register` would have."""
    forget_clients()
    # A session kept from test to test reads botocore's large files once.
    with mock_aws(config={"core": {"reset_boto3_session": False}}), environment("register"):
        table.client().create_table(**template.table_definition())
        yield
    forget_clients()


def _copied(shard: StreamShard, memo: dict[int, Any]) -> StreamShard:
    """For every write of a transaction moto copies the table; the records of its stream never change."""
    twin = copy(shard)
    twin.table, twin.items = deepcopy(shard.table, memo), list(shard.items)
    return twin


StreamShard.__deepcopy__ = _copied  # type: ignore[attr-defined] # quicker by half, and nothing else


@cache
def _rsa_key(text: str) -> RSAKey:
    return _import_rsa_key(json.loads(text))


_import_rsa_key = RSAKey.import_key
# Every pool of moto has the one key that comes with it, which takes half a second to read.
cognito.jwk = SimpleNamespace(RSAKey=SimpleNamespace(import_key=lambda one: _rsa_key(json.dumps(one))))  # type: ignore[attr-defined]


def _private_key(spec: str) -> Any:
    """What signs is made anew for each; moto also makes a key for what does not, and never uses it."""
    return _make_private_key(spec) if spec.startswith(("ECC", "RSA")) else _unused_private_key(spec)


_make_private_key = kms.generate_private_key
_unused_private_key = cache(_make_private_key)
kms.generate_private_key = _private_key


def forget_clients() -> None:
    """Empties what the code caches for the life of a function: clients and settings."""
    for name, module in list(sys.modules.items()):
        if name.startswith(("shared.", "functions.")):
            for value in list(vars(module).values()):
                if hasattr(value, "cache_clear"):
                    value.cache_clear()

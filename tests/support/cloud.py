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
from moto.kms.utils import AbstractPrivateKey, generate_private_key

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
    return RSAKey.import_key(json.loads(text))


def _private_key(spec: str) -> AbstractPrivateKey:
    """What signs is made anew for each key; moto makes one for what does not sign, too, and never uses it."""
    return generate_private_key(spec) if spec.startswith(("ECC", "RSA")) else _unused_private_key(spec)


_unused_private_key = cache(generate_private_key)
# A tenth of a second for each pool, all of which have the one key that comes with moto, and a twentieth for each key.
setattr(cognito, "jwk", SimpleNamespace(RSAKey=SimpleNamespace(import_key=lambda one: _rsa_key(json.dumps(one)))))  # noqa: B010
setattr(kms, "generate_private_key", _private_key)  # noqa: B010


def forget_clients() -> None:
    """Empties what the code caches for the life of a function: clients and settings."""
    for name, module in list(sys.modules.items()):
        if name.startswith(("shared.", "functions.")):
            for value in list(vars(module).values()):
                if hasattr(value, "cache_clear"):
                    value.cache_clear()

"""The two keys of the template, on moto, and the season; a function's environment names them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
import pytest

from tests.support import template
from tests.support.api import environment

SPEC = ("KeySpec", "KeyUsage")


@contextmanager
def nir_keys() -> Iterator[Any]:
    client = boto3.client("kms")
    with pytest.MonkeyPatch.context() as patch:
        for variable, resource in (("NIR_KEY", "NirKey"), ("NIR_INDEX_KEY", "NirIndexKey")):
            properties = template.template()["Resources"][resource]["Properties"]
            spec = {name: properties[name] for name in SPEC if name in properties}
            key = client.create_key(**spec)["KeyMetadata"]["KeyId"]
            patch.setitem(template.functions()["account"], variable, key)
        yield client


@pytest.fixture
def kms(season: None) -> Iterator[Any]:
    with nir_keys() as client:
        yield client


@pytest.fixture
def export(kms: Any) -> Iterator[None]:
    """Where a stored number may be opened."""
    with environment("account"):
        yield

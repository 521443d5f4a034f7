"""The season with what the function `rights` needs besides the table: the user pool and the key that signs."""

from typing import Any

import boto3
import pytest

from tests.support import template
from tests.support.documents import made_bucket
from tests.support.season import ALICE, BOB


@pytest.fixture
def pool(season: None, monkeypatch: pytest.MonkeyPatch) -> str:
    """The id of a user pool in which the candidates of the season can sign in."""
    client: Any = boto3.client("cognito-idp")
    pool: str = client.create_user_pool(PoolName="people")["UserPool"]["Id"]
    for one in (ALICE, BOB):
        client.admin_create_user(UserPoolId=pool, Username=one.nuc, MessageAction="SUPPRESS")
    monkeypatch.setitem(template.functions()["rights"], "USER_POOL_ID", pool)
    made_bucket()
    return pool


@pytest.fixture
def signing_key(season: None, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """Its public part; the key is made as the template says."""
    properties = template.template()["Resources"]["AuditKey"]["Properties"]
    client: Any = boto3.client("kms")
    made = client.create_key(KeySpec=properties["KeySpec"], KeyUsage=properties["KeyUsage"])
    key = made["KeyMetadata"]["KeyId"]
    monkeypatch.setitem(template.functions()["rights"], "AUDIT_KEY_ID", key)
    public: bytes = client.get_public_key(KeyId=key)["PublicKey"]
    return public

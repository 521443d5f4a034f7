"""A user pool as the template makes it, beside the season, with a few people in it; and the way of the mails."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import boto3
import pytest

from functions.account.passwords import as_kept
from tests.support import template
from tests.support.aws import Aws

PASSWORD = "quatre-mots-sans-rapport"
FROM_TEMPLATE = ("UsernameConfiguration", "AdminCreateUserConfig", "Policies")


@dataclass
class Pool:
    id: str
    client: str

    def person(self, name: str, password: str = PASSWORD, *, lasting: bool = True) -> str:
        """Somebody who can sign in; with a password that does not last, only after changing it."""
        cognito().admin_create_user(UserPoolId=self.id, Username=name, MessageAction="SUPPRESS")
        cognito().admin_set_user_password(
            UserPoolId=self.id, Username=name, Password=as_kept(password), Permanent=lasting
        )
        return name


@cache
def cognito() -> Any:
    """Kept: making one takes longer than what is asked of it."""
    return boto3.client("cognito-idp")


@contextmanager
def user_pool() -> Iterator[Pool]:
    """The pool of the template, on moto; a function's environment names it."""
    with pytest.MonkeyPatch.context() as patch:
        resources = template.template()["Resources"]
        properties = resources["UserPool"]["Properties"]
        made = cognito().create_user_pool(PoolName="people", **{name: properties[name] for name in FROM_TEMPLATE})
        id = made["UserPool"]["Id"]
        client = cognito().create_user_pool_client(
            UserPoolId=id,
            ClientName="api",
            **{
                name: resources["UserPoolClient"]["Properties"][name]
                for name in (
                    "ExplicitAuthFlows",
                    "RefreshTokenValidity",
                    "TokenValidityUnits",
                    "AccessTokenValidity",
                    "IdTokenValidity",
                )
            },
        )["UserPoolClient"]["ClientId"]
        patch.setitem(template.functions()["account"], "USER_POOL_ID", id)
        patch.setitem(template.functions()["account"], "USER_POOL_CLIENT_ID", client)
        yield Pool(id, client)


@pytest.fixture
def pool(season: None) -> Iterator[Pool]:
    with user_pool() as made:
        yield made


@pytest.fixture
def aws(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> Aws:
    """The mail queue and what follows it; `account` orders into it."""
    made = Aws.made()
    monkeypatch.setitem(template.functions()["account"], "MAIL_QUEUE_URL", made.queue_url)
    return made

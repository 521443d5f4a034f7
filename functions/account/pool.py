"""The user pool: who can sign in, under the NUC (candidates) or the e-mail address (the staff)."""

import base64
import json
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypedDict

import boto3

from shared import aws
from shared.settings import setting

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

BUSY: Final = {"TooManyRequestsException", "LimitExceededException"}
"""What the pool says when it is called too often."""


@cache
def cognito() -> "CognitoIdentityProviderClient":
    return boto3.client("cognito-idp", config=aws.limits())


class User(TypedDict):
    """How the pool's calls name somebody."""

    UserPoolId: str
    Username: str


def user(name: str) -> User:
    return User(UserPoolId=setting("USER_POOL_ID"), Username=name)


def claims(access_token: str) -> dict[str, Any]:
    """Of a token that the pool itself has just given us."""
    payload = access_token.split(".")[1]
    said: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return said


def signed_in_at(access_token: str) -> datetime:
    """The sign-in that it comes from, to the second, however often it has been renewed since."""
    return datetime.fromtimestamp(claims(access_token)["auth_time"], UTC)

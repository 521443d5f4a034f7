"""The user pool: who can sign in, under the NUC (candidates) or the e-mail address (the staff)."""

from functools import cache
from typing import TYPE_CHECKING, Final, TypedDict

import boto3

from shared.settings import setting

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

BUSY: Final = {"TooManyRequestsException", "LimitExceededException"}
"""What the pool says when it is called too often."""


@cache
def cognito() -> "CognitoIdentityProviderClient":
    return boto3.client("cognito-idp")


class User(TypedDict):
    """How the pool's calls name somebody."""

    UserPoolId: str
    Username: str


def user(name: str) -> User:
    return User(UserPoolId=setting("USER_POOL_ID"), Username=name)

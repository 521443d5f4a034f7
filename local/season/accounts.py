"""Accounts and keys with which the example can be used. The secrets are drawn here and leave by `access.json` only."""

import secrets
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from botocore.exceptions import ClientError

from local.cloud import Cloud
from local.season.example import Staff
from shared import keys

ASSOCIATION_NAME: Final = "Dominique Aubrac"
ASSOCIATION_EMAIL: Final = "dominique.aubrac@association.example"
SCOPES: Final = ("registrations:read", "registrations:decide", "payments:write")
AT_ONCE: Final = 8

# Without the characters that are taken for one another: people type these.
_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"


@dataclass(frozen=True)
class Account:
    """`username` is a NUC, or an address in lower case: the emulator tells « A » from « a »."""

    username: str
    email: str
    password: str
    group: str | None = None


def candidate_account(nuc: str, email: str) -> Account:
    return Account(nuc, email, _password())


def staff_account(email: str, group: str) -> Account:
    return Account(email.lower(), email, _password(), group)


def create(cloud: Cloud, accounts: Iterable[Account]) -> None:
    """Makes each account, or gives it its new password if it is there already."""
    cognito = cloud.client("cognito-idp")
    pool = cloud.outputs["UserPoolId"]
    with ThreadPoolExecutor(AT_ONCE) as threads:
        list(threads.map(lambda account: _create(cognito, pool, account), accounts))


def _create(cognito: Any, pool: str, account: Account) -> None:
    user = {"UserPoolId": pool, "Username": account.username}
    try:
        cognito.admin_create_user(
            **user,
            MessageAction="SUPPRESS",
            UserAttributes=[
                {"Name": "email", "Value": account.email},
                {"Name": "email_verified", "Value": "true"},
            ],
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "UsernameExistsException":
            raise
    cognito.admin_set_user_password(**user, Password=account.password, Permanent=True)
    if account.group:
        cognito.admin_add_user_to_group(**user, GroupName=account.group)


def person(name: str, email: str, role: str, centre: str | None = None) -> dict[str, Any]:
    """The item of a person of the staff."""
    return {
        **keys.person(email),
        "kind": "person",
        "name": name,
        "email": email,
        "role": role,
        **({"centre": centre} if centre else {}),
    }


def new_api_key() -> str:
    return f"cup_live_{secrets.token_urlsafe(32)}"


def api_key(whole_key: str, centre: str, now: datetime) -> dict[str, Any]:
    """The item of a centre's key, which does not hold the key."""
    return {
        **keys.api_key(whole_key),
        "kind": "api key",
        "centre": centre,
        "label": "Clé d’exemple",
        "scopes": list(SCOPES),
        "created_at": keys.instant(now),
    }


def _password() -> str:
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(5)) for _ in range(4))

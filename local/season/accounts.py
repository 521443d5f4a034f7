"""Sign-ins of the example, in the user pool. The passwords are drawn here and leave by `access.json` only."""

import secrets
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Final

from botocore.exceptions import ClientError

from local.cloud import Cloud

AT_ONCE: Final = 8
# Without the characters that are taken for one another: people type these.
_ALPHABET: Final = "abcdefghijkmnpqrstuvwxyz23456789"


def _drawn() -> str:
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(5)) for _ in range(4))


@dataclass(frozen=True)
class Account:
    """`username` is a NUC or, for the staff, an address; `group` is None for candidates."""

    username: str
    email: str
    group: str | None = None
    password: str = field(default_factory=_drawn, repr=False)


def create(cloud: Cloud, accounts: Iterable[Account]) -> None:
    """Makes each account; one that is there already gets the new password."""
    cognito = cloud.client("cognito-idp")
    with ThreadPoolExecutor(AT_ONCE) as threads:
        list(threads.map(lambda account: _create(cognito, cloud.outputs["UserPoolId"], account), accounts))


def _create(cognito: Any, pool: str, account: Account) -> None:
    user = {"UserPoolId": pool, "Username": account.username}
    attributes = {"email": account.email, "email_verified": "true"}
    try:
        cognito.admin_create_user(
            **user,
            MessageAction="SUPPRESS",
            UserAttributes=[{"Name": name, "Value": value} for name, value in attributes.items()],
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "UsernameExistsException":
            raise
    cognito.admin_set_user_password(**user, Password=account.password, Permanent=True)
    if account.group:
        cognito.admin_add_user_to_group(**user, GroupName=account.group)

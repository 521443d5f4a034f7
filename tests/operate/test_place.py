"""Who an operator is in the histories and in the audit trail: whom AWS knows, as nobody else can call themselves."""

from typing import Final

import pytest

from operate.place import identity_of
from shared.role import Role

ACCOUNT: Final = "123456789012"


@pytest.mark.parametrize(
    ("arn", "id", "name"),
    [
        (f"arn:aws:iam::{ACCOUNT}:root", "operator:root", "Exploitation (root)"),
        (f"arn:aws:iam::{ACCOUNT}:user/camille", "operator:user/camille", "Exploitation (camille)"),
        (
            f"arn:aws:sts::{ACCOUNT}:assumed-role/Operations/camille",
            "operator:assumed-role/Operations/camille",
            "Exploitation (camille)",
        ),
    ],
)
def test_an_operator_is_named_by_what_aws_knows_them_by(arn: str, id: str, name: str) -> None:
    who = identity_of(arn)
    assert (who.id, who.name, who.role, who.centre, who.scopes) == (id, name, Role.ASSOCIATION, "", frozenset())

"""What of the table each function may write, by the template as it is deployed."""

from fnmatch import fnmatchcase
from typing import Any, Final

import pytest

from tests.support import template

WRITES: Final = ("dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem")
SAMPLES: Final = ("REGISTRATION#CU-2701-0000-61", "SESSION#2027-01", "SESSIONS", "CENTRES", "AUDIT#2027-01-01")


def listed(one: Any) -> list[Any]:
    return one if isinstance(one, list) else [one]


def writable(role: str, action: str) -> list[str]:
    """The samples that the role may write by this action."""
    (policy,) = template.template()["Resources"][role]["Properties"]["Policies"]
    found = []
    for statement in policy["PolicyDocument"]["Statement"]:
        if action in listed(statement["Action"]):
            limits = (
                statement.get("Condition", {}).get("ForAllValues:StringLike", {}).get("dynamodb:LeadingKeys", ["*"])
            )
            found += [one for one in SAMPLES if any(fnmatchcase(one, limit) for limit in limits)]
    return found


@pytest.mark.parametrize("action", WRITES)
@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("AccountRole", {}),
        ("MailerRole", {"dynamodb:UpdateItem": ["REGISTRATION#CU-2701-0000-61"]}),
        ("RightsRole", {"dynamodb:UpdateItem": ["REGISTRATION#CU-2701-0000-61"]}),
        ("CatalogueRole", {}),
        ("WebRole", {}),
    ],
)
def test_a_function_whose_business_is_not_registrations_writes_none(
    role: str, may: dict[str, list[str]], action: str
) -> None:
    assert writable(role, action) == may.get(action, [])


def test_the_pages_reach_nothing_of_the_table_but_what_is_theirs() -> None:
    (policy,) = template.template()["Resources"]["WebRole"]["Properties"]["Policies"]
    (statement,) = (
        one for one in policy["PolicyDocument"]["Statement"] if any("dynamodb" in action for action in one["Action"])
    )
    theirs = {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["BROWSER#*", "DRAFT#*"]}}
    assert statement["Condition"] == theirs


def test_the_functions_of_a_registration_may() -> None:
    assert "REGISTRATION#CU-2701-0000-61" in writable("PrevalidateRole", "dynamodb:UpdateItem")

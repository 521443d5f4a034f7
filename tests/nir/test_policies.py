"""Who may do what with the keys of the NIR, by the template as it is deployed."""

import json
from fnmatch import fnmatchcase
from functools import cache
from typing import Any, Final

import pytest
from cfnlint.decode import decode

from tools.translate import TEMPLATE, translate

USES: Final = [
    "kms:Decrypt",
    "kms:Encrypt",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyPair",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:GenerateMac",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
    "kms:VerifyMac",
    "kms:CreateGrant",
    "kms:DeriveSharedSecret",
    "kms:Sign",
]
"""Whatever turns on the key material, and the grant, which hands such a right on."""
KEYS: Final = ("NirKey", "NirIndexKey")


@cache
def resources() -> dict[str, Any]:
    source, unreadable = decode(str(TEMPLATE))
    assert not unreadable
    found: dict[str, Any] = translate(json.loads(json.dumps(source)))["Resources"]
    return found


def listed(one: Any) -> list[Any]:
    return one if isinstance(one, list) else [one]


def users(key: str, action: str) -> list[str]:
    """The roles that a key's policy lets do something; « account » where it leaves that to the account."""
    found = []
    for statement in resources()[key]["Properties"]["KeyPolicy"]["Statement"]:
        assert statement["Effect"] == "Allow"
        if any(fnmatchcase(action, allowed) for allowed in listed(statement["Action"])):
            match statement["Principal"]:
                case {"AWS": {"Fn::GetAtt": [role, "Arn"]}}:
                    found.append(role)
                case {"AWS": {"Fn::Sub": root}} if root.endswith(":root"):
                    found.append("account")
                case other:
                    pytest.fail(f"{key} is open to {other}")
    return found


def own_statements(role: str) -> list[dict[str, Any]]:
    """Those of a role's own policies and of the managed ones that it names."""
    properties = resources()[role]["Properties"]
    policies = [policy["PolicyDocument"] for policy in properties.get("Policies", [])]
    managed = [resources()[one["Ref"]]["Properties"] for one in properties.get("ManagedPolicyArns", [])]
    policies += [one["PolicyDocument"] for one in managed]
    return [statement for policy in policies for statement in policy["Statement"]]


def roles() -> list[str]:
    return [name for name, one in resources().items() if one["Type"] == "AWS::IAM::Role"]


def test_exactly_one_role_may_open_a_number_and_no_function_has_it() -> None:
    assert users("NirKey", "kms:Decrypt") == ["NirExportRole"]
    had = {
        json.dumps(one["Properties"]["Role"]) for one in resources().values() if one["Type"] == "AWS::Lambda::Function"
    }
    assert len(had) >= 8
    assert not any("NirExportRole" in role for role in had)


@pytest.mark.parametrize("key", KEYS)
def test_the_account_s_own_policies_can_let_nobody_use_the_keys(key: str) -> None:
    assert [action for action in USES if "account" in users(key, action)] == []
    assert users(key, "kms:PutKeyPolicy") == ["account"]


def test_the_account_function_may_seal_and_find_again_and_nothing_else() -> None:
    used = {(key, action): users(key, action) for key in KEYS for action in USES}
    assert {use: by for use, by in used.items() if by} == {
        ("NirKey", "kms:GenerateDataKey"): ["AccountRole"],
        ("NirKey", "kms:Decrypt"): ["NirExportRole"],
        ("NirIndexKey", "kms:GenerateMac"): ["AccountRole"],
    }


def test_the_number_s_key_serves_one_purpose() -> None:
    conditions = [
        statement.get("Condition")
        for statement in resources()["NirKey"]["Properties"]["KeyPolicy"]["Statement"]
        if statement["Sid"] != "AccountLooksAfterIt"
    ]
    assert conditions == [{"StringEquals": {"kms:EncryptionContext:purpose": "certif-up:nir"}}] * 2


def test_no_role_s_own_policy_speaks_of_these_keys_or_of_all_keys() -> None:
    assert len(roles()) >= 9
    for role in roles():
        for statement in own_statements(role):
            if any(action == "*" or action.startswith("kms:") for action in listed(statement["Action"])):
                on = json.dumps(statement["Resource"])
                assert not any(key in on for key in KEYS), role
                assert on != '"*"', role


def test_the_export_reads_of_the_table_the_numbers_and_nothing_else() -> None:
    (statement,) = [one for one in own_statements("NirExportRole") if not listed(one["Action"])[0].startswith("kms:")]
    assert statement["Action"] == "dynamodb:GetItem"
    assert statement["Resource"] == {"Fn::GetAtt": ["Table", "Arn"]}
    condition = statement["Condition"]
    assert condition["ForAllValues:StringLike"] == {"dynamodb:LeadingKeys": ["CANDIDATE#*"]}
    assert "sealed" in condition["ForAllValues:StringEquals"]["dynamodb:Attributes"]
    told = {"email", "phone", "born_on", "birth_name", "given_name", "masked", "mac"}
    assert not told.intersection(condition["ForAllValues:StringEquals"]["dynamodb:Attributes"])
    assert condition["StringEquals"] == {"dynamodb:Select": "SPECIFIC_ATTRIBUTES"}


@pytest.mark.parametrize("key", KEYS)
def test_a_key_outlives_the_stack_and_a_month_of_second_thoughts(key: str) -> None:
    resource = resources()[key]
    assert (resource["DeletionPolicy"], resource["UpdateReplacePolicy"]) == ("Retain", "Retain")
    assert resource["Properties"]["PendingWindowInDays"] == 30


def test_the_number_s_key_is_changed_every_year() -> None:
    assert resources()["NirKey"]["Properties"]["EnableKeyRotation"] is True

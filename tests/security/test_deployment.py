"""What the template deploys, and what it leaves out."""

import ast
import re
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import pytest

from tests.support import template

RESOURCES: Final[dict[str, dict[str, Any]]] = template.template()["Resources"]
FUNCTIONS: Final = {name: one for name, one in RESOURCES.items() if one["Type"] == "AWS::Serverless::Function"}
KEEPS: Final = {"AWS::DynamoDB::Table", "AWS::Cognito::UserPool", "AWS::KMS::Key", "AWS::S3::Bucket"}
"""The types of what would be lost for good with a stack."""
REMADE: Final = {"StaticBucket"}
"""Filled from the repository with each deployment."""


def properties(name: str) -> dict[str, Any]:
    found: dict[str, Any] = RESOURCES[name]["Properties"]
    return found


def role_of(function: str) -> str:
    name: str = properties(function)["Role"]["Fn::GetAtt"].removesuffix(".Arn")
    return name


def statements(role: str) -> list[dict[str, Any]]:
    """Those of its own policies."""
    return [one for policy in properties(role)["Policies"] for one in policy["PolicyDocument"]["Statement"]]


def actions(statement: dict[str, Any]) -> list[str]:
    given = statement["Action"]
    return given if isinstance(given, list) else [given]


def clients() -> Iterator[tuple[str, Any]]:
    """Every client of AWS that a function makes, by the callable that makes it."""
    for source in sorted([*Path("functions").rglob("*.py"), *Path("shared").rglob("*.py")]):
        for node in ast.parse(source.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and "boto3.client(" in ast.unparse(node):
                module = ".".join(source.with_suffix("").parts)
                yield f"{module}.{node.name}", getattr(import_module(module), node.name)()


@pytest.mark.usefixtures("cloud")
def test_every_call_of_aws_goes_over_https() -> None:
    addresses = {name: client.meta.endpoint_url for name, client in clients()}
    assert len(addresses) == sum(
        source.read_text(encoding="utf-8").count("boto3.client(")
        for folder in ("functions", "shared")
        for source in Path(folder).rglob("*.py")
    )
    assert [name for name, address in addresses.items() if not address.startswith("https://")] == []
    declared = {name for variables in template.functions().values() for name in variables}
    assert [name for name in declared if name.startswith("AWS_")] == []


@pytest.mark.usefixtures("cloud")
def test_every_call_of_aws_has_an_end() -> None:
    """By itself botocore waits for a minute, five times."""
    configs = {name: client.meta.config for name, client in clients()}
    assert len(configs) > 8
    waits = {name: one.connect_timeout + one.read_timeout for name, one in configs.items()}
    assert [name for name, seconds in waits.items() if seconds > 10] == []
    assert [name for name, one in configs.items() if one.retries["total_max_attempts"] > 3] == []


def test_the_keys_of_the_user_pool_come_over_https() -> None:
    given = template.functions()["authorizer"]
    assert given["JWKS_URL"] == f"{given['ISSUER']}/.well-known/jwks.json"
    assert given["ISSUER"].startswith(f"https://cognito-idp.{template.REGION}.amazonaws.com/")


def test_mail_goes_over_tls_or_not_at_all() -> None:
    assert properties("MailConfiguration")["DeliveryOptions"] == {"TlsPolicy": "REQUIRE"}
    assert template.functions()["mailer"]["CONFIGURATION_SET"] == "MailConfiguration"


def test_the_gateway_invites_no_other_site() -> None:
    assert properties("Api").keys() == {"Name", "ProtocolType"}


def test_no_account_is_there_from_the_start() -> None:
    kinds = {one["Type"] for one in RESOURCES.values()}
    accounts = {"AWS::Cognito::UserPoolUser", "AWS::Cognito::UserPoolUserToGroupAttachment", "AWS::IAM::User"}
    assert kinds & accounts == set()
    assert "ImportSourceSpecification" not in properties("Table")


def test_nobody_signs_in_past_account() -> None:
    """No hosted pages, no sign-in of the pool's own that is open to anybody, and one role that may ask for tokens.

    To prolong a session takes the refresh token, wherever it is shown.
    """
    kinds = {one["Type"] for one in RESOURCES.values()}
    assert kinds & {"AWS::Cognito::UserPoolDomain", "AWS::Cognito::UserPoolIdentityProvider"} == set()
    client = properties("UserPoolClient")
    assert set(client["ExplicitAuthFlows"]) == {"ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"}
    assert [name for name in client if "OAuth" in name or name == "CallbackURLs"] == []
    assert properties("UserPool")["AdminCreateUserConfig"] == {"AllowAdminCreateUserOnly": True}
    may = {
        role_of(function)
        for function in FUNCTIONS
        for statement in statements(role_of(function))
        if "cognito-idp:AdminInitiateAuth" in actions(statement)
    }
    assert may == {"AccountRole"}


def test_a_token_lasts_a_quarter_of_an_hour_and_a_session_half_a_day() -> None:
    """No longer than NIST SP 800-63B (revision 3) allows for two factors; a token can be revoked before."""
    client = properties("UserPoolClient")
    assert (client["AccessTokenValidity"], client["TokenValidityUnits"]["AccessToken"]) == (15, "minutes")
    assert (client["RefreshTokenValidity"], client["TokenValidityUnits"]["RefreshToken"]) == (12, "hours")
    assert client["EnableTokenRevocation"] is True
    assert "RefreshTokenRotation" not in client  # with it, REFRESH_TOKEN_AUTH is closed


@pytest.mark.parametrize("store", sorted({name for name, one in RESOURCES.items() if one["Type"] in KEEPS} - REMADE))
def test_what_keeps_something_outlives_the_stack(store: str) -> None:
    assert (RESOURCES[store].get("DeletionPolicy"), RESOURCES[store].get("UpdateReplacePolicy")) == ("Retain", "Retain")


def test_tables_and_accounts_are_not_deleted_by_mistake_and_every_second_of_35_days_can_be_restored() -> None:
    tables = [one["Properties"] for one in RESOURCES.values() if one["Type"] == "AWS::DynamoDB::Table"]
    assert tables
    for one in tables:
        assert one["DeletionProtectionEnabled"] is True
        recovery = one["PointInTimeRecoverySpecification"]
        assert (recovery["PointInTimeRecoveryEnabled"], recovery.get("RecoveryPeriodInDays", 35)) == (True, 35)
    pools = [one["Properties"] for one in RESOURCES.values() if one["Type"] == "AWS::Cognito::UserPool"]
    assert [one["DeletionProtection"] for one in pools] == ["ACTIVE"]


def test_debugging_is_off() -> None:
    for variables in template.functions().values():
        assert variables["POWERTOOLS_LOG_LEVEL"] == "INFO"
        powertools = {name for name in variables if name.startswith(("POWERTOOLS", "PYTHON"))}
        assert powertools == {"POWERTOOLS_LOG_LEVEL", "POWERTOOLS_SERVICE_NAME", "POWERTOOLS_METRICS_NAMESPACE"}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_writes_its_own_log_and_changes_none(function: str) -> None:
    of_logs = [one for one in statements(role_of(function)) if any(name.startswith("logs:") for name in actions(one))]
    group = properties(function)["LoggingConfig"]["LogGroup"]["Ref"]
    assert [(actions(one), one["Resource"]) for one in of_logs] == [
        (["logs:CreateLogStream", "logs:PutLogEvents"], {"Fn::GetAtt": f"{group}.Arn"})
    ]
    assert RESOURCES[group]["Type"] == "AWS::Logs::LogGroup"


def test_every_function_has_a_role_of_its_own() -> None:
    roles = {function: role_of(function) for function in FUNCTIONS}
    assert len(set(roles.values())) == len(FUNCTIONS)
    for role in roles.values():
        (trust,) = properties(role)["AssumeRolePolicyDocument"]["Statement"]
        assert trust["Principal"] == {"Service": "lambda.amazonaws.com"}


def test_no_setting_is_a_secret() -> None:
    """No parameter hides its value, and no variable is called after something that opens something."""
    assert [name for name, one in template.template()["Parameters"].items() if "NoEcho" in one] == []
    opening = re.compile("SECRET|PASSWORD|TOKEN|CREDENTIAL|PRIVATE")
    declared = {name for variables in template.functions().values() for name in variables}
    assert [name for name in declared if opening.search(name)] == []


def test_every_package_deployed_is_pinned_with_its_hashes() -> None:
    locks = [Path("requirements", name).read_text(encoding="utf-8") for name in ("runtime.txt", "printing.txt")]
    lines = "".join(locks).replace("\\\n", " ").splitlines()
    packages = [line for line in lines if line and not line.lstrip().startswith("#")]
    pinned = re.compile(r"([a-z0-9._-]+)==[0-9][^ ]*( ; [^-]+)?( +--hash=sha256:[0-9a-f]{64})+ *")
    assert [line for line in packages if not pinned.fullmatch(line)] == []
    named = {line.partition("==")[0] for line in packages}
    wanted = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    assert {re.split(r"[^A-Za-z0-9._-]", name)[0].lower() for name in wanted} <= named

"""docs/security/inventory.md names all that there is."""

import ast
import re
from pathlib import Path
from typing import Final

from tests.security.test_code import CRYPTOGRAPHY, SOURCES
from tests.security.test_deployment import RESOURCES
from tests.support.api import operations

INVENTORY: Final = Path("docs/security/inventory.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    found: str = INVENTORY.split(f"\n## {title}\n")[1].split("\n## ")[0]
    return found


def named(title: str) -> set[str]:
    """What stands in code type in a section."""
    return set(re.findall(r"`([^`]+)`", section(title)))


def of_type(*kinds: str) -> set[str]:
    return {name for name, one in RESOURCES.items() if one["Type"] in kinds}


def test_every_way_in_is_listed() -> None:
    """Open operations that set a password or give a token, and those that a key may do."""
    opening = {
        f"{operation.method} {operation.path}"
        for _, operation in operations()
        if not operation.roles
        and ("access_token" in _answers(operation.answer) or "password" in _takes(operation.body))
    }
    assert len(opening) == 5
    assert opening <= named("Ways in")


def test_every_key_is_listed() -> None:
    assert {name for name in named("Keys and algorithms") if name.endswith("Key")} == of_type("AWS::KMS::Key")


def test_every_algorithm_is_listed() -> None:
    """By the names that the code imports."""
    used = {name.rpartition(".")[2] for name in CRYPTOGRAPHY} - {"InvalidSignature", "InvalidTag", "serialization"}
    assert used <= named("Keys and algorithms")
    algorithms = {"ECC_NIST_P256": "ECDSA P-256", "HMAC_256": "HMAC-SHA-256", "SYMMETRIC_DEFAULT": "AES-256"}
    for name in of_type("AWS::KMS::Key"):
        kind = RESOURCES[name]["Properties"].get("KeySpec", "SYMMETRIC_DEFAULT")
        assert f"| `{name}` | {algorithms[kind]} (KMS" in section("Keys and algorithms")


def test_every_log_is_listed() -> None:
    assert {name for name in named("Logs") if name.endswith("Logs")} == of_type("AWS::Logs::LogGroup")


def test_every_service_that_is_called_is_listed() -> None:
    called = {
        ast.literal_eval(node.args[0])
        for source in SOURCES
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "boto3.client"
    }
    assert called == {name for name in named("Connections") if name not in {"JWKS_URL", "API_URL", "web"}}


def test_every_document_that_is_named_exists() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", INVENTORY)
    assert len(links) > 4
    assert [link for link in links if not Path("docs/security", link).exists()] == []


def _answers(model: object) -> str:
    return str(getattr(model, "model_json_schema", dict)())


def _takes(model: object) -> str:
    return str(getattr(model, "model_fields", {}).keys())

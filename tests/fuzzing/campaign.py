"""Schemathesis, which reads the OpenAPI document, against the gateway: one operation as one caller.

`EXAMPLES` and `SEED` of the environment say how many examples at least, and which; the same seed draws the same ones.
"""

import json
import os
from functools import cache
from typing import Any, Final

import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.generation.hypothesis.builder import HypothesisTestConfig, HypothesisTestMode, create_test

from tests.fuzzing import tables
from tests.fuzzing.gateway import Gateway
from tests.fuzzing.world import Known
from tests.support.api import ALICE, ASSOCIATION, LAON, NOBODY, Identity, operations
from tools import openapi

CALLERS: Final[dict[str, Identity]] = {
    "nobody": NOBODY,
    "a candidate": ALICE,
    "a centre": LAON,
    "the association": ASSOCIATION,
}
CHECKS: Final = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "response_headers_conformance",
    "negative_data_rejection",
    "unsupported_method",
    "allow_header_conformance",
)
HOW_OFTEN_KNOWN: Final = 0.6
"""The share of the values that the world knows; of all others most would find nothing."""

EXAMPLES: Final = int(os.environ.get("EXAMPLES", "10"))
SEED: Final = int(os.environ.get("SEED", "1"))
OFTEN: Final = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
)
# Besides the examples drawn: those of the document, and each boundary and each fault of each field in its turn.
_MODES: Final = [HypothesisTestMode.EXAMPLES, HypothesisTestMode.COVERAGE, HypothesisTestMode.FUZZING]

schemathesis.openapi.media_type("text/csv", tables.any_file, aliases=["application/octet-stream"])


def pairs() -> list[tuple[str, str]]:
    """Each operation with each caller who may call it; in a long run also as nobody where nobody may."""
    found = []
    for _, one in operations():
        asked = [who for who, identity in CALLERS.items() if identity["role"] in one.roles]
        if not one.roles or "EXAMPLES" in os.environ:
            asked.append("nobody")
        found += [(f"{one.method} {one.path}", who) for who in asked]
    return sorted(found)


@cache
def document() -> Any:
    """As it is published, but without the ways to sign in, so that every call arrives.

    Who may call what is shown by `tests/security/test_matrix.py`.
    """
    described = json.loads(openapi.DOCUMENT.read_text(encoding="utf-8"))
    del described["components"]["securitySchemes"]
    for methods in described["paths"].values():
        for operation in methods.values():
            del operation["security"]
    return described


def fuzz(gateway: Gateway, label: str) -> None:
    """Raises what schemathesis found, shrunk, with the call as a `curl` line."""
    method, path = label.split(" ")
    known = gateway.world.known | {"cursor": ["", *gateway.world.cursors.get(label, [])]}
    config = schemathesis.Config.from_dict(
        {
            "seed": SEED,
            "dictionaries": {name: {"values": values} for name, values in known.items()},
            "parameters": _bindings(document()["paths"][path][method.lower()], known),
            "output": {"sanitization": {"enabled": False}},
            "checks": {"enabled": False} | {name: {"enabled": True} for name in CHECKS},
        }
    )
    schema = schemathesis.openapi.from_dict(document(), config=config)
    schema.app = gateway

    def conforms(case: schemathesis.Case[Any]) -> None:
        case.call_and_validate()

    how = HypothesisTestConfig(project=schema.config, modes=_MODES, seed=SEED, settings=OFTEN)
    create_test(operation=schema[path][method], test_func=conforms, config=how)()


def _bindings(operation: Any, known: Known) -> dict[str, Any]:
    """Where the operation has a parameter or a field whose good values the world knows."""
    parameters = (_resolved(one, "parameters") for one in operation["parameters"])
    places = {f"{one['in']}.{one['name']}": one["name"] for one in parameters}
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    places |= {f"body.{field}": name for field, name in _fields(body)}
    return {
        place: {"dictionary": name, "probability": HOW_OFTEN_KNOWN} for place, name in places.items() if name in known
    }


def _fields(schema: Any) -> list[tuple[str, str]]:
    """Where the fields stand in the body, and what one of them is called: `exams[*]` is `exam`."""
    found = []
    for name, field in _resolved(schema, "schemas").get("properties", {}).items():
        if field.get("type") != "array":
            found.append((name, name))
            continue
        found.append((f"{name}[*]", name.removesuffix("s")))
        found += [(f"{name}[*].{place}", inner) for place, inner in _fields(field["items"])]
    return found


def _resolved(one: Any, kind: str) -> Any:
    return document()["components"][kind][one["$ref"].rpartition("/")[2]] if "$ref" in one else one

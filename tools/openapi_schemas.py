"""The operations that the functions declare, and the schemas of their models."""

import importlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from shared.http.operation import Operation
from shared.problems.calls import DomainError
from tools import openapi_fields as fields
from tools import openapi_words as words
from tools.openapi_examples import EXAMPLES

FUNCTIONS = Path(__file__).parents[1] / "functions"
SCHEMAS = "#/components/schemas/"

Json = dict[str, Any]


class Declared(NamedTuple):
    function: str
    operation: Operation


def declared() -> list[Declared]:
    """Every operation of the API, with the function that serves it."""
    found = []
    for handler in sorted(FUNCTIONS.glob("*/handler.py")):
        module = importlib.import_module(f"functions.{handler.parent.name}.handler")
        operations = module.door.operations if hasattr(module, "door") else []
        found += [Declared(handler.parent.name, operation) for operation in operations]
    return found


def problem_classes(root: type[DomainError] = DomainError) -> Iterator[type[DomainError]]:
    """Every kind of refusal, one class for each code."""
    for kind in root.__subclasses__():
        if "code" in vars(kind):
            yield kind
        yield from problem_classes(kind)


def all_schemas(operations: Iterable[Declared]) -> Json:
    """Of the bodies, the answers and the queries, by the names of their models."""
    wanted: dict[type[BaseModel], str] = {}
    for operation in (one.operation for one in operations):
        wanted |= {model: "validation" for model in (operation.body, operation.query) if model}
        if issubclass(operation.answer, BaseModel):
            wanted[operation.answer] = "serialization"
    models: Any = sorted(wanted.items(), key=lambda one: one[0].__name__)
    _, generated = models_json_schema(models, ref_template=SCHEMAS + "{model}")
    schemas: Json = {name: _described(name, schema) for name, schema in generated["$defs"].items()}
    return schemas | {"Problem": _problem_schema(), "GatewayMessage": words.GATEWAY_MESSAGE}


def _described(name: str, schema: Json) -> Json:
    """In French: the docstrings, which pydantic takes for descriptions, are for those who read the code."""
    described = {key: value for key, value in schema.items() if key not in {"description", "title"}}
    if name in fields.SCHEMAS:
        described["description"] = fields.SCHEMAS[name]
    if name in EXAMPLES:
        described["examples"] = EXAMPLES[name]
    properties = described.get("properties", {})
    for field, of_field in properties.items():
        of_field.pop("title", None)
        own = of_field.pop("description", None)
        of_field["description"] = own or fields.FIELDS.get(f"{name}.{field}") or fields.FIELDS[field]
    return described


def _problem_schema() -> Json:
    codes = sorted({kind.code for kind in problem_classes()})
    code = words.PROBLEM["properties"]["code"] | {"type": "string", "enum": codes}
    properties = words.PROBLEM["properties"] | {"code": code}
    return words.PROBLEM | {"properties": properties, "examples": EXAMPLES["Problem"]}

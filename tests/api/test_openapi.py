"""The published description of the API: valid, current, and of exactly the routes that are deployed."""

import json
import re
from functools import cache
from typing import Any

import pytest
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import validate
from pydantic import BaseModel

from functions.catalogue import routes
from tests.support import template
from tests.support.api import call
from tools import openapi, openapi_fields
from tools.openapi_examples import EXAMPLES
from tools.openapi_schemas import all_schemas, declared, problem_classes

FOR_WHAT_IS_UNKNOWN = {"ANY /v1/{proxy+}", "$default"}


@cache
def document() -> dict[str, Any]:
    return openapi.document()


def deployed() -> set[str]:
    resources = template.template()["Resources"].values()
    return {one["Properties"]["RouteKey"] for one in resources if one["Type"] == "AWS::ApiGatewayV2::Route"}


def described() -> set[str]:
    return {f"{method.upper()} {path}" for path, methods in document()["paths"].items() for method in methods}


def models() -> dict[str, type[BaseModel]]:
    operations = [one.operation for one in declared()]
    wanted = [model for one in operations for model in (one.body, one.query, one.answer)]
    return {model.__name__: model for model in wanted if model and issubclass(model, BaseModel)}


def test_the_document_is_valid_openapi() -> None:
    validate(document())


def test_writing_the_document_again_changes_nothing() -> None:
    assert openapi.DOCUMENT.read_text(encoding="utf-8") == openapi.text()


def test_every_deployed_route_is_described() -> None:
    assert deployed() > FOR_WHAT_IS_UNKNOWN
    assert deployed() - FOR_WHAT_IS_UNKNOWN <= described()


def test_every_described_route_is_deployed() -> None:
    assert described() <= deployed()


def test_a_route_asks_who_is_calling_exactly_where_the_document_says_so() -> None:
    resources = template.template()["Resources"].values()
    asks = {
        one["Properties"]["RouteKey"]: "AuthorizerId" in one["Properties"]
        for one in resources
        if one["Type"] == "AWS::ApiGatewayV2::Route"
    }
    for path, methods in document()["paths"].items():
        for method, operation in methods.items():
            assert asks[f"{method.upper()} {path}"] == bool(operation["security"])


def test_every_kind_of_problem_is_in_the_table_of_the_introduction() -> None:
    for kind in problem_classes():
        assert f"| `{kind.code}` | {int(kind.status)} | " in document()["info"]["description"]


def test_every_problem_that_an_operation_declares_is_among_its_answers() -> None:
    for one in declared():
        answers = document()["paths"][one.operation.path][one.operation.method.lower()]["responses"]
        for kind in openapi.possible_problems(one.operation):
            schema = answers[str(int(kind.status))]["content"]["application/problem+json"]["schema"]
            assert kind.code in schema["properties"]["code"]["enum"]


def test_the_names_of_the_models_are_unique() -> None:
    """Pydantic tells two classes of one name apart by adding their module or their use to the name."""
    assert [name for name in document()["components"]["schemas"] if not re.fullmatch("[A-Za-z]+", name)] == []


def test_operations_have_names_of_their_own() -> None:
    names = [one["operationId"] for methods in document()["paths"].values() for one in methods.values()]
    assert len(set(names)) == len(names) == len(described())


def test_every_field_parameter_and_enumeration_is_explained() -> None:
    components = document()["components"]
    for name, schema in components["schemas"].items():
        assert "enum" not in schema or schema["description"], name
        for field, of_field in schema.get("properties", {}).items():
            assert of_field.get("description"), f"{name}.{field}"
    for methods in document()["paths"].values():
        for operation in methods.values():
            assert all(one.get("description") for one in operation["parameters"] if "$ref" not in one)


def test_what_is_explained_is_there() -> None:
    """Words about a model or a field that is gone are gone too."""
    names = {*document()["components"]["schemas"], *models()}
    fields = {field for schema in all_schemas(declared()).values() for field in schema.get("properties", {})}
    assert set(openapi_fields.SCHEMAS) <= names
    assert {one.partition(".")[0] for one in openapi_fields.FIELDS if "." in one} <= names
    assert {one.rpartition(".")[2] for one in openapi_fields.FIELDS} <= fields
    assert set(EXAMPLES) <= names


@pytest.mark.parametrize("name", sorted(set(EXAMPLES) - {"Problem"}))
def test_an_example_is_what_its_model_takes(name: str) -> None:
    for example in EXAMPLES[name]:
        models()[name].model_validate_json(json.dumps(example), strict=True)


def test_a_problem_is_what_the_document_says() -> None:
    problem = document()["components"]["schemas"]["Problem"]
    assert EXAMPLES["Problem"]
    for example in EXAMPLES["Problem"]:
        OAS31Validator(problem).validate(example)
    OAS31Validator(problem).validate(call("GET /v1/nothing").body)


def test_the_document_is_served() -> None:
    reply = call("GET /v1/openapi.json")
    assert reply.status == 200
    assert reply.body == json.loads(openapi.text())


@pytest.mark.parametrize("method", ["DELETE", "PUT", "HEAD"])
def test_another_method_is_refused_with_those_that_are_possible(method: str) -> None:
    reply = call(f"{method} /v1/registrations")
    assert (reply.status, reply.body["code"]) == (405, "method-not-allowed")
    assert reply.headers["allow"] == "GET, POST"


def test_another_method_is_refused_where_a_path_has_parameters() -> None:
    assert call("GET /v1/registrations/CU-2701-7F3K-92/payment").headers["allow"] == "POST"


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/v1",
        "/v1/",
        "/v1/nothing",
        "/v1/registrations/",
        "/v1/registrations/A/B/payment",
        "/v2/sessions",
    ],
)
def test_an_address_that_does_not_exist_is_a_problem(path: str) -> None:
    for method in ("GET", "POST"):
        reply = call(f"{method} {path}")
        assert (reply.status, reply.body["code"]) == (404, "not-found")
        assert reply.headers["content-type"] == "application/problem+json"
        assert "allow" not in reply.headers


def test_an_address_is_compared_to_the_letter() -> None:
    assert routes.refusal("POST", "/v1/openapi.json").code == "method-not-allowed"
    assert routes.refusal("POST", "/v1/openapiXjson").code == "not-found"


def test_a_method_that_an_address_has_is_not_said_to_be_missing() -> None:
    """The gateway sends it elsewhere; should it come here all the same, the answer makes sense."""
    assert routes.refusal("GET", "/v1/registrations").code == "not-found"

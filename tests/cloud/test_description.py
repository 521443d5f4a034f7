"""The document that the API serves about itself, against the routes that are deployed."""

from typing import Any, Final

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from tests.cloud.conftest import LocalCloud

CATCH_ALL: Final = {"ANY /v1/{proxy+}", "$default"}


@pytest.fixture(scope="module")
def document(cloud: LocalCloud) -> dict[str, Any]:
    answer = cloud.call("GET", "/v1/openapi.json")
    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/json")
    described: dict[str, Any] = answer.body
    return described


def test_it_is_a_valid_openapi_3_1_document(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    OpenAPIV31SpecValidator(document).validate()


def test_it_describes_every_deployed_route_and_no_other(cloud: LocalCloud, document: dict[str, Any]) -> None:
    routes = cloud.client("apigatewayv2").get_routes(ApiId=cloud.outputs["ApiId"], MaxResults="500")["Items"]
    assert {one["RouteKey"] for one in routes} - CATCH_ALL == set(_operations(document))


def test_the_routes_that_need_no_token_are_those_that_it_calls_public(
    cloud: LocalCloud, document: dict[str, Any]
) -> None:
    routes = cloud.client("apigatewayv2").get_routes(ApiId=cloud.outputs["ApiId"], MaxResults="500")["Items"]
    public = {one["RouteKey"] for one in routes if one.get("AuthorizationType", "NONE") == "NONE"}
    assert public - CATCH_ALL == {name for name in _operations(document) if _is_public(document, name)}


def test_every_operation_is_answered_by_its_own_function(cloud: LocalCloud, document: dict[str, Any]) -> None:
    """A public one with what it is for, or with what is wrong with an empty body; any other asks who is calling."""
    for name in _operations(document):
        method, path = _real(cloud, name)
        answer = cloud.call(method, path, {} if method != "GET" else None)
        if not _is_public(document, name):
            assert (answer.status, answer.body) == (401, {"message": "Unauthorized"}), name
            answer = cloud.call(method, path, {} if method != "GET" else None, token="nonsense")
            assert (answer.status, answer.body["code"]) == (401, "unauthenticated"), name
        else:
            assert answer.status == (200 if method == "GET" else 422), name


def test_every_other_method_of_an_address_is_refused_with_those_that_it_takes(
    cloud: LocalCloud, document: dict[str, Any]
) -> None:
    for path, methods in document["paths"].items():
        for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - {one.upper() for one in methods}:
            answer = cloud.call(*_real(cloud, f"{method} {path}"))
            assert (answer.status, answer.body["code"]) == (405, "method-not-allowed"), (method, path)
            assert answer.headers["Allow"] == ", ".join(sorted(one.upper() for one in methods))


def _operations(document: dict[str, Any]) -> list[str]:
    return [f"{method.upper()} {path}" for path, methods in document["paths"].items() for method in methods]


def _is_public(document: dict[str, Any], name: str) -> bool:
    method, path = name.split(" ")
    return not document["paths"][path][method.lower()].get("security", document.get("security"))


def _real(cloud: LocalCloud, name: str) -> tuple[str, str]:
    """The method and a path that can be called: the open session, a department, an exam of it."""
    method, path = name.split(" ")
    path = path.replace("{session}", cloud.access["session"]).replace("{exam}", "COMPTA-1")
    path = path.replace("{reference}", "CU-2701-0000-00").replace("{id}", "CU-2701-0000-00-D2")
    return method, path + ("?department=02&exam=COMPTA-1" if path.endswith("/centres") else "")

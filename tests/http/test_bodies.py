"""Whatever is sent: a refusal in French, nothing written, never a failure of ours."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis.strategies import (
    booleans,
    dictionaries,
    floats,
    from_regex,
    integers,
    lists,
    none,
    one_of,
    recursive,
    sampled_from,
    text,
)
from pydantic import ValidationError

from shared.http.operation import Operation
from shared.role import Role
from tests.http.operations import CLOSED, ENGLISH, PEOPLE, name, send
from tests.support.api import call
from tests.support.contents import contents
from tests.support.steps import refused

pytestmark = pytest.mark.usefixtures("season")

WRITING = [operation for operation in CLOSED if operation.writes and not operation.takes_file]
READING = [operation for operation in CLOSED if operation.query]


@pytest.mark.parametrize("operation", WRITING, ids=name)
@pytest.mark.parametrize(
    "raw",
    ["{", "not JSON", '{"a": 1,}', "{'a': 1}", b"\xff\xfe\x00", b"\x80", "[" * 20_000, '{"a":' * 5_000, "9" * 5000],
    ids=["open", "words", "comma", "quotes", "bytes", "not UTF-8", "deep list", "deep object", "long number"],
)
def test_what_is_not_json_is_malformed(operation: Operation, raw: str | bytes) -> None:
    before = contents()
    refused(send(operation, raw=raw), 400, "malformed")
    assert contents() == before


@pytest.mark.parametrize("operation", WRITING, ids=name)
@pytest.mark.parametrize(
    "raw",
    ["[]", "null", "1", '"text"', "true", "NaN", "[" * 300 + "]" * 300, '{"\\ud800": 1}', '{"a": "\\udfff"}'],
)
def test_json_that_is_no_fitting_object_is_refused(operation: Operation, raw: str) -> None:
    before = contents()
    refused(send(operation, raw=raw), 422, "validation")
    assert contents() == before


@pytest.mark.parametrize("operation", WRITING, ids=name)
def test_a_field_that_is_not_foreseen_is_pointed_at(operation: Operation) -> None:
    errors = refused(send(operation, body={"a/b~c": 1}), 422, "validation")["errors"]
    (unforeseen,) = [error for error in errors if error["code"] == "extra_forbidden"]
    assert unforeseen == {
        "pointer": "/a~1b~0c",
        "code": "extra_forbidden",
        "detail": "Ce champ n’est pas prévu ici\u00a0: retirez-le",
    }


@pytest.mark.parametrize("operation", WRITING, ids=name)
@pytest.mark.parametrize("raw", ["x" * 32_769, b"x" * 32_769, "é" * 16_385], ids=["text", "bytes", "two bytes each"])
def test_more_than_32_kilobytes_is_too_much(operation: Operation, raw: str | bytes) -> None:
    refused(send(operation, raw=raw), 413, "body-too-large")


@pytest.mark.parametrize("operation", WRITING, ids=name)
def test_32_kilobytes_are_read(operation: Operation) -> None:
    filler = "x" * (32_768 - len('{"filler": ""}'))
    errors = refused(send(operation, raw=json.dumps({"filler": filler})), 422, "validation")["errors"]
    assert "/filler" in {error["pointer"] for error in errors}


@pytest.mark.parametrize("operation", [one for one in WRITING if one.body and one.body.model_fields], ids=name)
@pytest.mark.parametrize("raw", [None, "", "  \n", b"", "{}"], ids=["none", "empty", "blank", "no bytes", "object"])
def test_a_body_that_is_missing_is_asked_for_field_by_field(operation: Operation, raw: str | bytes | None) -> None:
    errors = refused(send(operation, raw=raw), 422, "validation")["errors"]
    assert operation.body is not None
    wanted = {f"/{name}" for name, field in operation.body.model_fields.items() if field.is_required()}
    assert {error["pointer"] for error in errors if error["code"] == "missing"} == wanted
    said = (
        {"Saisissez votre numéro de sécurité sociale"}
        if operation.path == "/v1/me/nir"
        else {"Ce champ est nécessaire"}
    )
    assert {error["detail"] for error in errors} == said


def test_a_body_may_come_in_base_64_and_with_a_byte_order_mark() -> None:
    body = json.dumps({"session": "2027-01", "centre": "C02", "exams": ["CHI"]})
    reply = call("POST /v1/registrations", by=PEOPLE[Role.CANDIDATE], raw=body.encode("utf-8-sig"))
    assert reply.status == 201


odd_json = recursive(
    one_of(none(), booleans(), integers(), floats(), text(max_size=40), from_regex(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?")),
    lambda children: one_of(lists(children, max_size=4), dictionaries(text(max_size=8), children, max_size=4)),
    max_leaves=8,
)


def fits(operation: Operation, body: dict[str, Any]) -> bool:
    """Whether it happens to be something that can be done: where one number is enough, such as a capacity."""
    assert operation.body is not None
    with suppress(ValidationError):
        operation.body.model_validate_json(json.dumps(body), strict=True)
        return True
    return False


@pytest.mark.parametrize("operation", [one for one in WRITING if one.body and one.body.model_fields], ids=name)
def test_whatever_stands_in_the_fields_is_answered_in_french(operation: Operation) -> None:
    assert operation.body is not None
    fields = list(operation.body.model_fields)
    before = contents()

    @settings(max_examples=40, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(body=dictionaries(sampled_from(fields), odd_json, max_size=len(fields)))
    def answered(body: dict[str, Any]) -> None:
        assume(not fits(operation, body))
        reply = send(operation, body=body)
        assert reply.status in {404, 409, 422}, reply.body
        said = [reply.body["title"], reply.body["detail"], *(one["detail"] for one in reply.body.get("errors", []))]
        assert [text for text in said if ENGLISH.search(text)] == []

    answered()
    assert contents() == before


@pytest.mark.parametrize("operation", READING, ids=name)
def test_whatever_stands_in_the_query_is_answered_in_french(operation: Operation) -> None:
    assert operation.query is not None
    fields = list(operation.query.model_fields)

    @settings(max_examples=30, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(query=dictionaries(sampled_from([*fields, "other"]), text(max_size=20), max_size=3))
    def answered(query: dict[str, str]) -> None:
        reply = send(operation, query=query)
        assert reply.status in {200, 404 if "{" in operation.path else 200, 422}, reply.body
        said = [one["detail"] for one in reply.body.get("errors", [])] if reply.status == 422 else []
        assert [text for text in said if ENGLISH.search(text)] == []

    answered()

"""What can be read afterwards of an attempt, and what an attempt cannot write."""

from datetime import datetime
from typing import Any

import pytest

from tests.account.conftest import PASSWORD, Pool
from tests.security.conftest import Lines, log_of
from tests.support import season, template
from tests.support.api import ALICE, BOB, LAON, Identity, call
from tests.support.steps import register

pytestmark = pytest.mark.usefixtures("season")


@log_of("register")
def test_a_line_is_one_json_object_with_its_time_in_utc(log: Lines) -> None:
    call("GET /v1/registrations", by=ALICE)
    (line,) = log()
    said = datetime.strptime(line["timestamp"], "%Y-%m-%d %H:%M:%S,%f%z")
    assert abs(said - season.NOW).total_seconds() < 1
    assert {"level", "service", "function_name", "route", "status", "correlation_id"} <= line.keys()


@log_of("account")
def test_each_sign_in_leaves_a_line_right_or_wrong(log: Lines, pool: Pool) -> None:
    pool.person(ALICE["id"])
    call("POST /v1/tokens", {"nuc": ALICE["id"], "password": PASSWORD})
    call("POST /v1/tokens", {"nuc": ALICE["id"], "password": "quatre autres mots"})
    call("POST /v1/tokens/second-factor", {"session": "x" * 43, "code": "123456"})
    assert [(line["route"], line["status"], line["code"]) for line in log()] == [
        ("POST /v1/tokens", 200, ""),
        ("POST /v1/tokens", 401, "unauthenticated"),
        ("POST /v1/tokens/second-factor", 401, "sign-in-again"),
    ]


@log_of("register")
@pytest.mark.parametrize(
    ("by", "request_line", "body", "status", "code"),
    [
        (None, "GET /v1/registrations", None, 401, "unauthenticated"),
        (LAON, "GET /v1/registrations", None, 403, "forbidden"),
        (BOB, "GET /v1/registrations/{reference}", None, 404, "not-found"),
        (ALICE, "POST /v1/registrations", {"state": "validated"}, 422, "validation"),
    ],
)
def test_a_refusal_leaves_a_line_with_its_reason(
    log: Lines, by: Identity | None, request_line: str, body: Any, status: int, code: str
) -> None:
    reference = register("CHI")
    already = len(log())
    call(request_line.format(reference=reference), body, by=by)
    (line,) = log()[already:]
    assert (line["route"], line["status"], line["code"]) == (request_line, status, code)


@log_of("account")
def test_too_many_calls_leave_a_line_each(log: Lines, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(template.functions()["account"], "PUBLIC_WRITES_LIMIT", "1/15m")
    for _ in range(3):
        call("POST /v1/tokens", {})
    assert [line["code"] for line in log()] == ["validation", "too-many-requests", "too-many-requests"]


@log_of("register")
@pytest.mark.parametrize("broken", ["\n", "\r\n", "\u2028", "%0a", '"', '"}\n{"message": "answered", "status": 200}'])
def test_a_line_break_cannot_begin_a_line(log: Lines, broken: str) -> None:
    call(f"GET /v1/registrations/CU{broken}x", by=ALICE, headers={"X-Correlation-Id": f"appel{broken}0123456789"})
    (line,) = log()
    assert (line["message"], line["status"]) == ("answered", 404)

"""Calls that claim, repeat or encode what they should not."""

import base64
import json

import pytest

from shared.registration.lifecycle import State
from tests.http.operations import CLOSED, PEOPLE, request
from tests.support import season, template
from tests.support.api import ALICE, ASSOCIATION, LAON, NOBODY, call, operations
from tests.support.contents import Contents, contents
from tests.support.documents import give
from tests.support.steps import defer, done, in_state, refused, register

pytestmark = pytest.mark.usefixtures("season")

ELSEWHERE = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "POST"}


def test_what_is_encoded_twice_is_decoded_once() -> None:
    reference = register("CHI")
    refused(call(f"GET /v1/registrations/%2543{reference[1:]}", by=ALICE), 404, "not-found")
    twice = base64.b64encode(json.dumps({"session": season.THIS}).encode())
    refused(call("POST /v1/registrations", by=ALICE, raw=twice), 400, "malformed")


def test_a_parameter_sent_twice_counts_once() -> None:
    register("CHI")
    register("BIO")
    assert len(call("GET /v1/registrations", by=ALICE, query="limit=2&limit=1").body["items"]) == 1


def test_what_belongs_into_the_body_is_not_taken_from_the_query() -> None:
    query = {"session": season.THIS, "centre": "C02", "exams": "CHI"}
    refused(call("POST /v1/registrations", {}, by=ALICE, query=query), 422, "validation")


def test_trace_is_refused() -> None:
    reply = call("TRACE /v1/sessions", headers={"Authorization": "Bearer secret-of-the-caller"})
    refused(reply, 405, "method-not-allowed")
    assert "secret-of-the-caller" not in json.dumps([reply.headers, reply.body])


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "True-Client-IP", "CF-Connecting-IP"])
def test_where_a_call_comes_from_cannot_be_claimed(header: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The limits count by the address that the gateway saw."""
    monkeypatch.setitem(template.functions()["account"], "PUBLIC_WRITES_LIMIT", "2/15m")
    claimed = [f"203.0.113.{number}" for number in range(4)]
    replies = [call("POST /v1/tokens", {}, headers={header: one}, source="198.51.100.7") for one in claimed]
    assert [reply.status for reply in replies] == [422, 422, 429, 429]


def test_who_is_calling_cannot_be_claimed() -> None:
    """What the functions are told of the caller comes from the gateway's own part of the event."""
    claimed = {**ASSOCIATION, "X-User-Id": ASSOCIATION["id"], "authorizer": json.dumps({"lambda": dict(ASSOCIATION)})}
    for operation in CLOSED:
        refused(call(request(operation), by=None, headers=claimed), 401, "unauthenticated")
    body = {"requestContext": {"authorizer": {"lambda": dict(LAON)}}}
    refused(call("POST /v1/registrations", body, by=ALICE), 422, "validation")


def test_a_cookie_says_nothing_of_who_is_calling() -> None:
    """So a browser adds nothing by itself to a call that another site makes it send."""
    sent = {"Cookie": "session=abc; Authorization=Bearer abc", "Content-Type": "text/plain", **ELSEWHERE}
    before = contents()
    for operation in CLOSED:
        refused(call(request(operation), by=None, headers=sent), 401, "unauthenticated")
    assert contents() == before


@pytest.mark.parametrize(
    "request_line",
    ["GET /v1/sessions", "GET /v1/registrations", "POST /v1/tokens", "OPTIONS /v1/registrations", "GET /v1/nothing"],
)
def test_no_answer_invites_another_site(request_line: str) -> None:
    headers = call(request_line, by=ALICE, headers=ELSEWHERE).headers
    assert [name for name in headers if name.startswith("access-control-")] == []


def test_reading_changes_nothing_but_the_trail(monkeypatch: pytest.MonkeyPatch) -> None:
    reference = in_state(State.VALIDATED)
    monkeypatch.setitem(template.functions()["documents"], "MALWARE_SCAN", "off")
    deferral = done(defer(reference, "CHI")).body["id"]
    done(give(deferral))
    queries = {
        "/v1/audit": "day=2026-11-27",
        "/v1/sessions/{session}/centres": "department=02&exam=CHI",
        "/v1/catalogue/template": "file=centres",
    }
    of_hers = {"reference": reference, "id": deferral, "document": "1"}
    before, unread = _but_the_trail(), []
    for _, operation in operations():
        if operation.method == "GET":
            path = operation.path.format(**of_hers, session=season.THIS, centre="C02", exam="CHI")
            query, people = queries.get(operation.path, ""), [PEOPLE[role] for role in operation.roles] or [NOBODY]
            replies = [call(f"GET {path}", by=by, query=query) for by in people]
            unread += [path] if 200 not in [reply.status for reply in replies] else []
    assert unread == []
    assert _but_the_trail() == before


def _but_the_trail() -> Contents:
    return {key: item for key, item in contents().items() if not key[0].startswith("AUDIT#")}

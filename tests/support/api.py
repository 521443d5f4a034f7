"""Calls of the API as the gateway makes them: an event of payload format 2.0, to the handler whose operation it is."""

import base64
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, Final, NamedTuple
from urllib.parse import quote, urlencode

import pytest
from aws_lambda_powertools.utilities.typing import LambdaContext

from shared.http.operation import Operation
from tests.support import canaries, template

FUNCTIONS: Final = (
    "register",
    "prevalidate",
    "payment",
    "deferral",
    "documents",
    "account",
    "rights",
    "season",
    "printing",
    "mails",
    "catalogue",
)
"""Those behind the API; the last one takes whatever no operation takes."""

SHOWS_A_SECRET: Final = {
    "POST /v1/tokens",
    "POST /v1/tokens/second-factor",
    "POST /v1/tokens/refresh",
    "POST /v1/centre/keys",
}

Identity = Mapping[str, str]

READ: Final = "registrations:read"
DECIDE: Final = "registrations:decide"
PAY: Final = "payments:write"
MANAGE: Final = "centre:manage"
"""What people have besides, and no key."""


def candidate(nuc: str, name: str = "") -> Identity:
    return {"role": "candidate", "id": nuc, "name": name, "centre": "", "scopes": ""}


def centre(code: str, person: str = "Camille Petit", scopes: str = f"{READ} {DECIDE} {PAY} {MANAGE}") -> Identity:
    return {
        "role": "centre",
        "id": f"{person.replace(' ', '.')}@{code}",
        "name": person,
        "centre": code,
        "scopes": scopes,
    }


ALICE: Final = candidate("20230001", "Alice Martin")
BOB: Final = candidate("20230002", "Bob Durand")
CHLOE: Final = candidate("CH17", "Chloé Roux")
LAON: Final = centre("C02")
LILLE: Final = centre("C59", "Sacha Blanc")
ASSOCIATION: Final[Identity] = {
    "role": "association",
    "id": "dominique@example.org",
    "name": "Dominique Noir",
    "centre": "",
    "scopes": "",
}
NOBODY: Final[Identity] = {"role": "nobody", "id": "", "name": "", "centre": "", "scopes": ""}


class Context(LambdaContext):
    """What Lambda gives a handler besides the event."""

    def __init__(self, function: str) -> None:
        self._function_name = function
        self._memory_limit_in_mb = 512
        self._aws_request_id = "00000000-0000-0000-0000-000000000000"
        self._invoked_function_arn = f"arn:aws:lambda:{template.REGION}:{template.ACCOUNT}:function:{function}"

    @staticmethod
    def get_remaining_time_in_millis() -> int:
        return 15_000


class Reply(NamedTuple):
    status: int
    headers: dict[str, str]
    body: Any


class Route(NamedTuple):
    function: str
    key: str
    parameters: dict[str, str]


@contextmanager
def environment(function: str) -> Iterator[None]:
    """The environment of a function as the template declares it: nothing more and nothing less."""
    with pytest.MonkeyPatch.context() as patch:
        for name in {name for variables in template.functions().values() for name in variables}:
            patch.delenv(name, raising=False)
        for name, value in template.functions()[function].items():
            patch.setenv(name, value)
        yield


def call(
    request: str,
    body: Any = None,
    *,
    by: Identity | None = None,
    query: Mapping[str, Any] | str = "",
    headers: Mapping[str, str] | None = None,
    raw: str | bytes | None = None,
    source: str = "127.0.0.1",
) -> Reply:
    """`call("POST /v1/registrations", {…}, by=ALICE)`. `raw` is sent instead of a JSON body; bytes go as base 64."""
    method, path = request.split(" ", 1)
    found = route(method, path)
    sent: dict[str, Any] = {}
    if raw is None and body is not None:
        raw = json.dumps(body)
    if isinstance(raw, bytes):
        sent = {"body": base64.b64encode(raw).decode(), "isBase64Encoded": True}
    elif raw is not None:
        sent = {"body": raw, "isBase64Encoded": False}
    text = query if isinstance(query, str) else urlencode(query, doseq=True)
    event = event_of(method, path, found, by=by, query=text, headers=headers or {}) | sent
    event["requestContext"]["http"]["sourceIp"] = source
    with environment(found.function):
        return reply(answered(found, event))


def reply(answer: dict[str, Any]) -> Reply:
    told = _read(answer)
    if isinstance(told, dict) and "refresh_token" in told:
        canaries.plant(told["refresh_token"])
    return Reply(answer["statusCode"], {name.lower(): value for name, value in answer["headers"].items()}, told)


def answered(found: Route, event: dict[str, Any]) -> dict[str, Any]:
    """What the handler, in its function's environment, gives the gateway."""
    handler = import_module(f"functions.{found.function}.handler").lambda_handler
    answer: dict[str, Any] = handler(event, Context(found.function))
    if found.key not in SHOWS_A_SECRET:
        canaries.search(f"the answer to {found.key}", [_read(answer), answer["headers"]])
    return answer


def _read(answer: dict[str, Any]) -> Any:
    """JSON as it means, a file as its bytes."""
    if answer["isBase64Encoded"]:
        return base64.b64decode(answer["body"])
    return json.loads(answer["body"])


def event_of(
    method: str, path: str, found: Route, *, by: Identity | None, query: str, headers: Mapping[str, str]
) -> dict[str, Any]:
    now = datetime.now(UTC)
    context: dict[str, Any] = {
        "accountId": template.ACCOUNT,
        "apiId": "api",
        "domainName": "api.certif-up.example",
        "http": {
            "method": method,
            "path": path,
            "protocol": "HTTP/1.1",
            "sourceIp": "127.0.0.1",
            "userAgent": "pytest",
        },
        "requestId": "request-0123456789",
        "routeKey": found.key,
        "stage": "$default",
        "time": f"{now:%d/%b/%Y:%H:%M:%S +0000}",
        "timeEpoch": int(now.timestamp() * 1000),
    }
    return {
        "version": "2.0",
        "routeKey": found.key,
        "rawPath": quote(path, safe="/%~!$&'()*+,;=:@"),
        "rawQueryString": query,
        "headers": {"content-type": "application/json", **{name.lower(): text for name, text in headers.items()}},
        "pathParameters": found.parameters or None,
        "requestContext": context | ({"authorizer": {"lambda": dict(by)}} if by is not None else {}),
        "isBase64Encoded": False,
    }


def route(method: str, path: str) -> Route:
    """The route that the gateway would choose: exact ones first."""
    for function, operation in sorted(operations(), key=lambda one: "{" in one[1].path):
        pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(operation.path))
        if operation.method == method and (found := re.fullmatch(pattern, path)):
            return Route(function, f"{method} {operation.path}", found.groupdict())
    return Route("catalogue", "ANY /v1/{proxy+}" if path.startswith("/v1/") else "$default", {})


@cache
def operations() -> list[tuple[str, Operation]]:
    """Every operation of the API with its function."""
    found = []
    for function in FUNCTIONS:
        if not Path(f"functions/{function}/handler.py").exists():
            continue
        with environment(function):
            door = import_module(f"functions.{function}.handler").door
        found += [(function, operation) for operation in door.operations]
    return found

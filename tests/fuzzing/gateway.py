"""The API as a WSGI application: what the gateway does between HTTP and the handlers, in this process."""

import base64
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

from tests.fuzzing.world import World
from tests.support.api import Identity, answered, environment, event_of, route
from tests.support.calls import Call, watched

READS: Final = ("Get", "BatchGet", "Query", "Describe", "List", "AdminGet", "Head", "GenerateMac", "VerifyMac")

Respond = Callable[[str, list[tuple[str, str]]], object]


@dataclass
class Gateway:
    """Every call finds the world as it was made, and comes from `by`, as if the authorizer had said so."""

    world: World
    by: Identity
    statuses: Counter[int] = field(default_factory=Counter)

    def __call__(self, environ: dict[str, Any], respond: Respond) -> Iterable[bytes]:
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"].encode("latin-1").decode(errors="replace")
        found = route(method, path)
        event = event_of(
            method, path, found, by=self.by, query=environ.get("QUERY_STRING", ""), headers=_headers(environ)
        )
        with environment(found.function), watched() as made:
            answer = answered(found, event | _body(environ))
        self.world.restore({one.service for one in made if _writes(one)})
        status = answer["statusCode"]
        self.statuses[status] += 1
        respond(f"{status} {HTTPStatus(status).phrase}", [*answer["headers"].items()])
        return [base64.b64decode(answer["body"]) if answer["isBase64Encoded"] else answer["body"].encode()]


def _writes(call: Call) -> bool:
    return not call.operation.startswith(READS)


def _headers(environ: dict[str, Any]) -> dict[str, str]:
    sent = {name[5:].replace("_", "-"): text for name, text in environ.items() if name.startswith("HTTP_")}
    return sent | ({"content-type": environ["CONTENT_TYPE"]} if environ.get("CONTENT_TYPE") else {})


def _body(environ: dict[str, Any]) -> dict[str, Any]:
    """Text as text where the type says that it is, anything else in base 64; nothing where nothing was sent."""
    raw = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    if not raw:
        return {}
    try:
        if environ.get("CONTENT_TYPE", "").startswith(("text/", "application/json")):
            return {"body": raw.decode(), "isBase64Encoded": False}
    except UnicodeDecodeError:
        pass
    return {"body": base64.b64encode(raw).decode(), "isBase64Encoded": True}

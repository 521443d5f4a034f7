"""The campaign finds what it is there to find: bugs planted between the handlers and whoever calls."""

import io
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import pytest
from schemathesis.errors import FailureGroup

from tests.fuzzing.campaign import fuzz
from tests.fuzzing.gateway import Gateway, Respond
from tests.fuzzing.world import World
from tests.support.api import LAON

OPERATION: Final = "PUT /v1/centre/notifications"


class Said(NamedTuple):
    status: str
    headers: dict[str, str]
    body: bytes


def _as_it_is(sent: bytes) -> bytes:
    return sent


@dataclass
class Planted(Gateway):
    """The gateway with a bug: in what reaches the handler, or in what comes back for what was sent."""

    lets_in: Callable[[bytes], bytes] = _as_it_is
    answers: Callable[[str, bytes, Said], Said] = lambda _method, _sent, said: said

    def __call__(self, environ: dict[str, Any], respond: Respond) -> Iterable[bytes]:
        sent = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        passed = self.lets_in(sent)
        heard: list[Any] = []
        parts = super().__call__(
            environ | {"wsgi.input": io.BytesIO(passed), "CONTENT_LENGTH": str(len(passed))},
            lambda *told: heard.extend(told),
        )
        said = self.answers(environ["REQUEST_METHOD"], sent, Said(heard[0], dict(heard[1]), b"".join(parts)))
        respond(said.status, [*said.headers.items()])
        return [said.body]


def only_known_fields(sent: bytes) -> bytes:
    """Mass assignment: what is not foreseen is dropped, and the rest done."""
    try:
        body = json.loads(sent)
    except ValueError:
        return sent
    known = {name: value for name, value in body.items() if name == "digest"} if isinstance(body, dict) else body
    return json.dumps(known).encode()


def fails_where_the_body_is_no_object(_method: str, sent: bytes, said: Said) -> Said:
    return said if sent.lstrip().startswith(b"{") else said._replace(status="500 Internal Server Error")


def has_another_status(_method: str, _sent: bytes, said: Said) -> Said:
    return said._replace(status="202 Accepted") if said.status.startswith("200") else said


def lacks_a_field(_method: str, _sent: bytes, said: Said) -> Said:
    return said._replace(body=b"{}") if said.status.startswith("200") else said


def has_a_code_that_is_not_its_own(_method: str, _sent: bytes, said: Said) -> Said:
    return said._replace(body=said.body.replace(b'"validation"', b'"no-seat-left"'))


def is_a_page(_method: str, _sent: bytes, said: Said) -> Said:
    return said._replace(headers=said.headers | {"Content-Type": "text/html"})


def knows_another_method(method: str, _sent: bytes, said: Said) -> Said:
    return Said("200 OK", {"Content-Type": "application/json"}, b"{}") if method == "DELETE" else said


PLANTED: Final[dict[str, dict[str, Any]]] = {
    "Server error": {"answers": fails_where_the_body_is_no_object},
    "Undocumented status code": {"answers": has_another_status},
    "Response violates schema": {"answers": lacks_a_field},
    "Response violates schema ": {"answers": has_a_code_that_is_not_its_own},
    "Undocumented Content-Type": {"answers": is_a_page},
    "Unsupported method": {"answers": knows_another_method},
    "Schema-violating request accepted": {"lets_in": only_known_fields},
}
"""By what schemathesis calls it."""


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_bug_is_found(name: str, everything: World) -> None:
    with pytest.raises(FailureGroup) as found:
        fuzz(Planted(everything, LAON, **PLANTED[name]), OPERATION)
    assert name.strip() in str(found.value)


def test_without_one_nothing_is_found(everything: World) -> None:
    fuzz(Planted(everything, LAON), OPERATION)

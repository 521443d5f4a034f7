"""What is done at every size, each act once a turn: whom it is about is new, and the same in everything that counts."""

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from importlib import import_module
from typing import Any, Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from bench.population import BUSY, EXAM, MARTIN, PAGE
from bench.season import DEPARTMENTS, FEE_CENTS
from tests.support.api import NOBODY, Context, Identity, centre, event_of, route

PROGRAM: Final = centre(BUSY)


@dataclass
class Turn:
    """Somebody new, and what had come about before: a request, a deadline that has passed, and another.

    The mail of one transition was lost, and the reconciliation finds it with the second deadline.
    """

    session: str
    candidate: Identity
    reader: Identity
    key: str
    pending: str
    overdue: str
    reference: str = ""
    """Of the request that is sent in this turn."""


def looks_for_a_centre(turn: Turn) -> None:
    """Reads the whole offer of the session: as much as there are centres, whoever registers."""
    asked(f"GET /v1/sessions/{turn.session}/centres", None, NOBODY, department=DEPARTMENTS[0], exam=EXAM)


def registers(turn: Turn) -> None:
    request = {"session": turn.session, "centre": BUSY, "exams": [EXAM]}
    turn.reference = asked("POST /v1/registrations", request, turn.candidate)["reference"]


def prevalidates(turn: Turn) -> None:
    asked(f"POST /v1/registrations/{turn.reference}/prevalidation", {}, PROGRAM)


def refuses(turn: Turn) -> None:
    asked(f"POST /v1/registrations/{turn.pending}/refusal", {"reason": "full"}, PROGRAM)


def records_the_payment(turn: Turn) -> None:
    today = datetime.now(ZoneInfo("Europe/Paris")).date().isoformat()
    receipt = {"amount_cents": FEE_CENTS, "received_on": today, "method": "transfer"}
    asked(f"POST /v1/registrations/{turn.reference}/payment", receipt, PROGRAM)


def looks(turn: Turn) -> None:
    invoked("lifecycle", {"task": "look", "reference": turn.reference})


def expires(turn: Turn) -> None:
    invoked("lifecycle", {"task": "expire", "reference": turn.overdue})


def reads_the_file(turn: Turn) -> None:
    asked(f"GET /v1/registrations/{turn.reference}", None, turn.candidate)


def reads_own(turn: Turn) -> None:
    asked("GET /v1/registrations", None, turn.candidate)


def reads_a_page(turn: Turn) -> None:
    _full(asked("GET /v1/centre/registrations", None, PROGRAM, session=turn.session, limit=PAGE))


def reads_the_seats(turn: Turn) -> None:
    asked("GET /v1/centre/seats", None, PROGRAM, session=turn.session)


def searches_a_name(turn: Turn) -> None:
    _full(asked("GET /v1/registrations", None, turn.reader, q=MARTIN, limit=PAGE))


def searches_a_reference(turn: Turn) -> None:
    asked("GET /v1/registrations", None, turn.reader, q=turn.reference)


def shows_a_key(turn: Turn) -> None:
    event = event_of("GET", "/v1/centre", route("GET", "/v1/centre"), by=None, query="", headers={})
    if invoked("authorizer", event | {"identitySource": [f"Bearer {turn.key}"]})["context"]["role"] != "centre":
        raise RuntimeError("a key that nobody knows")


def reconciles(turn: Turn) -> None:
    """One registration is overdue, the mail of one transition was lost."""
    done = invoked("lifecycle", {"task": "reconcile"})
    if done != {"followed": 1, "acted": 1, "started": 0, "failed": 0}:
        raise RuntimeError(f"the reconciliation did {done}")


Act = Callable[[Turn], None]

ACTS: Final[Mapping[str, Act]] = {
    "GET centres of a session": looks_for_a_centre,
    "POST registration": registers,
    "GET own registrations": reads_own,
    "GET registration": reads_the_file,
    "look (lifecycle)": looks,
    "POST prevalidation": prevalidates,
    "POST payment": records_the_payment,
    "POST refusal": refuses,
    "expire (lifecycle)": expires,
    "GET centre's registrations": reads_a_page,
    "GET centre's seats": reads_the_seats,
    "GET search by name": searches_a_name,
    "GET search by reference": searches_a_reference,
    "authorizer, API key": shows_a_key,
    "reconciliation": reconciles,
}
"""In the order in which they can be done."""


def asked(request: str, body: Any, by: Identity, **query: Any) -> Any:
    """What the function answers, called as the gateway calls it."""
    method, path = request.split(" ", 1)
    found = route(method, path)
    headers = {} if body is None else {"Idempotency-Key": secrets.token_hex(8)}
    event = event_of(method, path, found, by=by, query=urlencode(query), headers=headers)
    answer = invoked(found.function, event | {"body": None if body is None else json.dumps(body)})
    if answer["statusCode"] >= HTTPStatus.MULTIPLE_CHOICES:
        raise RuntimeError(f"{request}: {answer['statusCode']} {answer['body']}")
    return json.loads(answer["body"])


def invoked(function: str, event: dict[str, Any]) -> Any:
    return import_module(f"functions.{function}.handler").lambda_handler(event, Context(function))


def _full(page: dict[str, Any]) -> None:
    if len(page["items"]) != PAGE:
        raise RuntimeError(f"a page of {len(page['items'])}")

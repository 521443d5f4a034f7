"""For each operation of the API one request that makes sense, and whose it is: `test_matrix` sends it as everybody."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from shared import links, person, table
from shared.links import Link, Purpose
from shared.person import Person
from shared.registration.lifecycle import State
from shared.role import Role
from tests.account.conftest import PASSWORD
from tests.account.test_import import HEAD, ZOE
from tests.account.test_me import DETAILS
from tests.nir.giving import NIR
from tests.set_up.sending import BREST, CENTRES, DATES, NEW
from tests.set_up.test_centres import OWN, SETTINGS
from tests.support.api import ALICE, ASSOCIATION, BOB, LAON, LILLE, NOBODY, Identity, call
from tests.support.documents import give, pdf, send
from tests.support.steps import defer, done, in_state, pay

CALLERS: Final[dict[str, Identity]] = {
    "nobody": NOBODY,
    "the candidate": ALICE,
    "another candidate": BOB,
    "the centre": LAON,
    "another centre": LILLE,
    "the association": ASSOCIATION,
}
EVERYBODY: Final = frozenset(CALLERS)
HER_FILE: Final = frozenset({"the candidate", "the centre", "the association"})
HERS: Final = frozenset({"the candidate"})
THE_CENTRES: Final = frozenset({"the centre", "the association"})


class Sent(NamedTuple):
    """`theirs` are those whose business the object is; others of the same role are answered `foreign`."""

    path: str
    body: Any = None
    query: str = ""
    raw: bytes | None = None
    theirs: frozenset[str] = EVERYBODY
    foreign: int = 404
    status: int | None = None
    """Where even whoever may does not get the operation's own status."""


def _link(purpose: Purpose, **about: str) -> str:
    token = links.draw()
    table.write(table.put(links.item(token, Link(purpose=purpose, ttl=links.ends_at(datetime.now(UTC)), **about))))
    return token


def _staff() -> None:
    """The people who call are known, as they are when the authorizer lets them in."""
    for one in (LAON, LILLE, ASSOCIATION):
        known = Person(email=one["id"], name=one["name"], role=Role(one["role"]), centre=one["centre"] or None)
        table.write(table.put_anyway(person.item(known)))


def _colleague() -> str:
    email = "nouvelle@example.org"
    done(call("POST /v1/people", {"email": email, "name": "Noé", "role": "centre", "centre": "C02"}, by=ASSOCIATION))
    return email


def _key() -> str:
    body = {"label": "Tableur", "scopes": ["registrations:read"]}
    made: str = done(call("POST /v1/centre/keys", body, by=LAON)).body["id"]
    return made


def _deferral() -> str:
    asked: str = done(defer(in_state(State.VALIDATED), "CHI")).body["id"]
    return asked


def _draft() -> str:
    done(call(f"PUT /v1/sessions/{NEW}", DATES, by=ASSOCIATION))
    return f"/v1/sessions/{NEW}/exams/CHI"


def _documented() -> str:
    """A deferral with a document that was confirmed."""
    asked = _deferral()
    done(give(asked))
    return asked


def _sent_document() -> Sent:
    asked = _deferral()
    send(asked, pdf())
    return Sent(f"/v1/deferrals/{asked}/documents/1/confirmation", {}, theirs=HERS)


def _late_payment() -> str:
    late: str = done(pay(in_state(State.WITHDRAWN))).body["late_payment"]["id"]
    return late


def _of(state: State, action: str, body: Any, theirs: frozenset[str]) -> Sent:
    return Sent(f"/v1/registrations/{in_state(state)}/{action}", body, theirs=theirs)


def _signed_in() -> Sent:
    _staff()
    return Sent("/v1/tokens", {})


def _session() -> str:
    given: str = done(call("POST /v1/tokens", {"nuc": ALICE["id"], "password": PASSWORD})).body["refresh_token"]
    return given


PAYMENT: Final = {"amount_cents": 5000, "received_on": "2026-11-27", "method": "cash"}
TODAY: Final = "day=2026-11-27"

SENT: Final[dict[str, Callable[[], Sent]]] = {
    # Whatever is open to all
    "GET /v1/sessions": lambda: Sent("/v1/sessions"),
    "GET /v1/sessions/{session}/exams": lambda: Sent("/v1/sessions/2027-01/exams"),
    "GET /v1/sessions/{session}/centres": lambda: Sent("/v1/sessions/2027-01/centres", query="department=02&exam=CHI"),
    "GET /v1/openapi.json": lambda: Sent("/v1/openapi.json"),
    "POST /v1/tokens": lambda: Sent("/v1/tokens", {"nuc": ALICE["id"], "password": PASSWORD}),
    "POST /v1/tokens/second-factor": lambda: Sent(
        "/v1/tokens/second-factor", {"session": "A" * 43, "code": "123456"}, status=401
    ),
    "POST /v1/tokens/refresh": lambda: Sent("/v1/tokens/refresh", {"refresh_token": _session()}),
    "POST /v1/candidates": lambda: Sent("/v1/candidates", {"email": "zoe@example.org"}),
    "PUT /v1/candidates": lambda: Sent(
        "/v1/candidates", {"token": _link(Purpose.FIRST_TIME, email="zoe@example.org"), "password": PASSWORD + "-2"}
    ),
    "POST /v1/nuc-reminders": lambda: Sent(
        "/v1/nuc-reminders", {"birth_name": "Martin", "born_on": "27/03/1998", "email": "alice@example.org"}
    ),
    "POST /v1/password-resets": lambda: Sent("/v1/password-resets", {"nuc": ALICE["id"]}),
    "PUT /v1/password-resets": lambda: Sent(
        "/v1/password-resets", {"token": _link(Purpose.PASSWORD, user_name=ALICE["id"]), "password": PASSWORD + "-2"}
    ),
    # One's own
    "DELETE /v1/tokens": _signed_in,
    "GET /v1/me": lambda: Sent("/v1/me"),
    "PUT /v1/me": lambda: Sent("/v1/me", DETAILS),
    "PUT /v1/me/nir": lambda: Sent("/v1/me/nir", {"nir": NIR}),
    "POST /v1/me/email": lambda: Sent("/v1/me/email", {"email": "autre@example.org"}),
    "PUT /v1/me/email": lambda: Sent(
        "/v1/me/email",
        {"token": _link(Purpose.ADDRESS, user_name=ALICE["id"], email="autre@example.org")},
        theirs=HERS,
        foreign=410,
    ),
    "GET /v1/me/export": lambda: Sent("/v1/me/export"),
    "DELETE /v1/me": lambda: Sent("/v1/me", {"nuc": ALICE["id"]}, theirs=HERS, foreign=422),
    # Registrations
    "POST /v1/registrations": lambda: Sent(
        "/v1/registrations", {"session": "2027-01", "centre": "C02", "exams": ["BIO"]}
    ),
    "GET /v1/registrations": lambda: Sent(
        "/v1/registrations", theirs=frozenset({"the candidate", "another candidate"}), foreign=422
    ),
    "GET /v1/registrations/{reference}": lambda: Sent(f"/v1/registrations/{in_state(State.PENDING)}", theirs=HER_FILE),
    "POST /v1/registrations/{reference}/withdrawal": lambda: _of(State.PENDING, "withdrawal", {}, HERS),
    "POST /v1/registrations/{reference}/deferral": lambda: _of(
        State.VALIDATED, "deferral", {"exams": ["CHI"], "ground": "medical"}, HERS
    ),
    "GET /v1/registrations/{reference}/deferrals": lambda: Sent(
        f"/v1/registrations/{in_state(State.VALIDATED)}/deferrals", theirs=HERS | {"the association"}
    ),
    "GET /v1/registrations/{reference}/certificate": lambda: Sent(
        f"/v1/registrations/{in_state(State.VALIDATED)}/certificate", theirs=HER_FILE
    ),
    "GET /v1/registrations/{reference}/convocation": lambda: Sent(
        f"/v1/registrations/{in_state(State.VALIDATED)}/convocation", theirs=HER_FILE
    ),
    "POST /v1/deferrals/{id}/documents": lambda: Sent(f"/v1/deferrals/{_deferral()}/documents", {}, theirs=HERS),
    "POST /v1/deferrals/{id}/documents/{document}/confirmation": _sent_document,
    "GET /v1/deferrals/{id}/documents/{document}": lambda: Sent(f"/v1/deferrals/{_documented()}/documents/1"),
    "POST /v1/deferrals/{id}/cancellation": lambda: Sent(f"/v1/deferrals/{_deferral()}/cancellation", {}, theirs=HERS),
    "POST /v1/registrations/{reference}/prevalidation": lambda: _of(State.PENDING, "prevalidation", {}, THE_CENTRES),
    "POST /v1/registrations/{reference}/refusal": lambda: _of(
        State.PENDING, "refusal", {"reason": "full"}, THE_CENTRES
    ),
    "POST /v1/registrations/{reference}/payment": lambda: _of(State.PREVALIDATED, "payment", PAYMENT, THE_CENTRES),
    # A centre's
    "GET /v1/centre/registrations": lambda: Sent("/v1/centre/registrations", query="session=2027-01"),
    "GET /v1/centre/seats": lambda: Sent("/v1/centre/seats", query="session=2027-01"),
    "PUT /v1/centre/seats/{exam}": lambda: Sent("/v1/centre/seats/CHI", {"session": "2027-01", "capacity": 9}),
    "POST /v1/centre/decisions": lambda: Sent(
        "/v1/centre/decisions", {"decisions": [{"reference": in_state(State.PENDING), "action": "prevalidation"}]}
    ),
    "POST /v1/centre/payments": lambda: Sent(
        "/v1/centre/payments", raw=b"date;libelle;montant\r\n27/11/2026;VIR CU-2701-0000-61;50,00\r\n"
    ),
    "GET /v1/centre/registrations.csv": lambda: Sent("/v1/centre/registrations.csv", query="session=2027-01"),
    "GET /v1/centre/seats.csv": lambda: Sent("/v1/centre/seats.csv", query="session=2027-01"),
    "GET /v1/centre/exams/{exam}/attendance": lambda: Sent("/v1/centre/exams/CHI/attendance", query="session=2027-01"),
    "GET /v1/centre/exams/{exam}/attendance.csv": lambda: Sent(
        "/v1/centre/exams/CHI/attendance.csv", query="session=2027-01"
    ),
    "GET /v1/centre/notifications": lambda: Sent("/v1/centre/notifications"),
    "PUT /v1/centre/notifications": lambda: Sent("/v1/centre/notifications", {"digest": "off"}),
    "GET /v1/centre/deadline": lambda: Sent("/v1/centre/deadline"),
    "GET /v1/centre/late-payments": lambda: Sent("/v1/centre/late-payments"),
    "GET /v1/centre/keys": lambda: Sent("/v1/centre/keys", query="centre=C02", theirs=THE_CENTRES),
    "POST /v1/centre/keys": lambda: Sent("/v1/centre/keys", {"label": "Autre", "scopes": ["payments:write"]}),
    "POST /v1/centre/keys/{id}/revocation": lambda: Sent(
        f"/v1/centre/keys/{_key()}/revocation", {}, query="centre=C02", theirs=THE_CENTRES
    ),
    "POST /v1/late-payments/{id}/closure": lambda: Sent(
        f"/v1/late-payments/{_late_payment()}/closure", {"outcome": "refunded"}, theirs=THE_CENTRES
    ),
    # The association's
    "GET /v1/late-payments": lambda: Sent("/v1/late-payments"),
    "GET /v1/deferrals": lambda: Sent("/v1/deferrals"),
    "POST /v1/deferrals/{id}/decision": lambda: Sent(
        f"/v1/deferrals/{_deferral()}/decision", {"decision": "refused", "reason": "Illisible"}
    ),
    "GET /v1/mail-problems": lambda: Sent("/v1/mail-problems"),
    "PUT /v1/registrations/{reference}/email": lambda: _of(
        State.PENDING, "email", {"email": "juste@example.org"}, EVERYBODY
    ),
    "POST /v1/registrations/{reference}/mails/{version}/resend": lambda: _of(
        State.PENDING, "mails/1/resend", {}, EVERYBODY
    )._replace(status=409),
    "GET /v1/audit": lambda: Sent("/v1/audit", query=TODAY),
    "GET /v1/nirs-to-check": lambda: Sent("/v1/nirs-to-check"),
    "GET /v1/people": lambda: Sent("/v1/people"),
    "POST /v1/people": lambda: Sent(
        "/v1/people", {"email": "noe@example.org", "name": "Noé", "role": "centre", "centre": "C02"}
    ),
    "POST /v1/people/disabling": lambda: Sent("/v1/people/disabling", {"email": _colleague()}),
    "POST /v1/people/second-factor-reset": lambda: Sent("/v1/people/second-factor-reset", {"email": _colleague()}),
    "POST /v1/candidates/import": lambda: Sent("/v1/candidates/import", raw=f"{HEAD}\n{ZOE}".encode()),
    # A season set up by the association
    "PUT /v1/sessions/{session}": lambda: Sent(f"/v1/sessions/{NEW}", DATES),
    "GET /v1/session-drafts": lambda: Sent("/v1/session-drafts"),
    "GET /v1/sessions/{session}/preview": lambda: Sent("/v1/sessions/2027-01/preview"),
    "POST /v1/sessions/{session}/publication": lambda: Sent("/v1/sessions/2027-01/publication", {}),
    "DELETE /v1/sessions/{session}/exams/{exam}": lambda: Sent(_draft(), {}),
    "GET /v1/sessions/{session}/seats": lambda: Sent("/v1/sessions/2027-01/seats"),
    "PUT /v1/sessions/{session}/centres/{centre}/seats/{exam}": lambda: Sent(
        "/v1/sessions/2027-01/centres/C02/seats/CHI", {"capacity": 9}
    ),
    "POST /v1/catalogue": lambda: Sent("/v1/catalogue", query="file=centres", raw=f"{CENTRES}\n{BREST}".encode()),
    "GET /v1/catalogue/template": lambda: Sent("/v1/catalogue/template", query="file=centres"),
    "GET /v1/centres": lambda: Sent("/v1/centres"),
    "GET /v1/centres/{centre}": lambda: Sent("/v1/centres/C02"),
    "GET /v1/centres/{centre}/waiting": lambda: Sent("/v1/centres/C02/waiting", query="session=2027-01"),
    "PUT /v1/centres/{centre}": lambda: Sent("/v1/centres/C02", SETTINGS),
    "GET /v1/centre": lambda: Sent("/v1/centre"),
    "PUT /v1/centre": lambda: Sent("/v1/centre", OWN),
}

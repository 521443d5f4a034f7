"""The steps of a registration's life as people take them, through the API; the defaults are Alice's and Laon's."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from shared import keys, table
from shared.registration.model import HistoryItem, Registration
from tests.support import season
from tests.support.api import ALICE, ASSOCIATION, LAON, Identity, call
from tests.support.aws import ONE_AT_A_TIME
from tests.support.documents import give


def register(by: Identity = ALICE, exams: tuple[str, ...] = ("CHI",), centre: str = "C02") -> str:
    return str(
        _done("POST /v1/registrations", {"session": season.THIS, "centre": centre, "exams": exams}, by)["reference"]
    )


def prevalidate(reference: str, by: Identity = LAON) -> None:
    _done(f"POST /v1/registrations/{reference}/prevalidation", {}, by)


def refuse(reference: str, by: Identity = LAON, reason: str = "full", **body: str) -> None:
    _done(f"POST /v1/registrations/{reference}/refusal", {"reason": reason, **body}, by)


def pay(reference: str, by: Identity = LAON, *, received_on: str = "") -> dict[str, Any]:
    """Received today in Paris, unless it is said otherwise."""
    today = datetime.now(UTC).astimezone(ZoneInfo("Europe/Paris")).date().isoformat()
    receipt = {"amount_cents": 5000, "received_on": received_on or today, "method": "cheque"}
    return _done(f"POST /v1/registrations/{reference}/payment", receipt, by)


def withdraw(reference: str, by: Identity = ALICE) -> None:
    _done(f"POST /v1/registrations/{reference}/withdrawal", {}, by)


def ask_deferral(reference: str, *exams: str, by: Identity = ALICE) -> str:
    body = {"exams": exams, "ground": "employer", "reason": "Chantier à l’étranger"}
    return str(_done(f"POST /v1/registrations/{reference}/deferral", body, by)["id"])


def decide_deferral(id: str, decision: str, **body: str) -> dict[str, Any]:
    """A report is granted on a document, which is sent here."""
    if decision == "granted":
        with ONE_AT_A_TIME:
            assert give(id).status == 200
    return _done(f"POST /v1/deferrals/{id}/decision", {"decision": decision, **body}, ASSOCIATION)


def registration(reference: str) -> Registration:
    (item,) = table.read(keys.registration(reference))
    return Registration.model_validate(item)


def history(reference: str) -> list[HistoryItem]:
    items = table.all_of(table.key_is("pk", keys.registration_partition(reference)))
    return [HistoryItem.model_validate(item) for item in items if item["kind"] == "history"]


def events(reference: str) -> list[str]:
    return [str(one.event) for one in history(reference)]


def _done(request: str, body: Any, by: Identity) -> dict[str, Any]:
    with ONE_AT_A_TIME:
        reply = call(request, body, by=by)
    assert reply.status in {200, 201}, reply
    answer: dict[str, Any] = reply.body
    return answer

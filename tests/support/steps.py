"""The steps of a registration's life, through the API; what time does, through the transitions that do it."""

from datetime import UTC, datetime
from typing import Any

from boto3.dynamodb.conditions import Key

from shared import keys, table
from shared.registration import clock, transition
from shared.registration.lifecycle import Event, State
from shared.registration.model import SYSTEM, Cause, HistoryItem, Registration
from tests.support.api import ALICE, LAON, Identity, Reply, call
from tests.support.season import THIS


def register(*exams: str, by: Identity = ALICE, centre: str = "C02", session: str = THIS) -> str:
    """A pending request; its reference."""
    reply = send(*exams, by=by, centre=centre, session=session)
    assert reply.status == 201, reply.body
    reference: str = reply.body["reference"]
    return reference


def send(
    *exams: str,
    by: Identity = ALICE,
    centre: str = "C02",
    session: str = THIS,
    headers: dict[str, str] | None = None,
) -> Reply:
    body = {"session": session, "centre": centre, "exams": list(exams)}
    return call("POST /v1/registrations", body, by=by, headers=headers)


def prevalidate(reference: str, by: Identity = LAON, headers: dict[str, str] | None = None) -> Reply:
    return call(f"POST /v1/registrations/{reference}/prevalidation", {}, by=by, headers=headers)


def refuse(reference: str, reason: str = "full", message: str | None = None, by: Identity = LAON) -> Reply:
    said = {"reason": reason} | ({"message": message} if message is not None else {})
    return call(f"POST /v1/registrations/{reference}/refusal", said, by=by)


def withdraw(reference: str, by: Identity = ALICE) -> Reply:
    return call(f"POST /v1/registrations/{reference}/withdrawal", {}, by=by)


def pay(
    reference: str, on: str | None = None, *, cents: int | None = None, method: str = "cheque", by: Identity = LAON
) -> Reply:
    """The whole fee, received today, unless said otherwise."""
    body = {
        "amount_cents": stored(reference).amount_cents if cents is None else cents,
        "received_on": on or f"{datetime.now(UTC):%Y-%m-%d}",
        "method": method,
    }
    return call(f"POST /v1/registrations/{reference}/payment", body, by=by)


def defer(
    reference: str, *exams: str, ground: str = "medical", reason: str | None = None, by: Identity = ALICE
) -> Reply:
    body: dict[str, Any] = {"exams": list(exams), "ground": ground} | ({"reason": reason} if reason else {})
    return call(f"POST /v1/registrations/{reference}/deferral", body, by=by)


def remind(reference: str) -> None:
    _time_does(reference, Event.REMINDED)


def expire(reference: str) -> None:
    _time_does(reference, Event.EXPIRED)


def leave_unanswered(reference: str) -> None:
    _time_does(reference, Event.UNANSWERED)


def _time_does(reference: str, event: Event) -> None:
    before = stored(reference)
    cause = Cause(SYSTEM, datetime.now(UTC), "clock")
    after = clock.happened(before, event, cause)
    table.commit(*transition.writes(before, after, event, cause))


def in_state(state: State, *exams: str, by: Identity = ALICE) -> str:
    """A registration at Laon, for CHI unless said otherwise, brought into a state by the ordinary way."""
    reference = register(*(exams or ("CHI",)), by=by)
    if state is State.REFUSED:
        done(refuse(reference))
    elif state is State.WITHDRAWN:
        done(withdraw(reference, by=by))
    elif state is not State.PENDING:
        done(prevalidate(reference))
        if state is State.EXPIRED:
            expire(reference)
        elif state is State.VALIDATED:
            done(pay(reference))
    assert stored(reference).state is state
    return reference


def done(reply: Reply) -> Reply:
    assert reply.status in {200, 201}, reply.body
    return reply


def refused(reply: Reply, status: int, code: str) -> dict[str, Any]:
    """The problem, once its status and code are what they should be."""
    assert (reply.status, reply.body.get("code")) == (status, code), reply.body
    assert reply.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = reply.body
    return problem


def stored(reference: str) -> Registration:
    (item,) = table.read(keys.registration(reference))
    return Registration.model_validate(item)


def history(reference: str) -> list[HistoryItem]:
    partition = Key("pk").eq(keys.registration_partition(reference)) & Key("sk").begins_with(keys.HISTORY)
    return [HistoryItem.model_validate(item) for item in table.all_of(partition)]


def events(reference: str) -> list[str]:
    return [str(one.event) for one in history(reference)]


def taken(exam: str, centre: str = "C02", session: str = THIS) -> int:
    (item,) = table.read(keys.seats(session, centre, exam))
    assert item is not None
    number: int = item["taken"]
    return number


def guarded(by: Identity = ALICE, session: str = THIS) -> list[str]:
    """The exams of a candidate's live lines, by the guards."""
    partition = Key("pk").eq(keys.candidate(by["id"])["pk"]) & Key("sk").begins_with(f"LIVE#{session}#")
    return [item["exam"] for item in table.all_of(partition)]

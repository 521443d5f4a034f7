"""The tasks of the state machine. Each returns where the registration is now, and `Route` decides from that alone."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, Final

from boto3.dynamodb.conditions import Attr

from functions.lifecycle import executions
from shared import keys, table
from shared.catalogue import Session
from shared.registration import clock, model, transition
from shared.registration.lifecycle import Event
from shared.registration.model import SYSTEM, Cause, Registration
from shared.table import StaleError, TableBusyError

ACT_TRIES: Final = 4


def outcome(registration: Registration, now: datetime) -> dict[str, Any]:
    """What every task returns and every wait is answered with: identifiers, states and seconds, nothing personal."""
    return {
        "reference": registration.reference,
        "version": registration.version,
        "state": registration.state,
        "stage": clock.stage(registration, now=now),
        "seconds": clock.seconds_left(registration, now=now),
    }


def read(reference: str) -> Registration:
    (item,) = table.read(keys.registration(reference))
    return Registration.model_validate(item)


def look(event: dict[str, Any], now: datetime) -> dict[str, Any]:
    return outcome(read(event["reference"]), now)


def wait(event: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Stores the token, then looks: no answer is lost.

    The token is written before the registration is read, and a transition is written before the token is read (by
    `consequences`), both reads consistent: at least one of the two sees the other
    (docs/decisions/0006-no-lost-answer.md). If the registration has moved since the execution was told its version, the
    wait answers itself.
    """
    # Step Functions leaves out a fraction of zero: as text, its instants do not sort as time does.
    entered_at = keys.instant(datetime.fromisoformat(event["entered_at"]))
    stored = {
        **keys.token(event["reference"]),
        "kind": "token",
        "token": event["token"],
        "version": event["version"],
        "entered_at": entered_at,
        "ttl": int((now + timedelta(seconds=event["seconds"])).timestamp()),  # when the wait ends, its token is dead
    }
    newer = table.ABSENT | Attr("entered_at").lte(entered_at)
    with suppress(StaleError):  # a newer wait is the one to be answered; this one ends at its own limit
        table.write(table.put(stored, newer, refused=lambda _: StaleError()))
    registration = read(event["reference"])
    now_is = outcome(registration, now)
    if registration.version != event["version"]:
        executions.answer(event["token"], now_is)
    return now_is


def act(reference: str, now: datetime) -> Registration:
    """Makes happen what is due, if anything is; a second call finds nothing due.

    Raises:
        TableBusyError: somebody else was quicker at every attempt.
    """
    for _ in range(ACT_TRIES):
        registration = read(reference)
        event = clock.due(registration, now=now)
        if event is None:
            return registration
        with suppress(StaleError):
            return _after(registration, event, now)
    raise TableBusyError


def _after(registration: Registration, event: Event, now: datetime) -> Registration:
    if event is Event.UNANSWERED and now < (decide_by_at := _decide_by_at(registration)):
        return _postponed(registration, decide_by_at)
    cause = Cause(SYSTEM, now, f"clock-{registration.reference}-{registration.version + 1}")
    after = clock.happened(registration, event, cause)
    table.commit(*transition.writes(registration, after, event, cause))
    return after


def _decide_by_at(registration: Registration) -> datetime:
    (item,) = table.read(keys.session(registration.session))
    return Session.model_validate(item).decide_by_at


def _postponed(registration: Registration, until: datetime) -> Registration:
    """The session's decide-by date was moved to later after the request was sent: its own date follows."""
    after = registration.model_copy(update={"due_at": until})
    item = model.item(after)
    follow = table.update(
        keys.registration(registration.reference),
        Attr("version").eq(registration.version),
        set={name: item[name] for name in ("due_at", "work_at")},
        refused=lambda _: StaleError(),
    )
    table.write(follow)
    return after


def _act(event: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Whichever of the three actions was called: the table knows better what is due."""
    return outcome(act(event["reference"], now), now)


TASKS: Final[dict[str, Callable[[dict[str, Any], datetime], dict[str, Any]]]] = {
    "look": look,
    "wait": wait,
    "remind": _act,
    "expire": _act,
    "no_answer": _act,
}

"""What time does to a registration by itself: no answer, reminder, expiry (Mode opératoire B, étape 3).

Each is a transition like any other, and happens only once its moment has passed by the table's own dates.
"""

import math
from datetime import datetime
from enum import StrEnum

from shared.registration import transition
from shared.registration.lifecycle import Event, State
from shared.registration.model import Cause, Registration

UNANSWERED = "unanswered"
"""The reason of a refusal for want of an answer. No centre can give it."""


class Stage(StrEnum):
    """Where the clock stands; the state machine's `Route` has one way for each."""

    PENDING = "pending"
    PREVALIDATED = "prevalidated"
    REMINDED = "reminded"
    VALIDATED = "validated"
    REFUSED = "refused"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


def stage(registration: Registration, *, now: datetime) -> Stage:
    """A reminder that comes after the seats' end would be of no use: it is skipped."""
    if registration.state is not State.PREVALIDATED:
        return Stage(registration.state)
    too_late_to_remind = registration.hold_until is not None and now >= registration.hold_until
    return Stage.REMINDED if registration.reminded_at or too_late_to_remind else Stage.PREVALIDATED


def seconds_left(registration: Registration, *, now: datetime) -> int:
    """Whole seconds until the next moment, rounded up and at least 1: a wait ends at or after it, never before."""
    if registration.due_at is None:
        return 1
    return max(1, math.ceil((registration.due_at - now).total_seconds()))


def due(registration: Registration, *, now: datetime) -> Event | None:
    """What must happen now, or None: not yet, or nothing any more."""
    if registration.due_at is None or now < registration.due_at:
        return None
    return {
        Stage.PENDING: Event.UNANSWERED,
        Stage.PREVALIDATED: Event.REMINDED,
        Stage.REMINDED: Event.EXPIRED,
    }.get(stage(registration, now=now))


def happened(registration: Registration, event: Event, cause: Cause) -> Registration:
    """The registration after one of the three events of `due`."""
    match event:
        case Event.REMINDED:
            return transition.moved(registration, event, cause, reminded_at=cause.at, due_at=registration.hold_until)
        case Event.UNANSWERED:
            return transition.moved(registration, event, cause, refusal=UNANSWERED, due_at=None)
        case _:
            return transition.moved(registration, event, cause, due_at=None)

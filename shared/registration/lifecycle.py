"""The life of a registration as a table (Mode opératoire B, étapes 2 à 4, et « report »).

What is not in the table is an error, never ignored.
"""

from enum import StrEnum
from typing import Final

from shared.problems.registrations import IllegalTransitionError


class State(StrEnum):
    PENDING = "pending"
    PREVALIDATED = "prevalidated"
    REFUSED = "refused"
    EXPIRED = "expired"
    VALIDATED = "validated"
    WITHDRAWN = "withdrawn"


class Event(StrEnum):
    """What happened, in the past tense, as the history tells it."""

    REGISTERED = "registered"
    PREVALIDATED = "prevalidated"
    REFUSED = "refused"
    UNANSWERED = "unanswered"
    WITHDRAWN = "withdrawn"
    REMINDED = "reminded"
    PAID = "paid"
    EXPIRED = "expired"
    REVIVED = "revived"
    LATE_PAYMENT_RECORDED = "late_payment_recorded"
    DEFERRAL_REQUESTED = "deferral_requested"
    DOCUMENT_RECEIVED = "document_received"
    DEFERRAL_CANCELLED = "deferral_cancelled"
    DEFERRAL_GRANTED = "deferral_granted"
    DEFERRAL_REFUSED = "deferral_refused"
    CARRIED_OVER = "carried_over"
    MAIL_RESENT = "mail_resent"


NEXT: Final[dict[tuple[State | None, Event], State]] = {
    (None, Event.REGISTERED): State.PENDING,
    (None, Event.CARRIED_OVER): State.VALIDATED,
    (State.PENDING, Event.PREVALIDATED): State.PREVALIDATED,
    (State.PENDING, Event.REFUSED): State.REFUSED,
    (State.PENDING, Event.UNANSWERED): State.REFUSED,
    (State.PENDING, Event.WITHDRAWN): State.WITHDRAWN,
    (State.PREVALIDATED, Event.REMINDED): State.PREVALIDATED,
    (State.PREVALIDATED, Event.PAID): State.VALIDATED,
    (State.PREVALIDATED, Event.EXPIRED): State.EXPIRED,
    (State.PREVALIDATED, Event.WITHDRAWN): State.WITHDRAWN,
    (State.PREVALIDATED, Event.LATE_PAYMENT_RECORDED): State.PREVALIDATED,
    (State.EXPIRED, Event.REVIVED): State.VALIDATED,
    (State.EXPIRED, Event.LATE_PAYMENT_RECORDED): State.EXPIRED,
    (State.WITHDRAWN, Event.LATE_PAYMENT_RECORDED): State.WITHDRAWN,
    (State.VALIDATED, Event.DEFERRAL_REQUESTED): State.VALIDATED,
    (State.VALIDATED, Event.DOCUMENT_RECEIVED): State.VALIDATED,
    (State.VALIDATED, Event.DEFERRAL_CANCELLED): State.VALIDATED,
    (State.VALIDATED, Event.DEFERRAL_GRANTED): State.VALIDATED,
    (State.VALIDATED, Event.DEFERRAL_REFUSED): State.VALIDATED,
    **{(state, Event.MAIL_RESENT): state for state in State},
}

LIVE: Final = {State.PENDING, State.PREVALIDATED, State.VALIDATED}
"""The states whose lines are live: nothing else of the candidate may stand at their hours."""

HOLDING: Final = {State.PREVALIDATED, State.VALIDATED}
"""The states that hold one seat per line."""

ACTIONS: Final = {
    Event.PREVALIDATED: "prevalidation",
    Event.REFUSED: "refusal",
    Event.WITHDRAWN: "withdrawal",
    Event.PAID: "payment",
    Event.REVIVED: "payment",
    Event.LATE_PAYMENT_RECORDED: "payment",
    Event.DEFERRAL_REQUESTED: "deferral",
}
"""The last part of the route by which a person or a program makes the event happen."""


def after(state: State | None, event: Event) -> State:
    """The state that follows; `None` is a registration that does not exist yet.

    Raises:
        IllegalTransitionError: the event has no place in this state.
    """
    try:
        return NEXT[state, event]
    except KeyError:
        raise IllegalTransitionError(state or "", possible_actions(state)) from None


def possible_actions(state: State | None) -> list[str]:
    """What can still be done to a registration in this state, by anybody, in the words of the routes."""
    return sorted({ACTIONS[event] for (before, event) in NEXT if before == state and event in ACTIONS})

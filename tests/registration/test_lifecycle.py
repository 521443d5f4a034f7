"""Every state of a registration met by everything that can happen to it."""

from collections.abc import Callable
from itertools import product

import pytest

from shared.problems.registrations import IllegalTransitionError
from shared.registration.lifecycle import Event, State, after, possible_actions
from tests.support import steps
from tests.support.api import Reply
from tests.support.contents import contents
from tests.support.steps import defer, in_state, pay, prevalidate, refuse, stored, withdraw

# The states in which an event can happen, and the state that follows.
LEGAL: dict[Event, dict[State | None, State]] = {
    Event.PREVALIDATED: {State.PENDING: State.PREVALIDATED},
    Event.REFUSED: {State.PENDING: State.REFUSED},
    Event.UNANSWERED: {State.PENDING: State.REFUSED},
    Event.WITHDRAWN: {State.PENDING: State.WITHDRAWN, State.PREVALIDATED: State.WITHDRAWN},
    Event.REMINDED: {State.PREVALIDATED: State.PREVALIDATED},
    Event.PAID: {State.PREVALIDATED: State.VALIDATED},
    Event.EXPIRED: {State.PREVALIDATED: State.EXPIRED},
    Event.REVIVED: {State.EXPIRED: State.VALIDATED},
    Event.LATE_PAYMENT_RECORDED: {
        State.PREVALIDATED: State.PREVALIDATED,
        State.EXPIRED: State.EXPIRED,
        State.WITHDRAWN: State.WITHDRAWN,
    },
    Event.DEFERRAL_REQUESTED: {State.VALIDATED: State.VALIDATED},
    Event.DOCUMENT_RECEIVED: {State.VALIDATED: State.VALIDATED},
    Event.DEFERRAL_CANCELLED: {State.VALIDATED: State.VALIDATED},
    Event.DEFERRAL_GRANTED: {State.VALIDATED: State.VALIDATED},
    Event.DEFERRAL_REFUSED: {State.VALIDATED: State.VALIDATED},
    Event.REGISTERED: {None: State.PENDING},
    Event.CARRIED_OVER: {None: State.VALIDATED},
    Event.MAIL_RESENT: {state: state for state in State},
}

ACTIONS: dict[str, Callable[[str], Reply]] = {
    "prevalidation": prevalidate,
    "refusal": refuse,
    "withdrawal": withdraw,
    "payment": pay,
    "deferral": lambda reference: defer(reference, "CHI"),
}

# What an action does in each state: the state that follows, or None for a refusal.
OUTCOMES: dict[str, dict[State, State | None]] = {
    "prevalidation": {State.PENDING: State.PREVALIDATED, State.PREVALIDATED: State.PREVALIDATED},
    "refusal": {State.PENDING: State.REFUSED, State.REFUSED: State.REFUSED},
    "withdrawal": {
        State.PENDING: State.WITHDRAWN,
        State.PREVALIDATED: State.WITHDRAWN,
        State.WITHDRAWN: State.WITHDRAWN,
    },
    "payment": {
        State.PREVALIDATED: State.VALIDATED,
        State.EXPIRED: State.VALIDATED,
        State.WITHDRAWN: State.WITHDRAWN,
        State.VALIDATED: State.VALIDATED,
    },
    "deferral": {State.VALIDATED: State.VALIDATED},
}

POSSIBLE = {
    State.PENDING: ["prevalidation", "refusal", "withdrawal"],
    State.PREVALIDATED: ["payment", "withdrawal"],
    State.REFUSED: [],
    State.EXPIRED: ["payment"],
    State.VALIDATED: ["deferral"],
    State.WITHDRAWN: ["payment"],
}


@pytest.mark.parametrize(("event", "state"), list(product(Event, [None, *State])))
def test_an_event_has_its_place_in_some_states_and_is_an_error_in_all_others(event: Event, state: State | None) -> None:
    if state in LEGAL[event]:
        assert after(state, event) is LEGAL[event][state]
        return
    with pytest.raises(IllegalTransitionError) as refusal:
        after(state, event)
    assert refusal.value.members["current_state"] == (state or "")


@pytest.mark.parametrize("state", list(State))
def test_each_state_says_what_can_still_be_done(state: State) -> None:
    assert possible_actions(state) == POSSIBLE[state]


@pytest.mark.usefixtures("season")
@pytest.mark.parametrize(("action", "state"), list(product(ACTIONS, State)))
def test_an_action_is_done_where_it_has_its_place_and_changes_nothing_elsewhere(action: str, state: State) -> None:
    reference = in_state(state)
    before = contents()
    reply = ACTIONS[action](reference)
    expected = OUTCOMES[action].get(state)
    if expected is None:
        problem = steps.refused(reply, 409, "illegal-transition")
        assert (problem["current_state"], problem["possible_actions"]) == (state, POSSIBLE[state])
        assert contents() == before
    else:
        steps.done(reply)
        assert stored(reference).state is expected


@pytest.mark.usefixtures("season")
@pytest.mark.parametrize(
    ("action", "state"),
    [
        ("prevalidation", State.PREVALIDATED),
        ("refusal", State.REFUSED),
        ("withdrawal", State.WITHDRAWN),
        ("payment", State.VALIDATED),
    ],
)
def test_the_same_action_again_answers_200_and_writes_nothing(action: str, state: State) -> None:
    reference = in_state(state)
    before = contents()
    assert ACTIONS[action](reference).status == 200
    assert contents() == before

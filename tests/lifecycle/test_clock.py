"""What time does to a registration: decided from its dates alone, to the second."""

from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any, Final

import pytest

from shared.registration import clock
from shared.registration.clock import Stage
from shared.registration.lifecycle import Event, State
from shared.registration.model import SYSTEM, Cause, Registration, lines
from tests.support import season

SECOND: Final = timedelta(seconds=1)
DECIDE_BY: Final = datetime(2027, 1, 8, 23, tzinfo=UTC)
REMINDER: Final = datetime(2026, 12, 1, 8, tzinfo=UTC)
DEADLINE: Final = datetime(2026, 12, 2, 23, tzinfo=UTC)
END: Final = datetime(2026, 12, 3, 23, tzinfo=UTC)
"""The deadline plus one working day in which the centre may still record what came in time."""


def registration(state: State, **changes: Any) -> Registration:
    return Registration(
        reference="CU-2701-7F3K-92",
        version=2,
        state=state,
        session=season.THIS,
        centre="C02",
        nuc="20230001",
        given_name="Alice",
        family_name="Martin",
        lines=lines(season.exams(season.THIS)[:1], season.centre("C02")),
        amount_cents=5000,
        created_at=season.NOW,
        changed_at=season.NOW,
        entered_at=season.NOW,
        entered_by=SYSTEM,
    ).model_copy(update=changes)


PENDING: Final = registration(State.PENDING, due_at=DECIDE_BY)
PREVALIDATED: Final = registration(State.PREVALIDATED, due_at=REMINDER, deadline_at=DEADLINE, hold_until=END)
REMINDED: Final = PREVALIDATED.model_copy(update={"due_at": END, "reminded_at": REMINDER})


@pytest.mark.parametrize(
    ("one", "limit", "event"),
    [
        (PENDING, DECIDE_BY, Event.UNANSWERED),
        (PREVALIDATED, REMINDER, Event.REMINDED),
        (REMINDED, END, Event.EXPIRED),
    ],
)
def test_nothing_happens_a_second_before_its_moment_and_it_does_from_then_on(
    one: Registration, limit: datetime, event: Event
) -> None:
    assert clock.due(one, now=limit - SECOND) is None
    assert clock.due(one, now=limit) is event
    assert clock.due(one, now=limit + SECOND) is event


def test_the_deadline_alone_ends_nothing_while_the_seats_are_held() -> None:
    for moment in (DEADLINE - SECOND, DEADLINE, DEADLINE + SECOND):
        assert clock.due(REMINDED, now=moment) is None


def test_a_reminder_after_the_end_is_skipped() -> None:
    assert clock.due(PREVALIDATED, now=END - SECOND) is Event.REMINDED
    assert clock.due(PREVALIDATED, now=END) is Event.EXPIRED
    assert clock.stage(PREVALIDATED, now=END) is Stage.REMINDED


@pytest.mark.parametrize("state", [State.VALIDATED, State.REFUSED, State.EXPIRED, State.WITHDRAWN])
def test_nothing_is_ever_due_at_an_end(state: State) -> None:
    one = registration(state)
    for moment in (season.NOW, DECIDE_BY, DECIDE_BY + timedelta(days=1000)):
        assert clock.due(one, now=moment) is None
    assert str(clock.stage(one, now=DECIDE_BY)) == str(state)


def test_the_stages_of_a_life_follow_from_its_attributes() -> None:
    assert clock.stage(PENDING, now=season.NOW) is Stage.PENDING
    assert clock.stage(PREVALIDATED, now=season.NOW) is Stage.PREVALIDATED
    assert clock.stage(REMINDED, now=season.NOW) is Stage.REMINDED


def test_there_is_a_stage_for_every_state() -> None:
    assert {stage.value for stage in Stage} == {state.value for state in State} | {"reminded"}


@pytest.mark.parametrize(
    ("left", "seconds"),
    [
        (timedelta(hours=1), 3600),
        (timedelta(seconds=1, microseconds=1), 2),
        (timedelta(seconds=1), 1),
        (timedelta(microseconds=1), 1),
        (timedelta(0), 1),
        (-timedelta(days=3), 1),
    ],
)
def test_a_wait_ends_at_its_moment_or_after_it_and_lasts_a_second_at_least(left: timedelta, seconds: int) -> None:
    assert clock.seconds_left(PENDING, now=DECIDE_BY - left) == seconds


def test_a_wait_until_the_decide_by_date_of_a_long_season_is_short_enough_for_step_functions() -> None:
    assert clock.seconds_left(PENDING, now=DECIDE_BY - timedelta(days=400)) < 99_999_999


def test_after_the_reminder_comes_the_end_and_after_that_nothing() -> None:
    cause = Cause(SYSTEM, REMINDER, "clock")
    reminded = clock.happened(PREVALIDATED, Event.REMINDED, cause)
    assert (reminded.state, reminded.reminded_at, reminded.due_at) == (State.PREVALIDATED, REMINDER, END)
    expired = clock.happened(reminded, Event.EXPIRED, Cause(SYSTEM, END, "clock"))
    assert (expired.state, expired.due_at, expired.entered_at) == (State.EXPIRED, None, END)
    assert expired.held_lines() == []


def test_no_answer_is_a_refusal_that_says_so() -> None:
    refused = clock.happened(PENDING, Event.UNANSWERED, Cause(SYSTEM, DECIDE_BY, "clock"))
    assert (refused.state, refused.refusal, refused.due_at) == (State.REFUSED, clock.UNANSWERED, None)


def test_whatever_the_moment_what_is_due_can_happen_and_is_not_due_again() -> None:
    moments = [limit + step * SECOND for limit in (REMINDER, DEADLINE, END, DECIDE_BY) for step in (-1, 0, 1)]
    for one, now in product([PENDING, PREVALIDATED, REMINDED], moments):
        event = clock.due(one, now=now)
        if event is not None:
            after = clock.happened(one, event, Cause(SYSTEM, now, "clock"))
            assert clock.due(after, now=now) is None

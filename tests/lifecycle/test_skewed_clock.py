"""The clock of a machine is some minutes off: whole lives with each function five minutes slow or fast."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Final, NamedTuple

import pytest
from time_machine import Traveller

from shared.registration.lifecycle import State
from tests.support import lives
from tests.support.aws import Aws
from tests.support.settled import World, complaints
from tests.support.snapshot import Snapshot

SLOW, FAST = timedelta(minutes=-5), timedelta(minutes=5)
LAST_DAY: Final = "2026-12-02"
DAY_AFTER: Final = "2026-12-03"


class Clocks(NamedTuple):
    """How far off each machine's clock is."""

    centre: timedelta
    """Of what answers the centre: pre-validation and payment."""
    lifecycle: timedelta
    mailer: timedelta


EVERY: Final = [Clocks(*offs) for offs in product((SLOW, FAST), repeat=3)]


@contextmanager
def off(clock: Traveller, by: timedelta) -> Iterator[None]:
    clock.shift(by)
    yield
    clock.shift(-by)


def act(aws: Aws, clock: Traveller, clocks: Clocks, reference: str) -> State:
    """The state machine's turn, and whatever follows from it."""
    with off(clock, clocks.lifecycle):
        aws.lifecycle({"task": "expire", "reference": reference})
        aws.follow()
    with off(clock, clocks.mailer):
        aws.deliver()
    return lives.registration(reference).state


def prevalidated(aws: Aws, clock: Traveller, clocks: Clocks) -> str:
    reference = lives.register()
    with off(clock, clocks.centre):
        lives.prevalidate(reference)
    act(aws, clock, clocks, reference)
    return reference


def what_is_wrong(aws: Aws, clock: Traveller, start: Snapshot) -> list[str]:
    clock.shift(timedelta(minutes=20))
    aws.reconcile()
    aws.follow()
    aws.deliver()
    return complaints(World(start, Snapshot.taken(), [], aws.sent_transitions(), aws.executions(), datetime.now(UTC)))


@pytest.mark.parametrize("clocks", EVERY, ids=str)
def test_nobody_loses_a_seat_before_the_deadline_and_money_of_the_last_day_is_taken(
    aws: Aws, clock: Traveller, clocks: Clocks
) -> None:
    start = Snapshot.taken()
    reference = prevalidated(aws, clock, clocks)
    promised = lives.registration(reference)
    assert promised.due_at
    assert promised.deadline_at
    assert promised.hold_until
    clock.move_to(promised.due_at + timedelta(minutes=5))
    act(aws, clock, clocks, reference)
    assert lives.events(reference)[-1] == "reminded"
    clock.move_to(promised.deadline_at)
    assert act(aws, clock, clocks, reference) is State.PREVALIDATED
    clock.move_to(promised.hold_until)
    ended = act(aws, clock, clocks, reference)
    assert ended is (State.PREVALIDATED if clocks.lifecycle < timedelta() else State.EXPIRED)
    with off(clock, clocks.centre):
        answer = lives.pay(reference, received_on=LAST_DAY)
    assert (answer["late_payment"], lives.registration(reference).state) == (None, State.VALIDATED)
    assert what_is_wrong(aws, clock, start) == []


@pytest.mark.parametrize("clocks", [Clocks(-one, one, -one) for one in (SLOW, timedelta(), FAST)], ids=str)
def test_an_execution_that_is_early_waits_again_and_one_that_is_late_still_acts(
    aws: Aws, clock: Traveller, clocks: Clocks
) -> None:
    """Whenever Step Functions wakes it: what the clock of `lifecycle` says is done, and done once."""
    start = Snapshot.taken()
    reference = prevalidated(aws, clock, clocks)
    for name, event in (("due_at", "reminded"), ("hold_until", "expired")):
        moment: datetime = getattr(lives.registration(reference), name)
        for minutes in (-10, -5, 0, 5):
            clock.move_to(moment + timedelta(minutes=minutes))
            act(aws, clock, clocks, reference)
            happened = event in lives.events(reference)
            assert happened is (timedelta(minutes=minutes) + clocks.lifecycle >= timedelta())
    assert lives.events(reference) == ["registered", "prevalidated", "reminded", "expired"]
    assert what_is_wrong(aws, clock, start) == []


@pytest.mark.parametrize("minutes", [-5, 5])
def test_a_reconciliation_whose_clock_is_off_repeats_what_is_under_way_without_harm(
    aws: Aws, clock: Traveller, minutes: int
) -> None:
    start = Snapshot.taken()
    reference = lives.register()
    lives.prevalidate(reference)
    records = aws.stream()
    with off(clock, timedelta(minutes=minutes)):
        assert aws.reconcile()["followed"] == (2 if minutes > 0 else 0)
    aws.follow(records)
    aws.deliver()
    assert sorted(aws.sent_kinds()) == ["prevalidated", "registered"]
    assert what_is_wrong(aws, clock, start) == []


def test_money_of_the_day_after_stays_late_however_the_clock_is_off(aws: Aws, clock: Traveller) -> None:
    reference = lives.register()
    lives.prevalidate(reference)
    deadline = lives.registration(reference).deadline_at
    assert deadline
    clock.move_to(deadline + timedelta(hours=9))
    for minutes in (-5, 0, 5):
        with off(clock, timedelta(minutes=minutes)):
            assert lives.pay(reference, received_on=DAY_AFTER)["late_payment"]["reason"] == "received-late"
    assert lives.registration(reference).state is State.PREVALIDATED

"""A payment at the instant of a limit: the first commit wins, and the money is kept whoever wins."""

from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

import pytest
from time_machine import Traveller

from functions.lifecycle.clock import act
from shared import keys, table
from shared.catalogue import Seats
from shared.registration.lifecycle import State
from tests.support import lives, season
from tests.support.aws import Aws
from tests.support.calls import Call, watched
from tests.support.snapshot import Snapshot

LAST_DAY: Final = "2026-12-02"
DAY_AFTER: Final = "2026-12-03"
"""The last day of the seats, too: one working day of grace."""


class Reminded(NamedTuple):
    reference: str
    deadline_at: datetime
    hold_until: datetime


@pytest.fixture
def reminded(aws: Aws, clock: Traveller) -> Reminded:
    """Pre-validated on a Friday, reminded, and nothing paid."""
    reference = lives.register()
    lives.prevalidate(reference)
    one = lives.registration(reference)
    assert one.due_at
    assert one.deadline_at
    assert one.hold_until
    clock.move_to(one.due_at)
    expire(reference)
    assert lives.events(reference)[-1] == "reminded"
    return Reminded(reference, one.deadline_at, one.hold_until)


def expire(reference: str) -> State:
    """The clock's turn: it acts if anything is due."""
    return act(reference, now()).state


def now() -> datetime:
    return datetime.now(season.NOW.tzinfo)


def taken() -> int:
    (item,) = table.read(keys.seats(season.THIS, "C02", "CHI"))
    return Seats.model_validate(item).taken


def kept_as(reference: str, answer: dict[str, Any]) -> str:
    """How the money was kept: on the registration, or as a late payment."""
    one = lives.registration(reference)
    assert (one.payment is None) != (answer["late_payment"] is None)
    late = answer["late_payment"]
    return "validated" if one.payment else str(late["reason"])


@pytest.mark.parametrize("seconds", [-1, 0, 1])
@pytest.mark.parametrize("first", ["money", "clock"])
@pytest.mark.parametrize("received_on", [LAST_DAY, DAY_AFTER])
def test_at_the_end_of_the_seats(
    reminded: Reminded, clock: Traveller, seconds: int, first: str, received_on: str
) -> None:
    clock.move_to(reminded.hold_until + timedelta(seconds=seconds))
    if first == "clock":
        assert expire(reminded.reference) is (State.PREVALIDATED if seconds < 0 else State.EXPIRED)
    answer = lives.pay(reminded.reference, received_on=received_on)
    ended = expire(reminded.reference)
    if received_on == LAST_DAY:
        assert kept_as(reminded.reference, answer) == "validated"
        assert (ended, taken()) == (State.VALIDATED, 1)
    else:
        assert kept_as(reminded.reference, answer) == "received-late"
        assert ended is (State.PREVALIDATED if seconds < 0 else State.EXPIRED)
        assert taken() == (1 if seconds < 0 else 0)


@pytest.mark.parametrize("seconds", [-1, 0, 1])
@pytest.mark.parametrize("first", ["money", "clock"])
def test_at_the_deadline_what_came_in_time_validates(
    reminded: Reminded, clock: Traveller, seconds: int, first: str
) -> None:
    clock.move_to(reminded.deadline_at + timedelta(seconds=seconds))
    if first == "clock":
        assert expire(reminded.reference) is State.PREVALIDATED
    answer = lives.pay(reminded.reference, received_on=LAST_DAY)
    assert expire(reminded.reference) is State.VALIDATED
    assert kept_as(reminded.reference, answer) == "validated"


@pytest.mark.parametrize(("seconds", "kept"), [(-1, "validated"), (0, "received-late"), (1, "received-late")])
def test_at_the_deadline_the_day_of_receipt_decides(
    reminded: Reminded, clock: Traveller, seconds: int, kept: str
) -> None:
    clock.move_to(reminded.deadline_at + timedelta(seconds=seconds))
    answer = lives.pay(reminded.reference)  # received now
    assert kept_as(reminded.reference, answer) == kept


def test_money_in_time_for_seats_that_are_gone_is_kept_as_late(aws: Aws, reminded: Reminded, clock: Traveller) -> None:
    clock.move_to(reminded.hold_until)
    expire(reminded.reference)
    season.store(season.seats(season.THIS, "C02", "CHI", capacity=1, taken=1))
    answer = lives.pay(reminded.reference, received_on=LAST_DAY)
    assert kept_as(reminded.reference, answer) == "no-seat-left"
    assert lives.registration(reminded.reference).state is State.EXPIRED


@pytest.mark.parametrize("seconds", [-1, 0, 1])
@pytest.mark.parametrize("first", ["money", "clock"])
def test_whichever_comes_between_two_calls_of_the_other_the_money_of_the_last_day_validates(
    aws: Aws, reminded: Reminded, clock: Traveller, seconds: int, first: str
) -> None:
    """Before each call of AWS of the first, the whole of the second; each call is a place where they can meet."""
    reference = reminded.reference
    clock.move_to(reminded.hold_until + timedelta(seconds=seconds))
    answers: list[dict[str, Any]] = []
    acts: dict[str, Any] = {
        "money": lambda: answers.append(lives.pay(reference, received_on=LAST_DAY)),
        "clock": lambda: expire(reference),
    }
    interrupted, other = acts[first], acts[{"money": "clock", "clock": "money"}[first]]
    start = Snapshot.taken()
    with watched() as made:
        interrupted()
    for number in range(len(made)):
        start.restore()
        answers.clear()
        with watched(before=at_call(number, other)):
            interrupted()
        assert expire(reference) is State.VALIDATED
        assert (kept_as(reference, answers[0]), taken()) == ("validated", 1)
        last = lives.events(reference)[2:]
        assert last in (
            [["reminded", "paid"]] if seconds < 0 else [["reminded", "paid"], ["reminded", "expired", "revived"]]
        )


def at_call(number: int, other: Any) -> Any:
    """Lets the other go, wholly, just before this call."""

    def before(at: int, _call: Call) -> None:
        if at == number:
            with watched():
                other()

    return before

"""A wait that begins while a transition commits: whoever comes second sees the other, in every order."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise, permutations
from typing import Any, Final

import pytest
from botocore.exceptions import ClientError
from time_machine import Traveller

from functions.lifecycle import clock as tasks
from functions.lifecycle import executions
from functions.lifecycle.consequences import wake
from tests.support import lives
from tests.support.aws import Aws
from tests.support.calls import Befall, Call, refused, watched
from tests.support.executions import waiting_token
from tests.support.snapshot import Snapshot

Steps = dict[str, Callable[[], object]]


def orders(*chains: str) -> list[tuple[str, ...]]:
    """Every order of the steps in which each chain keeps its own."""
    steps = {step for chain in chains for step in chain.split()}
    return [
        order
        for order in permutations(sorted(steps))
        if all(order.index(one) < order.index(other) for chain in chains for one, other in pairwise(chain.split()))
    ]


def answers(made: list[Call], token: str) -> list[dict[str, Any]]:
    return [
        json.loads(one.params["output"])
        for one in made
        if one.operation == "SendTaskSuccess" and one.params["taskToken"] == token
    ]


def wait(reference: str, version: int, token: str, entered_at: datetime | None = None) -> dict[str, Any]:
    entered = (entered_at or datetime.now(UTC)).isoformat()
    told = {"reference": reference, "version": version, "seconds": 100, "token": token, "entered_at": entered}
    return tasks.wait(told, datetime.now(UTC))


def interleaved(aws: Aws, reference: str, order: tuple[str, ...], others: Steps) -> list[Call]:
    """The wait's two steps, `store` and `look`, each after the steps of the others that stand before it."""
    made: list[Call] = []
    ahead = list(order)

    def others_until(own: str) -> None:
        while (step := ahead.pop(0)) != own:
            with watched() as theirs:
                others[step]()
            made.extend(theirs)

    def before(number: int, one: Call) -> None:
        if number < 2:
            others_until(["store", "look"][number])

    with aws.running("lifecycle"):
        with watched(before) as own:
            wait(reference, 1, "first")
        made.extend(own)
        ahead.append("")
        others_until("")
    assert [one.operation for one in own[:2]] == ["PutItem", "BatchGetItem"]
    return made


ONE_TRANSITION: Final = orders("store look", "commit wake")


@pytest.mark.parametrize("order", ONE_TRANSITION, ids=" ".join)
def test_a_transition_during_the_start_of_a_wait_is_told_to_it(aws: Aws, order: tuple[str, ...]) -> None:
    reference = lives.register()
    steps: Steps = {
        "commit": lambda: lives.withdraw(reference),
        "wake": lambda: wake(lives.history(reference)[-1]),
    }
    made = interleaved(aws, reference, order, steps)
    told = answers(made, "first")
    assert told
    assert {(one["version"], one["stage"]) for one in told} == {(2, "withdrawn")}


def test_two_transitions_during_the_start_of_a_wait_are_told_to_it_or_to_the_next(aws: Aws) -> None:
    reference = lives.register()
    steps: Steps = {
        "commit1": lambda: lives.prevalidate(reference),
        "wake1": lambda: wake(lives.history(reference)[1]),
        "commit2": lambda: lives.withdraw(reference),
        "wake2": lambda: wake(lives.history(reference)[2]),
    }
    start = Snapshot.taken()
    for order in orders("store look", "commit1 wake1 wake2", "commit1 commit2 wake2"):
        start.restore()
        told = answers(interleaved(aws, reference, order, steps), "first")[0]
        if told["version"] == 2:
            with watched() as next_wait:
                wait(reference, 2, "second")
            told = answers(next_wait, "second")[0]
        assert told["stage"] == "withdrawn", order


def test_a_wait_that_nothing_has_overtaken_is_not_answered(aws: Aws) -> None:
    reference = lives.register()
    with watched() as made:
        told = wait(reference, 1, "first")
        wake(lives.history(reference)[0])
    assert answers(made, "first") == []
    assert (told["version"], told["stage"]) == (1, "pending")


def test_the_token_of_the_newest_wait_stays(aws: Aws, clock: Traveller) -> None:
    reference = lives.register()
    older, newer = datetime.now(UTC), datetime.now(UTC) + timedelta(seconds=1)
    wait(reference, 1, "newer", newer)
    wait(reference, 1, "older", older)
    assert waiting_token(reference)["token"] == "newer"
    lives.withdraw(reference)
    with watched() as made:
        wait(reference, 1, "older", older)
    assert answers(made, "older")[0]["stage"] == "withdrawn"


def test_a_wait_that_is_tried_again_is_answered_by_its_new_token(aws: Aws) -> None:
    reference = lives.register()
    wait(reference, 1, "first try")
    wait(reference, 1, "second try")
    assert waiting_token(reference)["token"] == "second try"


def test_moments_are_compared_as_moments_however_they_are_written(aws: Aws) -> None:
    reference = lives.register()
    for token, entered_at in [("first", "2026-11-27T08:00:00Z"), ("second", "2026-11-27T08:00:00.250Z")]:
        told = {"reference": reference, "version": 1, "seconds": 9, "token": token, "entered_at": entered_at}
        tasks.wait(told, datetime.now(UTC))
    assert waiting_token(reference)["token"] == "second"


def test_a_token_is_kept_as_long_as_its_wait(aws: Aws) -> None:
    reference = lives.register()
    wait(reference, 1, "first")
    assert waiting_token(reference)["ttl"] == datetime.now(UTC).timestamp() + 100


@pytest.mark.parametrize("code", ["TaskTimedOut", "TaskDoesNotExist", "InvalidToken"])
def test_an_answer_to_a_wait_that_is_over_is_nothing_unusual(aws: Aws, code: str) -> None:
    with watched(before=refusing(code)) as made:
        executions.answer("token", {})
    assert len(made) == 1


def test_an_answer_that_fails_otherwise_is_an_error(aws: Aws) -> None:
    with watched(before=refusing("AccessDeniedException")), pytest.raises(ClientError, match="AccessDenied"):
        executions.answer("token", {})


def refusing(code: str) -> Befall:
    def befall(_number: int, one: Call) -> None:
        raise refused(one, code)

    return befall


def test_a_wait_is_told_identifiers_states_and_seconds_only(aws: Aws) -> None:
    told = wait(lives.register(), 1, "first")
    assert set(told) == {"reference", "version", "state", "stage", "seconds"}

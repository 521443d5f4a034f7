"""The shipped state machine, read: what can be said of it without running it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from functions.lifecycle.clock import TASKS
from shared.registration.clock import Stage
from tests.support import template

MACHINE: Final = json.loads(Path("infra/lifecycle.asl.json").read_text(encoding="utf-8"))
STATES: Final[dict[str, dict[str, Any]]] = MACHINE["States"]
TASK_STATES: Final = {name: state for name, state in STATES.items() if state["Type"] == "Task"}
WAITS: Final = {name: state for name, state in TASK_STATES.items() if state["Resource"].endswith(".waitForTaskToken")}
ACTIONS: Final = {name: state for name, state in TASK_STATES.items() if name not in WAITS}
ENDS: Final = {"Validated", "Refused", "Expired", "Withdrawn"}


def successors(state: dict[str, Any]) -> Iterator[str]:
    if "Next" in state:
        yield state["Next"]
    for other in [*state.get("Catch", []), *state.get("Choices", [])]:
        yield other["Next"]


def reachable(start: str, *, without: set[str]) -> set[str]:
    """The states after `start`, on ways that do not enter those left out."""
    found: set[str] = set()
    ahead = [start]
    while ahead:
        new = {name for name in successors(STATES[ahead.pop()]) if name not in without} - found
        found |= new
        ahead += new
    return found


def test_there_are_the_three_waits_of_the_procedure() -> None:
    assert set(WAITS) == {"AwaitDecision", "AwaitPaymentUntilReminder", "AwaitPaymentUntilEnd"}


@pytest.mark.parametrize("name", WAITS)
def test_a_wait_ends_at_the_moment_that_the_table_says(name: str) -> None:
    assert WAITS[name]["TimeoutSecondsPath"] == "$.seconds"


@pytest.mark.parametrize("name", WAITS)
def test_a_wait_that_ends_is_neither_tried_again_nor_taken_for_a_failure(name: str) -> None:
    wait = WAITS[name]
    assert wait["Retry"][0] == {"ErrorEquals": ["States.Timeout"], "MaxAttempts": 0}
    ended, failed = wait["Catch"]
    assert (ended["ErrorEquals"], failed["ErrorEquals"]) == (["States.Timeout"], ["States.ALL"])
    assert ended["Next"] in ACTIONS
    assert failed["Next"] == "Look"
    assert ended["ResultPath"] is None
    assert failed["ResultPath"] is None


def test_each_wait_ends_in_an_action_of_its_own() -> None:
    assert {name: wait["Catch"][0]["Next"] for name, wait in WAITS.items()} == {
        "AwaitDecision": "NoAnswer",
        "AwaitPaymentUntilReminder": "Remind",
        "AwaitPaymentUntilEnd": "Expire",
    }


@pytest.mark.parametrize("name", TASK_STATES)
def test_every_task_that_fails_is_tried_again(name: str) -> None:
    last = TASK_STATES[name]["Retry"][-1]
    assert last["ErrorEquals"] == ["States.ALL"]
    assert last["MaxAttempts"] >= 5
    assert last["JitterStrategy"] == "FULL"


@pytest.mark.parametrize("name", ACTIONS)
def test_a_task_is_not_given_up_while_the_function_may_still_be_at_it(name: str) -> None:
    function = template.template()["Resources"]["Lifecycle"]["Properties"]
    assert ACTIONS[name]["TimeoutSeconds"] >= function["Timeout"]


def test_after_whatever_happens_the_table_says_where_to_go() -> None:
    assert {state["Next"] for state in TASK_STATES.values()} == {"Route"}
    assert MACHINE["StartAt"] == "Look"


def test_there_is_one_way_for_each_stage_and_none_for_anything_else() -> None:
    choices = STATES["Route"]["Choices"]
    assert sorted(choice["StringEquals"] for choice in choices) == sorted(Stage)
    assert {choice["Variable"] for choice in choices} == {"$.stage"}
    assert "Default" not in STATES["Route"]


def test_there_are_four_ends_and_they_are_the_only_ones() -> None:
    assert {name for name, state in STATES.items() if state["Type"] == "Succeed"} == ENDS
    assert {name for name, state in STATES.items() if not list(successors(state))} == ENDS
    assert not [name for name, state in STATES.items() if state.get("End") or state["Type"] == "Fail"]


def test_every_state_is_reached_and_leads_to_every_end() -> None:
    assert reachable("Look", without=set()) == set(STATES)
    for name in STATES.keys() - ENDS:
        assert reachable(name, without=set()) >= ENDS


def test_nothing_goes_round_without_waiting_for_an_answer() -> None:
    assert "Wait" not in {state["Type"] for state in STATES.values()}
    for name in STATES.keys() - WAITS.keys():
        assert name not in reachable(name, without=set(WAITS))


@pytest.mark.parametrize("name", STATES)
def test_each_state_says_what_it_is(name: str) -> None:
    assert STATES[name]["Comment"]


def test_tasks_are_told_identifiers_and_moments_only() -> None:
    told = [state["Parameters"]["Payload"] for state in TASK_STATES.values()]
    assert {one["task"] for one in told} == set(TASKS)
    assert {name for one in told for name in one} == {
        *["task", "reference.$", "version.$", "seconds.$", "token.$", "entered_at.$"]
    }


def test_the_function_is_the_one_that_the_template_fills_in() -> None:
    (name,) = template.template()["Resources"]["StateMachine"]["Properties"]["DefinitionSubstitutions"]
    assert {state["Parameters"]["FunctionName"] for state in TASK_STATES.values()} == {f"${{{name}}}"}


def test_it_is_written_in_the_language_that_every_interpreter_knows() -> None:
    assert "QueryLanguage" not in MACHINE
    assert {state["Type"] for state in STATES.values()} == {"Task", "Choice", "Succeed"}

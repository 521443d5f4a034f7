"""The shipped state machine, run by the scheduler's clock: an execution is a task like any other.

Step Functions as moto runs it has threads and a clock of its own, which no seed can replay; `tests/lifecycle` runs the
same definition there. What is read here is the part of the language that the definition uses.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from itertools import count
from typing import Any, Final

from tests.simulation.scheduler import FOREVER, Scheduler, Task
from tests.support.calls import Crash

Fields = dict[str, Any]


class Mishap(Enum):
    """What can happen to a wait."""

    NONE = auto()
    TIMER_LOST = auto()
    """It never ends by itself; an answer still ends it."""
    EXECUTION_LOST = auto()


class LostError(Exception):
    """The execution is gone, as after an operator stopped it."""


class _FailedError(Exception):
    """An attempt at a task ended by the error that the definition knows by this name."""


@dataclass
class _Wait:
    task: Task
    ends_at: datetime
    answer: Fields | None = None


class Machine:
    """Runs executions, and takes the answers to their waits."""

    def __init__(
        self,
        definition: str,
        scheduler: Scheduler,
        invoke: Callable[[Fields], Any],
        mishap: Callable[[], Mishap],
    ) -> None:
        """`invoke` calls `lifecycle` with an event, and raises what it raises."""
        self._states: Final[Fields] = json.loads(definition)["States"]
        self._start: Final[str] = json.loads(definition)["StartAt"]
        self._scheduler = scheduler
        self._invoke = invoke
        self._mishap = mishap
        self.entered: list[str] = []
        """The states that executions entered, one after the other."""
        self._waits: dict[str, _Wait] = {}
        self._numbers = count(1)

    def is_waiting(self, token: str) -> bool:
        """False for a token that is dead: answered, timed out, or of an execution that is gone."""
        return token in self._waits and self._waits[token].answer is None

    def answer(self, token: str, output: Fields) -> None:
        self._waits[token].answer = output
        self._scheduler.wake(self._waits[token].task)

    def execute(self, task: Task, data: Fields) -> str:
        """The state in which the execution ends.

        Raises:
            LostError: it does not come to an end.
        """
        at = self._start
        while (state := self._entering(at))["Type"] != "Succeed":
            at, data = _chosen(state, data) if state["Type"] == "Choice" else self._done(task, state, data)
        return at

    def _entering(self, name: str) -> Fields:
        self.entered.append(name)
        state: Fields = self._states[name]
        return state

    def _done(self, task: Task, state: Fields, data: Fields) -> tuple[str, Fields]:
        entered_at = self._scheduler.now
        for attempt in count():
            try:
                return state["Next"], self._attempt(task, state, data, entered_at)
            except _FailedError as failed:
                again = _first_for(failed, state["Retry"])
                if again is None or attempt >= again["MaxAttempts"]:
                    caught = _first_for(failed, state.get("Catch", []))
                    if caught is None:
                        raise LostError from failed
                    return caught["Next"], data
                seconds = min(again["IntervalSeconds"] * again["BackoffRate"] ** attempt, again["MaxDelaySeconds"])
                self._scheduler.pause(timedelta(seconds=seconds))
        raise AssertionError("count() has no end")

    def _attempt(self, task: Task, state: Fields, data: Fields, entered_at: datetime) -> Fields:
        token = f"token {next(self._numbers)}"
        told = _filled(state["Parameters"]["Payload"], data, token, entered_at)
        if not state["Resource"].endswith(".waitForTaskToken"):
            return self._called(told)
        limit = self._scheduler.now + timedelta(seconds=data[state["TimeoutSecondsPath"].removeprefix("$.")])
        wait = self._waits[token] = _Wait(task, limit)
        try:
            self._called(told)
            return self._awaited(wait)
        finally:
            del self._waits[token]

    def _called(self, event: Fields) -> Fields:
        try:
            result: Fields = self._invoke(event)
        except (Exception, Crash) as error:
            raise _FailedError("States.TaskFailed") from error
        return result

    def _awaited(self, wait: _Wait) -> Fields:
        match self._mishap():
            case Mishap.TIMER_LOST:
                wait.ends_at = FOREVER
            case Mishap.EXECUTION_LOST:
                raise LostError
        while wait.answer is None:
            if self._scheduler.now >= wait.ends_at:
                raise _FailedError("States.Timeout")
            self._scheduler.pause_until(wait.ends_at)
        return wait.answer


def _chosen(state: Fields, data: Fields) -> tuple[str, Fields]:
    ways = (way for way in state["Choices"] if data[way["Variable"].removeprefix("$.")] == way["StringEquals"])
    return next(ways)["Next"], data


def _first_for(failed: _FailedError, rules: list[Fields]) -> Fields | None:
    return next((rule for rule in rules if {str(failed), "States.ALL"} & set(rule["ErrorEquals"])), None)


def _filled(parameters: Fields, data: Fields, token: str, entered_at: datetime) -> Fields:
    """What stands under `"name.$"` is a path: into the execution's context, or into its data."""
    context = {"$$.Task.Token": token, "$$.State.EnteredTime": entered_at.isoformat()}
    found = context | {f"$.{name}": value for name, value in data.items()}
    return {
        name.removesuffix(".$"): found[value] if name.endswith(".$") else value for name, value in parameters.items()
    }

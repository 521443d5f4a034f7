"""What Step Functions counts of an execution, by the states that it entered."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

STARTED_AND_SUCCEEDED: Final = 2
EVENTS: Final = {"Choice": 2, "Succeed": 2}
"""Entered, exited."""
TASK: Final = 5
"""Entered, scheduled, started, succeeded (or timed out), exited."""
WAITING_TASK: Final = 6
"""Besides, submitted."""


def events(states: Mapping[str, Any], entered: Sequence[str]) -> int:
    """Events in the history of one execution in which nothing was tried twice; AWS ends one at 25,000."""
    return STARTED_AND_SUCCEEDED + sum(_events(states[name]) for name in entered)


def _events(state: Mapping[str, Any]) -> int:
    if state["Type"] != "Task":
        return EVENTS[state["Type"]]
    return WAITING_TASK if state["Resource"].endswith(".waitForTaskToken") else TASK

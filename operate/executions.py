"""The executions of the state machine as an operator sees them."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

import boto3

from shared.settings import setting

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient
    from mypy_boto3_stepfunctions.literals import ExecutionStatusType

ENDED_BADLY: Final[tuple["ExecutionStatusType", ...]] = ("FAILED", "TIMED_OUT", "ABORTED")
NUMBERS: Final = range(1, 10)
"""A registration has one execution; another number for each time that it was lost."""
LISTED: Final = 1000


class Execution(NamedTuple):
    name: str
    status: str
    state: str
    """Where it is, or ended."""
    started_at: datetime
    stopped_at: datetime | None


@cache
def states() -> "SFNClient":
    return boto3.client("stepfunctions")


def reference_of(name: str) -> str:
    return name.rpartition("_")[0]


def of(reference: str) -> Iterator[Execution]:
    """Those that AWS still knows: closed ones for 90 days."""
    prefix = setting("STATE_MACHINE_ARN").replace(":stateMachine:", ":execution:")
    for number in NUMBERS:
        name = f"{reference}_{number}"
        try:
            found = states().describe_execution(executionArn=f"{prefix}:{name}")
        except states().exceptions.ExecutionDoesNotExist:
            continue
        yield Execution(name, found["status"], _place(found["executionArn"]), found["startDate"], found.get("stopDate"))


def running() -> set[str]:
    """The references, of the first thousands."""
    return {reference_of(name) for name, _ in _listed("RUNNING")}


def ended_badly(since: datetime) -> set[str]:
    """The references of those that failed, took too long or were stopped since then."""
    return {
        reference_of(name)
        for status in ENDED_BADLY
        for name, stopped_at in _listed(status)
        if stopped_at is not None and stopped_at >= since
    }


def _listed(status: "ExecutionStatusType") -> Iterable[tuple[str, datetime | None]]:
    pages = (
        states()
        .get_paginator("list_executions")
        .paginate(
            stateMachineArn=setting("STATE_MACHINE_ARN"),
            statusFilter=status,
            PaginationConfig={"MaxItems": 10 * LISTED},
        )
    )
    return ((one["name"], one.get("stopDate")) for page in pages for one in page["executions"])


def _place(arn: str) -> str:
    events = states().get_execution_history(executionArn=arn, maxResults=1000)["events"]
    entered = [one["stateEnteredEventDetails"]["name"] for one in events if "stateEnteredEventDetails" in one]
    return entered[-1] if entered else ""

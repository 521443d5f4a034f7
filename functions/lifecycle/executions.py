"""The executions of the state machine, one live one for each live registration."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import count
from typing import TYPE_CHECKING, Any

import boto3
from botocore.exceptions import ClientError

from shared import aws
from shared.settings import setting

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

# AWS says that a dead token timed out or that its task does not exist; an emulator calls it invalid.
_SETTLED = {"TaskTimedOut", "TaskDoesNotExist", "InvalidToken"}


@cache
def client() -> "SFNClient":
    return boto3.client("stepfunctions", config=aws.limits())


def start(reference: str, number: int = 1) -> bool:
    """Starts the execution `<reference>_<number>`; False if it has been started before.

    A name can be used once in 90 days; starting a running execution again changes nothing.
    """
    try:
        client().start_execution(
            stateMachineArn=setting("STATE_MACHINE_ARN"),
            name=f"{reference}_{number}",
            input=json.dumps({"reference": reference}),
        )
    except client().exceptions.ExecutionAlreadyExists:
        return False
    return True


def restart(reference: str) -> None:
    """A new execution for a live registration that has none, under the first free number."""
    next(number for number in count(1) if start(reference, number))


def answer(token: str, outcome: Mapping[str, Any]) -> None:
    """Ends a wait. A wait that has ended by itself meanwhile is already settled."""
    try:
        client().send_task_success(taskToken=token, output=json.dumps(outcome))
    except ClientError as error:
        if error.response["Error"]["Code"] not in _SETTLED:
            raise


def running() -> Iterator[str]:
    """The references that have a running execution; as many in one call as AWS gives."""
    pages = client().get_paginator("list_executions")
    for page in pages.paginate(
        stateMachineArn=setting("STATE_MACHINE_ARN"), statusFilter="RUNNING", PaginationConfig={"PageSize": 1000}
    ):
        for execution in page["executions"]:
            yield execution["name"].rpartition("_")[0]

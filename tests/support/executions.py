"""The shipped state machine, run by moto in threads of its own and in real time, with our own function behind it."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event
from time import monotonic
from typing import Any, Final

import boto3
import pytest
from moto.awslambda_simple.models import LambdaSimpleBackend
from moto.core.config import default_user_config
from moto.stepfunctions.parser.models import stepfunctions_parser_backends
from moto.stepfunctions.parser.utils import TMP_THREADS

from shared import keys, table
from shared.attributes import Item
from tests.support import template
from tests.support.aws import ONE_AT_A_TIME, Aws
from tests.support.calls import Crash

LONGEST_WAIT_SECONDS: Final = 20
_NEVER: Final = Event()


@contextmanager
def executed() -> Iterator[Aws]:
    """Inside a mocked AWS. At the end nothing goes on: executions are stopped and their threads have ended."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(default_user_config, "lambda", {"use_docker": False})
        patch.setitem(default_user_config, "stepfunctions", {"execute_state_machine": True})
        aws = Aws.made()
        patch.setattr(LambdaSimpleBackend, "invoke", _invoking(aws))
        try:
            yield aws
        finally:
            _end(aws)


def until(condition: Callable[[], Any], aws: Aws) -> None:
    """Keeps the stream going until the condition holds."""
    end = monotonic() + LONGEST_WAIT_SECONDS
    while True:
        with ONE_AT_A_TIME:
            aws.follow()
            if condition():
                return
        if monotonic() > end:
            raise AssertionError(f"not within {LONGEST_WAIT_SECONDS} s: {_told(aws)}")
        _NEVER.wait(0.02)


def waiting_token(reference: str) -> Item:
    """What stands in the table of the execution's last wait; an empty one if it never waited."""
    (token,) = table.read(keys.token(reference))
    return token or {"version": 0, "token": ""}


def path(aws: Aws, name: str) -> list[str]:
    """The states that an execution went through, but for `Route`, which stands between any two of them."""
    entered = [
        event["stateEnteredEventDetails"]["name"] for event in history(aws, name) if "StateEntered" in event["type"]
    ]
    return [state for state in entered if state != "Route"]


def history(aws: Aws, name: str) -> list[Any]:
    return boto3.client("stepfunctions").get_execution_history(executionArn=_arn(aws, name))["events"]


def stop(aws: Aws, name: str) -> None:
    """As an operator would; moto notices once the wait is over."""
    boto3.client("stepfunctions").stop_execution(executionArn=_arn(aws, name))
    machines: Any = stepfunctions_parser_backends[template.ACCOUNT][template.REGION].state_machines
    for execution in (one for machine in machines for one in machine.executions if one.name == name):
        for wait in list(execution.exec_worker.env.callback_pool_manager._pool.values()):
            wait.interrupt_all()


def _arn(aws: Aws, name: str) -> str:
    return f"{aws.state_machine.replace(':stateMachine:', ':execution:')}:{name}"


def _told(aws: Aws) -> dict[str, list[str]]:
    names = [*aws.executions("RUNNING"), *aws.executions("SUCCEEDED"), *aws.executions("FAILED")]
    return {name: path(aws, name) for name in names}


def _invoking(aws: Aws) -> Callable[..., bytes]:
    def invoke(_backend: Any, _name: str, _version: str, body: str, _headers: Any, answered: dict[str, str]) -> bytes:
        try:
            return json.dumps(aws.lifecycle(json.loads(body))).encode()
        except (Exception, Crash) as error:  # noqa: BLE001 (Lambda itself takes whatever a function throws)
            answered["x-amz-function-error"] = "Unhandled"
            return json.dumps({"errorType": type(error).__name__, "errorMessage": ""}).encode()

    return invoke


def _end(aws: Aws) -> None:
    for name in aws.executions():
        stop(aws, name)
    for thread in TMP_THREADS:
        thread.join(LONGEST_WAIT_SECONDS)
        assert not thread.is_alive()
    TMP_THREADS.clear()

"""What happens by itself: time, the state machine, the stream, the mail queue, losses and repairs.

A function cannot be stopped between two calls of AWS and go on into several futures. So what stands in the middle of
one is reached by striking it down there, and goes on by running it again: its first half, done twice, changes nothing.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final

from tests.model.step import Action, Step
from tests.model.world import Execution, World
from tests.support import season
from tests.support.aws import moto_executions
from tests.support.calls import Befall, Call, Crash, watched

OF_ANY_AGE: Final = -365 * 24 * 3600
"""What the reconciliation is told, in seconds: the model says what is old enough for it."""


def running() -> set[str]:
    return {one.name for one in moto_executions() if one.status == "RUNNING"}


def _acts(step: Step) -> World:
    """The task that the state machine calls at the limit; the table knows better which it should have been."""
    outcome = step.aws.lifecycle({"task": "expire", "reference": step.life.reference})
    return step.then(execution=_gone(step, Execution.routed(outcome))) if step.followed else step.then()


def _wait(step: Step) -> None:
    """As the state machine begins it. Every wait has a token of its own; a second try of it has the same."""
    told = step.life.execution.told
    event = {"task": "wait", "reference": step.life.reference, "version": told, "seconds": 1000}
    step.aws.lifecycle(event | {"token": _token(step), "entered_at": season.NOW.isoformat()})


def _token(step: Step) -> str:
    return step.life.execution.token or f"wait-{step.before['version'][step.number]}-{step.life.execution.told}"


def _stores_its_token(step: Step) -> World:
    with watched(after=_striking("PutItem")), suppress(Crash):
        _wait(step)
    return step.then(execution=step.life.execution._replace(where="stored", token=_token(step)))


def _looks(step: Step) -> World:
    with watched() as made:
        _wait(step)
    told = _answered(step, made)
    return step.then(execution=told or step.life.execution._replace(where="waiting"))


def _wait_ends(step: Step) -> World:
    return step.then(execution=Execution("due"))


def _follows(step: Step) -> World:
    record, *rest = step.life.stream
    with _heard(step) as heard:
        step.aws.follow([record])
    return step.then(stream=tuple(rest), **heard)


def _follows_half(step: Step) -> World:
    record, *rest = step.life.stream
    with _heard(step, struck_before="SendMessage") as heard:
        step.aws.follow([record])
    assert heard["queue"] == step.life.queue
    return step.then(stream=tuple(rest), **heard)


def _reconciles(step: Step) -> World:
    with _heard(step) as heard:
        repaired = step.aws.reconcile(minimum_age_seconds=OF_ANY_AGE)
    assert repaired["failed"] == 0
    return step.then(**heard)


@contextmanager
def _heard(step: Step, struck_before: str = "") -> Iterator[dict[str, Any]]:
    """What `lifecycle` does beside the table: the mails ordered, and how the execution goes on."""
    heard: dict[str, Any] = {}
    there = running()
    with watched(_striking(struck_before)) as made, suppress(Crash):
        yield heard
    orders = [json.loads(one.params["MessageBody"]) for one in made if one.operation == "SendMessage" != struck_before]
    assert {order["reference"] for order in orders} <= {step.life.reference}
    heard["queue"] = tuple(dict.fromkeys([*step.life.queue, *(order["version"] for order in orders)]))
    execution = _answered(step, made) or step.life.execution
    if started := running() - there:
        assert execution.where in {"none", "lost"}
        assert len(started) == 1
        execution = Execution.routed(step.aws.lifecycle({"task": "look", "reference": step.life.reference}))
    heard["execution"] = _gone(step, execution)


def _striking(operation: str) -> Befall:
    def befall(_number: int, one: Call) -> None:
        if one.operation == operation:
            raise Crash

    return befall


def _answered(step: Step, made: list[Call]) -> Execution | None:
    """Where the execution goes if its wait has been answered; only the first answer counts."""
    execution = step.life.execution
    for one in made:
        if one.operation == "SendTaskSuccess" and one.params["taskToken"] == execution.token:
            return _gone(step, Execution.routed(json.loads(one.params["output"])))
    return None


def _gone(step: Step, execution: Execution) -> Execution:
    """Tells Step Functions, too, that an execution does not run any more."""
    if execution.where in {"ended", "lost"}:
        for one in moto_executions():
            if one.name.startswith(step.life.reference):
                one.status = "SUCCEEDED" if execution.where == "ended" else "FAILED"
    return execution


def _mailer(step: Step, befall: Befall | None = None) -> list[str]:
    """The first order of the queue, to the mailer, which may be befallen after a call; the mails that it hands over."""
    body = json.dumps({"reference": step.life.reference, "version": step.life.queue[0]})
    attributes = {"MessageGroupId": step.life.reference, "ApproximateReceiveCount": "1"}
    record = {"messageId": "order", "body": body, "attributes": attributes, "messageAttributes": {}}
    with watched(after=befall or _striking("nothing")) as made, suppress(Crash):
        assert step.aws.mailer([record | {"receiptHandle": "", "eventSource": "aws:sqs"}]) == []
    sent = [one.params["Tags"] for one in made if one.operation == "SendRawEmail"]
    return [tag["Value"] for tags in sent for tag in tags if tag["Name"] == "version"]


def _sends(step: Step) -> World:
    version = step.life.queue[0]
    assert _mailer(step, _striking("SendRawEmail")) == [str(version)]
    return step.then(sending=version, sent=(*step.life.sent, version))


def _marks(step: Step) -> World:
    """The mailer goes on: what it sends here is the mail of its first half, and not counted."""
    assert _mailer(step) == [str(step.life.sending)]
    return step.then(sending=0, queue=step.life.queue[1:])


def _drops_the_order(step: Step) -> World:
    assert _mailer(step) == []
    return step.then(queue=step.life.queue[1:])


ACTIONS: Final[dict[str, Action]] = {
    "MomentComes": lambda step: step.then(),
    "ClockActs": _acts,
    "StoreToken": _stores_its_token,
    "LookAgain": _looks,
    "WaitEnds": _wait_ends,
    "Act": _acts,
    "Follow": _follows,
    "Send": _sends,
    "Mark": _marks,
    "DropOrder": _drops_the_order,
    "LoseRecord": lambda step: step.then(stream=step.life.stream[1:]),
    "LoseHalf": _follows_half,
    "LoseOrder": lambda step: step.then(queue=step.life.queue[1:], sending=0),
    "LoseMark": lambda step: step.then(sending=0),
    "LoseExecution": lambda step: step.then(execution=_gone(step, Execution("lost"))),
    "Reconcile": _reconciles,
}

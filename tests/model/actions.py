"""The model's actions, done by the real code.

A function cannot be stopped between two calls of AWS and go on into several futures. So what stands in the middle of one
is reached by striking it down there, and goes on by running it again: its first half, done a second time, changes nothing.
A call of the API reads the table as it was when it was begun, and finds it as it has become meanwhile when it writes.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import boto3
from time_machine import Traveller

from shared import keys
from tests.model.graph import State
from tests.model.world import SEATS, WHO, Begun, Execution, Life, World, moment, version_of
from tests.support import lives, season, steps
from tests.support.api import LAON, Reply, call
from tests.support.aws import Aws
from tests.support.calls import Befall, Call, Crash, watched
from tests.support.contents import failing

IN_TIME: Final = "2026-11-27"
TOO_LATE: Final = "2026-12-03"
OF_ANY_AGE: Final = -365 * 24 * 3600
"""What the reconciliation is told, in seconds: the model says what is old enough for it."""


@dataclass
class Step:
    """One transition of the model that is to happen to a registration of a world."""

    aws: Aws
    clock: Traveller
    world: World
    number: int
    before: State
    followed: bool

    @property
    def life(self) -> Life:
        return self.world.lives[self.number]

    def then(self, **changes: Any) -> World:
        """What stands in the stream now belongs to this registration, if anybody is interested."""
        records = tuple(self.aws.stream())
        if records and self.followed:
            changes["stream"] = (*changes.get("stream", self.life.stream), *records)
        return self.world.but(self.number, **changes)

    def set_the_clock(self) -> None:
        one = lives.registration(self.life.reference) if self.life.reference else None
        self.clock.move_to(moment(self.before, self.number, one))

    def does(self, action: str) -> World:
        self.world.restore()
        self.set_the_clock()
        return ACTIONS[action](self)


def beginning(candidates: int, capacity: int) -> World:
    season.store(season.seats(*SEATS, capacity=capacity))
    return World.now((Life(),) * candidates)


def _register(step: Step) -> World:
    return step.then(reference=lives.register(WHO[step.number]))


def _withdraw(step: Step) -> World:
    steps.done(steps.withdraw(step.life.reference, by=WHO[step.number]))
    return step.then()


def _refuse(step: Step) -> World:
    steps.done(steps.refuse(step.life.reference))
    return step.then()


def _load(step: Step) -> World:
    return step.then(begun=Begun(step.world.table, datetime.now(UTC)))


def _nothing(step: Step) -> World:
    return step.then()


def _asked(step: Step) -> tuple[str, dict[str, Any]]:
    """What the call under way asks for."""
    path = f"POST /v1/registrations/{step.life.reference}"
    what = step.before["call"][step.number]
    if what == "prevalidation":
        return f"{path}/prevalidation", {}
    day = IN_TIME if what == "payment" else TOO_LATE
    return f"{path}/payment", {"amount_cents": 5000, "received_on": day, "method": "cheque"}


def _well(_number: int, _one: Call) -> None:
    pass


def _goes_on(step: Step, befall: Befall = _well) -> Reply:
    """The call under way: it has read the table as it was then, and writes to it as it is now."""
    begun = step.life.begun
    assert begun
    now = [step.world.table]

    def before(number: int, one: Call) -> None:
        if one.operation == "TransactWriteItems" and now:
            now.pop().restore()
        befall(number, one)

    begun.table.restore()
    step.clock.move_to(begun.at)
    request, body = _asked(step)
    try:
        with watched(before):
            return call(request, body, by=LAON)
    finally:
        assert not now
        step.set_the_clock()


def _succeeds(step: Step) -> World:
    steps.done(_goes_on(step))
    return step.then(begun=None)


def _is_full(step: Step) -> World:
    steps.refused(_goes_on(step), 409, "no-seat-left")
    return step.then(begun=None)


def _decides_again(step: Step) -> World:
    """What still has a place is decided again when the call goes on; what has none is refused."""
    if step.life.begun and step.before["call"][step.number] == "prevalidation":
        steps.refused(_goes_on(step), 409, "illegal-transition")
        return step.then(begun=None)
    return step.then()


def _conflicts(step: Step) -> World:
    """The first try meets a conflict; at the second the function is struck down, so that nothing is written."""
    tries: list[Call] = []

    def befall(_number: int, one: Call) -> None:
        if one.operation == "TransactWriteItems":
            tries.append(one)
        if len(tries) > 1:
            raise Crash

    conflict = failing("TransactWriteItems", "TransactionCanceledException", times=1, reasons=("TransactionConflict",))
    with conflict, suppress(Crash):
        _goes_on(step, befall)
    assert len(tries) > 1
    return step.then()


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
    with _struck_after("PutItem"):
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
    there = set(step.aws.executions())
    with watched(_striking(struck_before)) as made, suppress(Crash):
        yield heard
    orders = [json.loads(one.params["MessageBody"]) for one in made if one.operation == "SendMessage" != struck_before]
    assert {order["reference"] for order in orders} <= {step.life.reference}
    heard["queue"] = tuple(dict.fromkeys([*step.life.queue, *(order["version"] for order in orders)]))
    execution = _answered(step, made) or step.life.execution
    if started := set(step.aws.executions()) - there:
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
        for name in step.aws.executions():
            if name.startswith(step.life.reference):
                arn = f"{step.aws.state_machine.replace(':stateMachine:', ':execution:')}:{name}"
                boto3.client("stepfunctions").stop_execution(executionArn=arn)
    return execution


def _mailer(step: Step) -> list[int]:
    """The first order of the queue, to the mailer; the versions of the mails that it sent."""
    version = step.life.queue[0]
    before = len(step.aws.sent_transitions())
    body = json.dumps({"reference": step.life.reference, "version": version})
    attributes = {"MessageGroupId": step.life.reference, "ApproximateReceiveCount": "1"}
    record = {"messageId": str(version), "receiptHandle": "", "body": body, "attributes": attributes}
    failed = step.aws.mailer([record | {"messageAttributes": {}, "eventSource": "aws:sqs"}])
    assert failed == []
    return [int(one.rpartition(".")[2]) for one in step.aws.sent_transitions(before)]


def _sends(step: Step) -> World:
    before = len(step.aws.sent_transitions())
    with _struck_after("SendRawEmail"):
        _mailer(step)
    (sent,) = step.aws.sent_transitions(before)
    assert sent == f"{step.life.reference}.{step.life.queue[0]}"
    return step.then(sending=step.life.queue[0], sent=(*step.life.sent, step.life.queue[0]))


def _marks(step: Step) -> World:
    """The mailer goes on: what it sends here is the mail of its first half, and not counted."""
    assert _mailer(step) == [step.life.sending]
    return step.then(sending=0, queue=step.life.queue[1:])


def _drops_the_order(step: Step) -> World:
    assert _mailer(step) == []
    return step.then(queue=step.life.queue[1:])


@contextmanager
def _struck_after(operation: str) -> Iterator[None]:
    with watched(after=_striking(operation)), suppress(Crash):
        yield
        raise AssertionError(f"never came to {operation}")


ACTIONS: Final[dict[str, Callable[[Step], World]]] = {
    "Register": _register,
    "Withdraw": _withdraw,
    "Refuse": _refuse,
    "LoadPrevalidation": _load,
    "LoadPayment": _load,
    "LoadLatePayment": _load,
    "Prevalidate": _succeeds,
    "FindFull": _is_full,
    "Conflict": _conflicts,
    "Pay": _succeeds,
    "Revive": _succeeds,
    "RecordLate": _succeeds,
    "DecideAgain": _decides_again,
    "MomentComes": _nothing,
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

"""AWS around the functions: each call of theirs pauses and may fail; what follows from it comes, sooner or later.

The stream's records, the mail queue's messages and the executions are moto's; when they arrive, how often and in which
order is drawn by chance.
"""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Final

from functions.lifecycle.handler import lambda_handler as lifecycle
from functions.mailer.handler import lambda_handler as mailer
from shared import table
from tests.simulation.chance import Chance, once_in, one_of
from tests.simulation.machine import LostError, Machine, Mishap
from tests.simulation.scheduler import Scheduler, Task
from tests.support.api import Context, Identity, Reply, answered, event_of, reply, route
from tests.support.aws import Aws, definition, moto_executions
from tests.support.calls import Call, Crash, Fault, refused

THROTTLED: Final = "throttled"
SLOW: Final = "slow"

WRITES: Final = {"TransactWriteItems", "PutItem", "UpdateItem", "DeleteItem"}
REFUSALS: Final = {
    "sqs": "RequestThrottled",
    "stepfunctions": "ThrottlingException",
    "ses": "Throttling",
    "dynamodb": "ProvisionedThroughputExceededException",
    "s3": "SlowDown",
}
"""The code by which each service asks to come back later."""

ONE_CALL_IN: Final = 12
"""That often, while there are faults left, something befalls a call."""
STREAM_TRIES: Final = 3
QUEUE_HIDES: Final = timedelta(seconds=181)
"""What a mailer has taken and not done is seen again after the queue's visibility time-out (180 s)."""


class Surroundings:
    """`faults` counts down: how many things may still go wrong in this history."""

    def __init__(self, aws: Aws, scheduler: Scheduler, chance: Chance, *, faults: int) -> None:
        self.aws = aws
        self.faults = faults
        self.befallen: Counter[str] = Counter()
        """How often something befell a function, by its name."""
        self.invoked: Counter[str] = Counter()
        """How often a function was called, by its name."""
        self.written = False
        """Whether the table was written to since somebody last looked."""
        self.happened: list[str] = []
        self._scheduler = scheduler
        self._chance = chance
        self._started: set[str] = set()
        self._under_way: dict[Task, list[tuple[str, str]]] = {}
        self._machine = Machine(definition(), scheduler, self.lifecycle, self._mishap)

    @property
    def entered(self) -> list[str]:
        """The states that executions entered."""
        return self._machine.entered

    def told(self, *what: object) -> None:
        who = self._scheduler.current.name if self._scheduler.current else "time"
        self.happened.append(f"{self._scheduler.now:%d/%m %H:%M:%S}  {who}: {' '.join(map(str, what))}")

    # What the functions call.

    def before(self, _number: int, call: Call) -> None:
        task = self._scheduler.current
        if task is None or not task.inside:
            return
        task.befalls = self._drawn()
        self._scheduler.pause(timedelta(seconds=self._chance.below(20)) if task.befalls == SLOW else timedelta())
        self.told(task.inside, call, task.befalls)
        if call.operation == "TransactWriteItems":
            self._begin(call, task)
        if task.befalls == THROTTLED:
            raise self._refusal(call)
        if task.befalls == Fault.CRASH_BEFORE:
            raise Crash
        if call.operation == "SendTaskSuccess" and not self._machine.is_waiting(call.params["taskToken"]):
            raise refused(call, "TaskTimedOut")

    def _begin(self, call: Call, task: Task) -> None:
        """A transaction takes its time, and no other can write the same items meanwhile.

        Raises:
            TransactionCanceledException: another one is writing one of them.
        """
        keys = [_key(write) for item in call.params["TransactItems"] for write in item.values()]
        for at, key in enumerate(keys):
            if any(key in others for others in self._under_way.values()):
                self.told("in conflict")
                raise _in_conflict(len(keys), at=at)
        self._under_way[task] = keys
        try:
            self._scheduler.pause()
        finally:
            del self._under_way[task]

    def after(self, _number: int, call: Call) -> None:
        """The call has been made: what follows from it does, whatever befalls the function now."""
        task = self._scheduler.current
        if task is None or not task.inside:
            return
        self._follow(call)
        if task.befalls == Fault.CRASH_AFTER:
            raise Crash
        if task.befalls == Fault.LOST_REPLY:
            raise refused(call, "RequestTimeout")

    def _drawn(self) -> str:
        if not self.faults or not once_in(self._chance, ONE_CALL_IN):
            return ""
        self.faults -= 1
        befalls = one_of(self._chance, [SLOW, THROTTLED, *map(str, Fault)])
        if befalls != SLOW and self._scheduler.current:
            self.befallen[self._scheduler.current.inside] += 1
        return befalls

    def _refusal(self, call: Call) -> Exception:
        if call.operation != "TransactWriteItems" or once_in(self._chance, 4):
            return refused(call, REFUSALS[call.service])
        return _in_conflict(len(call.params["TransactItems"]), at=self._chance.below(len(call.params["TransactItems"])))

    def _follow(self, call: Call) -> None:
        if call.operation in WRITES:
            self.written = True
            if records := self.aws.stream():
                self._deliver(records)
        elif call.operation == "SendMessage":
            self._scheduler.spawn("mail queue", self._empty_queue, after=self._delay())
        elif call.operation == "SendTaskSuccess":
            self._machine.answer(call.params["taskToken"], json.loads(call.params["output"]))
        elif call.operation == "StartExecution":
            self._start(call.params["name"], json.loads(call.params["input"]))

    def _delay(self) -> timedelta:
        return timedelta(seconds=self._chance.below(4))

    # What AWS calls.

    def call(self, request: str, body: Any, by: Identity, key: str = "") -> Reply | None:
        """The answer of the API; None when the function died, or its answer was lost on the way."""
        method, target = request.split(" ", 1)
        path, _, query = target.partition("?")
        found = route(method, path)
        headers = {"Idempotency-Key": key} if key else {}
        event = event_of(method, path, found, by=by, query=query, headers=headers)
        try:
            with self._invoked(found.function):
                return reply(answered(found, event | {"body": json.dumps(body)}))
        except Crash:
            return None

    def lifecycle(self, event: dict[str, Any]) -> Any:
        with self._invoked("lifecycle"):
            return lifecycle(event, Context("lifecycle"))

    def reconcile(self) -> None:
        """A run of the schedule, which nobody tries again when it fails."""
        try:
            self.lifecycle({"task": "reconcile"})
        except (Exception, Crash) as error:  # noqa: BLE001 (whatever a function throws is for Lambda to take)
            self.told("the reconciliation failed:", type(error).__name__)

    @contextmanager
    def _invoked(self, function: str) -> Iterator[None]:
        task = self._scheduler.running
        task.inside = function
        self.invoked[function] += 1
        try:
            yield
        finally:
            task.inside = ""

    def _deliver(self, records: list[dict[str, Any]]) -> None:
        copies = 1
        if self.faults and once_in(self._chance, ONE_CALL_IN):
            self.faults -= 1
            copies = one_of(self._chance, [2, 0])
            self.told("the stream's record", "comes twice" if copies else "is lost")
        for _ in range(copies):
            self._scheduler.spawn("stream", lambda: self._tried(records), after=self._delay())

    def _tried(self, records: list[dict[str, Any]]) -> None:
        for attempt in range(STREAM_TRIES):
            try:
                self.lifecycle({"Records": records})
            except (Exception, Crash):  # noqa: BLE001 (likewise)
                self._scheduler.pause(timedelta(seconds=2**attempt))
            else:
                return

    def _empty_queue(self) -> None:
        while records := self.aws.waiting():
            failed = self._mailed(records)
            self.aws.forget([record for record in records if record["messageId"] not in failed])
            if failed:
                self._scheduler.spawn("mail queue", self._empty_queue, after=QUEUE_HIDES)

    def _mailed(self, records: list[dict[str, Any]]) -> set[str]:
        try:
            with self._invoked("mailer"):
                answer = mailer({"Records": records}, Context("mailer"))
        except Crash:
            return {record["messageId"] for record in records}
        return {failure["itemIdentifier"] for failure in answer["batchItemFailures"]}

    def _start(self, name: str, data: dict[str, Any]) -> None:
        if name in self._started:
            return
        self._started.add(name)
        record = next(one for one in moto_executions() if one.name == name)

        def execute() -> None:
            try:
                self._machine.execute(task, data)
            except LostError:
                record.status = "ABORTED"
            else:
                record.status = "SUCCEEDED"

        task: Task = self._scheduler.spawn(name, execute)

    def _mishap(self) -> Mishap:
        if not self.faults or not once_in(self._chance, ONE_CALL_IN):
            return Mishap.NONE
        self.faults -= 1
        mishap = one_of(self._chance, [Mishap.TIMER_LOST, Mishap.EXECUTION_LOST])
        self.told(mishap.name)
        return mishap


def _key(write: dict[str, Any]) -> tuple[str, str]:
    key = write.get("Key") or write["Item"]
    return key["pk"]["S"], key["sk"]["S"]


def _in_conflict(writes: int, *, at: int) -> Exception:
    """What the code sees of a transaction that met another one at this of its items."""
    reasons = [{"Code": "TransactionConflict" if number == at else "None"} for number in range(writes)]
    response: Any = {"Error": {"Code": "TransactionCanceledException"}, "CancellationReasons": reasons}
    return table.client().exceptions.TransactionCanceledException(response, "TransactWriteItems")

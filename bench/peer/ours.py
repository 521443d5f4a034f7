"""Our half of the comparison: the deployed handlers, called in this process with what AWS would give them.

The emulators hold the table, the queue and the mails, as PostgreSQL holds pretix's orders: their CPU is not counted.
All that follows from a call is: whoever calls is identified, the stream's record followed, the mail sent, the clock
told.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from bench.handlers import Handlers
from bench.progress import show
from bench.season import FEE_CENTS, Size
from bench.setting_up import Stage, cloud_of_its_own, set_up, without_what_follows
from shared import keys
from tests.cloud.conftest import LocalCloud
from tests.cloud.people import sign_in

EXAM: Final = "CHI"
CENTRE: Final = "L001"
"""The first that has enough seats."""
WITH_MAIL: Final = ", with its mail"
REMEMBERED: Final = ", the caller remembered"
"""The gateway asks the authorizer once a minute for each caller."""
IDLE: Final = json.dumps({"StartAt": "Idle", "States": {"Idle": {"Type": "Pass", "End": True}}})


class Ours:
    """One centre's season, as far as it is played here; `samples` are CPU seconds, by operation."""

    def __init__(self, cloud: LocalCloud, stage: Stage, handlers: Handlers) -> None:
        self.samples = defaultdict[str, list[float]](list)
        self.handlers = handlers
        self._cloud, self._stage = cloud, stage
        self._key = stage.keys[CENTRE]
        self._alone: float | None = None
        _silence(cloud)

    def token(self, number: int) -> str:
        one = self._stage.candidates[number]
        return sign_in(self._cloud, {"nuc": one.username, "password": one.password})

    def register(self, number: int) -> str:
        token = self.token(number)
        request = {"session": self._stage.session, "centre": CENTRE, "exams": [EXAM]}

        with self._measured("register"):
            reference = str(self.handlers.asked("POST /v1/registrations", token, request)["reference"])
            self._followed(reference, 1)
        return reference

    def prevalidate(self, reference: str) -> None:
        with self._measured("prevalidate"):
            self.handlers.asked(f"POST /v1/registrations/{reference}/prevalidation", self._key, {})
            self._followed(reference, 2)

    def pay(self, reference: str) -> None:
        today = datetime.now(ZoneInfo("Europe/Paris")).date().isoformat()
        receipt = {"amount_cents": FEE_CENTS, "received_on": today, "method": "transfer"}
        with self._measured("payment"):
            self.handlers.asked(f"POST /v1/registrations/{reference}/payment", self._key, receipt)
            self._followed(reference, 3, ended=True)

    def expire(self, reference: str) -> None:
        past = keys.instant(datetime.now(UTC) - timedelta(days=9))
        self._cloud.client("dynamodb").update_item(
            TableName=self._cloud.outputs["TableName"],
            Key={name: {"S": value} for name, value in keys.registration(reference).items()},
            UpdateExpression="SET due_at = :past, hold_until = :past, work_at = :past",
            ExpressionAttributeValues={":past": {"S": past}},
        )
        with self._measured("expire"):
            self.handlers.invoke("lifecycle", {"task": "expire", "reference": reference})
            self._followed(reference, 3, ended=True)

    def requests(self) -> None:
        query = f"session={self._stage.session}&limit=50"
        with self._measured("list"):
            found = self.handlers.asked("GET /v1/centre/registrations", self._key, query=query)
        if len(found["items"]) != 50:
            raise RuntimeError(f"a page of {len(found['items'])}")

    def seats(self) -> None:
        with self._measured("seats"):
            self.handlers.asked("GET /v1/centre/seats", self._key, query=f"session={self._stage.session}")

    def _followed(self, reference: str, version: int, *, ended: bool = False) -> None:
        key = {name: {"S": value} for name, value in keys.history(reference, version).items()}
        table = self._cloud.outputs["TableName"]
        item = self._cloud.client("dynamodb").get_item(TableName=table, Key=key, ConsistentRead=True)["Item"]
        self._alone = self.handlers.cpu_seconds
        self.handlers.follow(item)
        if not ended:
            self.handlers.wait(reference, version, keys.instant(datetime.now(UTC)))

    @contextmanager
    def _measured(self, name: str) -> Iterator[None]:
        """By itself; with what follows, where something does; and as it is while the gateway remembers who calls."""
        handlers, self._alone = self.handlers, None
        handlers.cpu_seconds = handlers.authorizer_seconds = 0.0
        yield
        alone = handlers.cpu_seconds if self._alone is None else self._alone
        self.samples[name].append(alone)
        if self._alone is not None:
            self.samples[f"{name}{WITH_MAIL}"].append(handlers.cpu_seconds)
        if handlers.authorizer_seconds:
            self.samples[f"{name}{REMEMBERED}"].append(alone - handlers.authorizer_seconds)


def _silence(cloud: LocalCloud) -> None:
    """Nothing happens by itself any more: whatever follows is called here, where it is counted."""
    without_what_follows(cloud)
    states = cloud.client("stepfunctions")
    for machine in states.list_state_machines()["stateMachines"]:
        states.update_state_machine(stateMachineArn=machine["stateMachineArn"], definition=IDLE)


def play(ours: Ours, times: int, before: int) -> dict[str, list[float]]:
    """The first `before` candidates register, and the next `times`, whose lives are measured."""
    earlier = []
    for number in range(before):
        earlier.append(ours.register(number))
        show("ours: registrations before", number + 1, before)
    ours.samples.clear()
    for done in range(times):
        reference = ours.register(before + done)
        ours.prevalidate(reference)
        ours.pay(reference)
        ours.requests()
        ours.seats()
        show("ours: operations", done + 1, times)
    for done, reference in enumerate(earlier[:times]):
        ours.prevalidate(reference)
        ours.expire(reference)
        show("ours: expiries", done + 1, times)
    return ours.samples


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("times", type=int, help="of each operation")
    parser.add_argument("before", type=int, help="registrations that are there before; at least as many")
    parser.add_argument("into", type=Path, help="file for the CPU seconds of each time, as JSON")
    given = parser.parse_args()
    with cloud_of_its_own() as cloud:
        stage = set_up(cloud, Size(given.before + given.times, 2))
        samples = play(Ours(cloud, stage, Handlers(cloud)), given.times, given.before)
    given.into.write_text(json.dumps(samples), encoding="utf-8")


if __name__ == "__main__":
    main()

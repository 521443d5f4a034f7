"""The six records of a life in each of their 720 orders, and then each again: always the same in the end.

Of the stream's records, and of the queue's. What a record does depends on what stands there and on nothing else, so a
step from where another order has been before is not taken twice.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import permutations
from typing import Any, Final

import pytest
from time_machine import Traveller

from shared import keys, table
from tests.support import lives
from tests.support.aws import Aws, moto_executions
from tests.support.calls import watched
from tests.support.snapshot import Snapshot

LIFE: Final = ("registered", "prevalidated", "reminded", "expired", "revived", "deferral_requested")
LAST_DAY: Final = "2026-12-02"

Record = dict[str, Any]


@dataclass(frozen=True)
class Stood:
    """Where things stand after some records: equal when nobody could tell the difference."""

    table: str
    done: tuple[str, ...]
    snapshot: Snapshot = field(compare=False)
    executions: tuple[Any, ...] = field(compare=False)

    @classmethod
    def now(cls, done: Iterable[str]) -> "Stood":
        snapshot = Snapshot.taken()
        items = [item for items in snapshot.items.values() for item in items.values()]
        attributes = [item.to_json()["Attributes"] | {"mail_id": "drawn anew"} for item in items]
        written = sorted(json.dumps(one, sort_keys=True) for one in attributes)
        return cls("\n".join(written), tuple(sorted(done)), snapshot, tuple(moto_executions()))

    def restore(self) -> None:
        self.snapshot.restore()
        moto_executions()[:] = self.executions


Step = Callable[[Stood, Record], Stood]


def ends(start: Stood, records: list[Record], step: Step) -> set[Stood]:
    """Of every order of the records, each of which comes again after all of them."""
    known: dict[tuple[Stood, int], Stood] = {}
    found = set()
    for order in permutations(range(len(records))):
        stood = start
        for number in (*order, *reversed(order)):
            if (stood, number) not in known:
                stood.restore()
                known[stood, number] = step(stood, records[number])
            stood = known[stood, number]
        found.add(stood)
    return found


@pytest.fixture
def life(aws: Aws, clock: Traveller) -> tuple[str, list[Record]]:
    """A reference and its records, of which nothing has followed; an execution waits since the first of them."""
    reference = lives.register()
    lives.prevalidate(reference)
    for _ in ("reminded", "expired"):
        due_at = lives.registration(reference).due_at
        assert due_at
        clock.move_to(due_at)
        aws.lifecycle({"task": "expire", "reference": reference})
    lives.pay(reference, received_on=LAST_DAY)
    lives.ask_deferral(reference, "CHI")
    assert tuple(lives.events(reference)) == LIFE
    token = {"kind": "token", "token": "waiting", "version": 1, "entered_at": "2026-11-27T08:00:00.000000Z"}
    table.write(table.put({**keys.token(reference), **token}))
    return reference, aws.stream()


def test_the_records_of_the_stream(aws: Aws, life: tuple[str, list[Record]]) -> None:
    reference, records = life

    def follow(stood: Stood, record: Record) -> Stood:
        with watched() as made:
            aws.follow([record])
        orders = {one.params["MessageBody"] for one in made if one.operation == "SendMessage"}
        # A wait is answered by whoever comes first; later answers find it gone.
        answers = [one.params["output"] for one in made if one.operation == "SendTaskSuccess"]
        first = set() if any("stage" in one for one in stood.done) else set(answers[:1])
        return Stood.now({*stood.done, *orders, *first})

    (end,) = ends(Stood.now(()), records, follow)
    ordered = [json.loads(one) for one in end.done if "stage" not in one]
    assert sorted(one["version"] for one in ordered) == [1, 2, 3, 4, 5, 6]
    (answer,) = [json.loads(one) for one in end.done if "stage" in one]
    assert (answer["version"], answer["stage"]) == (6, "validated")
    end.restore()
    assert aws.executions() == [f"{reference}_1"]


def test_the_orders_in_the_queue(aws: Aws, life: tuple[str, list[Record]]) -> None:
    reference, records = life
    aws.follow(records)
    waiting = aws.waiting()
    assert len(waiting) == len(LIFE)

    def mail(stood: Stood, record: Record) -> Stood:
        already = len(aws.sent_transitions())
        assert aws.mailer([record]) == []
        return Stood.now([*stood.done, *aws.sent_transitions(already)])

    (end,) = ends(Stood.now(()), waiting, mail)
    assert end.done == tuple(f"{reference}.{version}" for version in range(1, 7))
    end.restore()
    assert not list(table.all_of(table.key_is("work_pk", keys.UNSETTLED), index=keys.WORK_INDEX))
    assert tuple(lives.events(reference)) == LIFE

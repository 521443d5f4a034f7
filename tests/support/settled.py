"""What must be true once everything has settled, read from the table, the mails, the answers and the executions."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple, Protocol

from shared import keys
from shared.attributes import Item
from shared.registration.model import HistoryItem, Registration
from shared.registration.transition import NO_CONSEQUENCE
from tests.support.calls import Call
from tests.support.snapshot import Snapshot


class Table(Protocol):
    def of_kind(self, kind: str) -> list[Item]: ...


class World(NamedTuple):
    """From `before`, when everything had settled but what was about to follow, until `after`."""

    before: Snapshot
    after: Snapshot
    calls: list[Call]
    """Those that reached AWS."""
    sent: list[str]
    """`reference.version` of each mail."""
    running: list[str]
    now: datetime


def complaints(world: World, *, sent_twice: bool = False) -> list[str]:
    """Empty when all is well. `sent_twice`: the one mail that must have been sent a second time was."""
    return [
        *within(world.after, world.now),
        *_mails(world, sent_twice=sent_twice),
        *_executions(world),
        *_answers(world),
    ]


def within(after: Table, now: datetime) -> list[str]:
    """What the table alone tells of."""
    return [*lists(after, now), *_counters(after), *_histories(after)]


def registrations(table: Table) -> list[Registration]:
    return [Registration.model_validate(item) for item in table.of_kind("registration")]


def lists(after: Table, now: datetime) -> Iterator[str]:
    """What still stands on a work list that should have been done by now."""
    for item in after.of_kind("history"):
        if "work_pk" in item and item["at"] <= keys.instant(now):
            yield f"{item['reference']} {item['version']} is unsettled"
    for item in after.of_kind("registration"):
        if item.get("work_pk") == keys.DUE and item["work_at"] <= keys.instant(now):
            yield f"{item['reference']} is overdue since {item['work_at']}"


def _counters(after: Table) -> Iterator[str]:
    lines = [(one, line) for one in registrations(after) for line in one.held_lines()]
    held = Counter(keys.seats(one.session, one.centre, line.exam)["sk"] + one.session for one, line in lines)
    for seats in after.of_kind("seats"):
        if seats["taken"] != held[seats["sk"] + seats["session"]]:
            yield f"{seats['sk']}: {seats['taken']} taken, {held[seats['sk'] + seats['session']]} held"
        if seats["taken"] > seats["capacity"]:
            yield f"{seats['sk']}: {seats['taken']} taken of {seats['capacity']}"
    live = [
        keys.live_line(one.nuc, one.session, line.on, line.at)
        for one in registrations(after)
        for line in one.live_lines()
    ]
    if sorted(key["sk"] for key in live) != sorted(item["sk"] for item in after.of_kind("live line")):
        yield "the guards are not those of the live lines"


def _open(world: World) -> list[HistoryItem]:
    """The transitions whose consequences were still to come."""
    before = {_key(item): item for item in world.before.of_kind("history")}
    return [
        HistoryItem.model_validate(item)
        for item in world.after.of_kind("history")
        if "mail_sent_at" not in before.get(_key(item), {})
        and HistoryItem.model_validate(item).event not in NO_CONSEQUENCE
    ]


def _mails(world: World, *, sent_twice: bool) -> Iterator[str]:
    wanted = {f"{one.reference}.{one.version}" for one in _open(world)}
    sent = Counter(world.sent)
    if set(sent) != wanted:
        yield f"mails sent {sorted(sent)}, wanted {sorted(wanted)}"
    if sum(sent.values()) != len(wanted) + sent_twice:
        yield f"mails sent {sorted(sent.elements())}"


def _histories(after: Table) -> Iterator[str]:
    told = Counter(item["reference"] for item in after.of_kind("history"))
    for one in registrations(after):
        if told[one.reference] != one.version:
            yield f"{one.reference}: version {one.version} and {told[one.reference]} transitions"


def _executions(world: World) -> Iterator[str]:
    running = Counter(name.rpartition("_")[0] for name in world.running)
    for one in registrations(world.after):
        if one.due_at and running[one.reference] != 1:
            yield f"{one.reference} has {running[one.reference]} executions"


def _answers(world: World) -> Iterator[str]:
    """A wait that began before the last transition knows of it."""
    moved = {one.reference for one in _open(world)}
    versions = {one.reference: one.version for one in registrations(world.after)}
    told = {(token, version) for token, version in _told(world.calls)}
    for token in world.after.of_kind("token"):
        reference = token["pk"].partition("#")[2]
        now_is = versions[reference]
        if reference in moved and token["version"] < now_is and (token["token"], now_is) not in told:
            yield f"{reference}: the wait since {token['version']} was not told of {now_is}"


def _told(calls: Iterable[Call]) -> Iterator[tuple[str, int]]:
    for one in calls:
        if one.operation == "SendTaskSuccess":
            yield one.params["taskToken"], json.loads(one.params["output"])["version"]


def _key(item: Item) -> tuple[str, str]:
    return item["pk"], item["sk"]

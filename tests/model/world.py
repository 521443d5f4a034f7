"""The real system as far as the model speaks of it: our code and its table, and what AWS holds beside it."""

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple, Self

from shared import keys
from shared.attributes import Item
from shared.registration import clock
from shared.registration.model import Registration
from tests.model.graph import State
from tests.support.api import ALICE, BOB, CHLOE, Identity
from tests.support.aws import moto_executions
from tests.support.season import NOW, THIS
from tests.support.snapshot import Snapshot

WHO: Final[tuple[Identity, ...]] = (ALICE, BOB, CHLOE)
CLOCKED: Final = {"pending", "prevalidated", "reminded"}
SEATS: Final = (THIS, "C02", "CHI")
OVER_AT: Final = datetime(2026, 12, 4, 1, tzinfo=UTC)
"""After the end of all seats that are taken at `NOW`."""


class Begun(NamedTuple):
    """A call of the API that has read the table as it was then, and has not written yet."""

    table: Snapshot
    at: datetime


class Execution(NamedTuple):
    """Of the state machine, in the model's words."""

    where: str = "none"
    told: int = 0
    token: str = ""

    @classmethod
    def routed(cls, outcome: Mapping[str, Any]) -> Self:
        """`Route`, by what a task or an answer has told."""
        return cls("routed", outcome["version"]) if outcome["stage"] in CLOCKED else cls("ended")


NOT_STARTED: Final = Execution()


@dataclass(frozen=True)
class Life:
    """What there is of a registration beside the table."""

    reference: str = ""
    begun: Begun | None = None
    execution: Execution = NOT_STARTED
    stream: tuple[Any, ...] = ()
    """Records."""
    queue: tuple[int, ...] = ()
    """Versions whose mail is ordered."""
    sending: int = 0
    sent: tuple[int, ...] = ()


@dataclass(frozen=True)
class World:
    """A moment, to which one can go back."""

    table: Snapshot
    executions: list[Any]
    lives: tuple[Life, ...]

    @classmethod
    def now(cls, lives: tuple[Life, ...]) -> Self:
        return cls(Snapshot.taken(), [copy(one) for one in moto_executions()], lives)

    def registration(self, reference: str) -> Registration | None:
        """None as long as it has not been sent."""
        found = (item for item in self.table.of_kind("registration") if item["reference"] == reference)
        return next(map(Registration.model_validate, found), None)

    def restore(self) -> None:
        self.table.restore()
        moto_executions()[:] = [copy(one) for one in self.executions]

    def but(self, number: int, **changes: Any) -> "World":
        """As things stand now, with these changes to one life."""
        changed = replace(self.lives[number], **changes)
        return World.now((*self.lives[:number], changed, *self.lives[number + 1 :]))


def moment(state: State, number: int, one: Registration | None) -> datetime:
    """When it is for this registration: every call about it comes at its own time, which the model leaves open."""
    due = state["due"][number]
    match state["stage"][number]:
        case "new":
            return NOW
        case "pending" | "prevalidated" if due < 2:
            return _of(one, "due_at") if due else NOW
        case "reminded" if not due:
            return _of(one, "deadline_at") + timedelta(hours=1)  # so late money can come before the seats end
        case "prevalidated" | "reminded":
            return _of(one, "hold_until")
    return OVER_AT


def _of(one: Registration | None, name: str) -> datetime:
    at: datetime = getattr(one, name)
    return at


def seen(world: World, state: State, *, followed: bool) -> State:
    """The model's variables as the world has them, but for those that only say what is under way.

    `state` gives the time: of a registration that is due the code must say so too.
    """
    items = world.table.by_kind
    registrations = {one["reference"]: Registration.model_validate(one) for one in items["registration"]}
    ours = [registrations.get(life.reference) for life in world.lives]
    late = {item["reference"] for item in items["late payment"]}
    (seats,) = items["seats"]
    found: State = {
        "stage": [_stage(one) for one in ours],
        "taken": seats["taken"],
        "money": [_money(one, late) for one in ours],
        "due": [bool(one and clock.due(one, now=moment(state, number, one))) for number, one in enumerate(ours)],
    }
    return found | (_consequences(world.lives, ours, items["history"]) if followed else {})


def meant(state: State, *, followed: bool) -> State:
    """The same variables of a state of the model."""
    named = ["stage", "taken"] + (
        ["version", "unsettled", "stream", "queue", "sending", "execution", "told"] * followed
    )
    return {name: state[name] for name in named} | {
        "money": [how if how in {"paid", "late"} else "none" for how in state["money"]],
        "due": [moments > 0 for moments in state["due"]],
        **({"sent": [sorted(versions) for versions in state["sent"]], "twice": state["twice"]} if followed else {}),
    }


def _stage(one: Registration | None) -> str:
    if one is None:
        return "new"
    return "reminded" if one.state == "prevalidated" and one.reminded_at else str(one.state)


def _money(one: Registration | None, late: set[str]) -> str:
    if one is None:
        return "none"
    return "paid" if one.payment else "late" if one.reference in late else "none"


def _consequences(lives: tuple[Life, ...], ours: list[Registration | None], history: list[Item]) -> State:
    listed = [item for item in history if item.get("work_pk") == keys.UNSETTLED]
    return {
        "version": [one.version if one else 0 for one in ours],
        "unsettled": [
            sorted(item["version"] for item in listed if item["reference"] == life.reference) for life in lives
        ],
        "stream": [[version_of(record) for record in life.stream] for life in lives],
        "queue": [list(life.queue) for life in lives],
        "sending": [life.sending for life in lives],
        "sent": [sorted(set(life.sent)) for life in lives],
        "twice": sum(len(life.sent) - len(set(life.sent)) for life in lives),
        "execution": [life.execution.where for life in lives],
        "told": [life.execution.told for life in lives],
    }


def version_of(record: Any) -> int:
    return int(record["dynamodb"]["NewImage"]["version"]["N"])

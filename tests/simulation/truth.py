"""What the table says, read behind the system's back, and what must hold of it at every moment."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from shared import attributes
from shared.attributes import Item
from shared.registration.lifecycle import State
from shared.registration.model import Registration
from tests.support.aws import moto_table

FINAL: Final = {State.VALIDATED, State.REFUSED, State.WITHDRAWN}
"""No transition leads out of these. Out of `expired` one does: money that came in time revives."""

SEATED: Final = {State.PREVALIDATED, State.VALIDATED}


class Truth:
    """`moment` counts the writes."""

    def __init__(self) -> None:
        self.moment = 0
        self._full: dict[tuple[str, str], int] = {}
        self._states: dict[str, State] = {}
        self._told: dict[tuple[str, str], str] = {}

    def registrations(self) -> list[Registration]:
        """The oldest first."""
        found = [Registration.model_validate(item) for item in items("registration")]
        return sorted(found, key=lambda one: (one.created_at, one.reference))

    def registration(self, reference: str) -> Registration:
        return next(one for one in self.registrations() if one.reference == reference)

    def deferrals_to_decide(self) -> list[str]:
        return sorted(item["id"] for item in items("deferral") if item["state"] == "requested")

    def was_full(self, session: str, exam: str, since: int) -> bool:
        """Whether no seat was free at this moment or at any later one."""
        return self._full.get((session, exam), -1) >= since

    def written(self) -> list[str]:
        """What does not hold now, after a write; empty when all is well."""
        self.moment += 1
        raw = _raw()
        registrations = [one for one in raw if one["kind"].value == "registration"]
        return [
            *self._seats(raw, registrations),
            *self._outcomes(registrations),
            *_guards(raw, registrations),
            *_histories(raw, registrations),
            *self._rewritten(raw),
        ]

    def _seats(self, raw: list[Any], registrations: list[Any]) -> Iterator[str]:
        held = Counter((one["session"].value, exam) for one in registrations for exam in _seated(one))
        for one in raw:
            if one["kind"].value != "seats":
                continue
            place = one["session"].value, one["exam"].value
            taken, capacity = int(one["taken"].value), int(one["capacity"].value)
            if not held[place] == taken <= capacity:
                yield f"{' '.join(place)}: {taken} taken, {held[place]} held, of {capacity}"
            if taken >= capacity:
                self._full[place] = self.moment

    def _outcomes(self, registrations: list[Any]) -> Iterator[str]:
        for one in registrations:
            reference, state = one["reference"].value, State(one["state"].value)
            before = self._states.get(reference, state)
            if before is not state and before in FINAL:
                yield f"{reference} was {before}, and is {state}"
            self._states[reference] = state

    def _rewritten(self, raw: list[Any]) -> Iterator[str]:
        for one in raw:
            if one["kind"].value == "history":
                key, event = (one["reference"].value, one["version"].value), one["event"].value
                if (told := self._told.setdefault(key, event)) != event:
                    yield f"{key[0]}: transition {key[1]} was {told}, and is {event}"


def items(kind: str) -> list[Item]:
    return [
        attributes.deserialised(item.to_json()["Attributes"])
        for partition in moto_table().items.values()
        for item in partition.values()
        if item.attrs["kind"].value == kind
    ]


def _raw() -> list[Any]:
    """As moto keeps them: models would cost more than all the rest."""
    return [item.attrs for partition in moto_table().items.values() for item in partition.values()]


def _seated(one: Any) -> list[str]:
    """No exam begins before the end of a history, so a deferred line always gave its seat back."""
    return _undeferred(one) if one["state"].value in SEATED else []


def _undeferred(one: Any) -> list[str]:
    lines = (line.value for line in one["lines"].value)
    return [line["exam"].value for line in lines if "deferral" not in line or line["deferral"].value != "granted"]


def _guards(raw: list[Any], registrations: list[Any]) -> Iterator[str]:
    live = [
        (one["reference"].value, exam)
        for one in registrations
        if one["state"].value in {*SEATED, State.PENDING}
        for exam in _undeferred(one)
    ]
    guards = [(one["reference"].value, one["exam"].value) for one in raw if one["kind"].value == "live line"]
    if sorted(live) != sorted(guards):
        yield f"live lines {sorted(live)}, guards {sorted(guards)}"


def _histories(raw: list[Any], registrations: list[Any]) -> Iterator[str]:
    told = Counter(one["reference"].value for one in raw if one["kind"].value == "history")
    for one in registrations:
        reference, version = one["reference"].value, int(one["version"].value)
        if told[reference] != version:
            yield f"{reference}: version {version} and {told[reference]} transitions in its history"

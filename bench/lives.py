"""The lives of a season, played with the shipped functions and the shipped state machine, and metered.

AWS is in this process and its clock stands still between two things that happen (`tests/simulation`, with chance at its
dullest and no fault); each life begins with the same season.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from io import StringIO
from typing import Any, Final, NamedTuple
from unittest.mock import patch

from aws_lambda_powertools.logging.formatter import BasePowertoolsFormatter

from bench.meter import Meter, Use, metered
from shared.registration.lifecycle import State
from shared.registration.model import Registration
from tests.simulation.chance import Told
from tests.simulation.history import FUNCTIONS, Stage, stage
from tests.simulation.scheduler import Scheduler
from tests.simulation.surroundings import Surroundings
from tests.support import documents, season, template
from tests.support.api import ALICE, ASSOCIATION, Identity, centre, environment
from tests.support.calls import watched
from tests.support.lives import registration

CAMILLE: Final = centre("C02")
SEASON: Final = timedelta(days=120)
"""After which nothing more happens to anybody."""


class Request(NamedTuple):
    """One call of the API in a life, with the calls of AWS that answer it."""

    operation: str
    uses: tuple[Use, ...]


@dataclass
class Lived:
    """What came of one life."""

    name: str
    ends: State
    requests: list[Request]
    uses: list[Use]
    invoked: Counter[str]
    """How often each function ran."""
    states: list[str]
    """Those that its execution entered."""
    logged_bytes: int


class Person:
    """Whoever acts in a life: asks the API, waits, and reads what time will do next."""

    def __init__(self, surroundings: Surroundings, scheduler: Scheduler, meter: Meter) -> None:
        self.requests: list[Request] = []
        self.reference = ""
        self._surroundings = surroundings
        self._scheduler = scheduler
        self._meter = meter

    def asks(self, operation: str, body: Any, by: Identity, **names: str) -> dict[str, Any]:
        before = len(self._meter.uses)
        key = f"key-{len(self.requests):06}"
        reply = self._surroundings.call(operation.format(reference=self.reference, **names), body, by, key)
        if reply is None or reply.status not in {200, 201}:
            raise AssertionError(f"{operation}: {reply}")
        self.requests.append(Request(operation, tuple(self._meter.uses[before:])))
        answer: dict[str, Any] = reply.body
        return answer

    def waits(self, duration: timedelta = timedelta(hours=2)) -> None:
        self._scheduler.pause(duration)

    def waits_until(self, moment: Callable[[Registration], datetime | None]) -> None:
        """And an hour longer."""
        if limit := moment(registration(self.reference)):
            self._scheduler.pause_until(limit + timedelta(hours=1))

    def registers(self) -> None:
        body = {"session": season.THIS, "centre": "C02", "exams": ["CHI"]}
        self.reference = self.asks("POST /v1/registrations", body, ALICE)["reference"]
        self.waits()

    def is_prevalidated(self) -> None:
        self.registers()
        self.asks("POST /v1/registrations/{reference}/prevalidation", {}, CAMILLE)
        self.waits()

    def pays(self) -> None:
        today = self._scheduler.now.date().isoformat()
        receipt = {"amount_cents": 5000, "received_on": today, "method": "transfer"}
        self.asks("POST /v1/registrations/{reference}/payment", receipt, CAMILLE)
        self.waits()


def paid(one: Person) -> None:
    one.is_prevalidated()
    one.pays()


def paid_once_reminded(one: Person) -> None:
    one.is_prevalidated()
    one.waits_until(lambda stands: stands.due_at)
    one.pays()


def refused(one: Person) -> None:
    one.registers()
    one.asks("POST /v1/registrations/{reference}/refusal", {"reason": "full"}, CAMILLE)


def expired(one: Person) -> None:
    one.is_prevalidated()
    one.waits_until(lambda stands: stands.hold_until)


def withdrawn(one: Person) -> None:
    one.is_prevalidated()
    one.asks("POST /v1/registrations/{reference}/withdrawal", {}, ALICE)


def deferred(one: Person) -> None:
    """Paid once reminded, then put off to the next session, on a document."""
    paid_once_reminded(one)
    asked = {"exams": ["CHI"], "ground": "employer", "reason": "Chantier"}
    id = one.asks("POST /v1/registrations/{reference}/deferral", asked, ALICE)["id"]
    documents.send(id, documents.pdf())
    one.asks("POST /v1/deferrals/{id}/documents/1/confirmation", {}, ALICE, id=id)
    one.waits()
    one.asks("POST /v1/deferrals/{id}/decision", {"decision": "granted"}, ASSOCIATION, id=id)


def looked_at(one: Person) -> None:
    """Pre-validated, and read as people and programs read it."""
    one.is_prevalidated()
    one.asks("GET /v1/registrations/{reference}", None, ALICE)
    one.asks("GET /v1/registrations", None, ALICE)
    for query in ("", f"?session={season.THIS}"):
        one.asks(f"GET /v1/centre/registrations{query}", None, CAMILLE)
        one.asks(f"GET /v1/centre/seats{query}", None, CAMILLE)


LIVES: Final[Mapping[str, Callable[[Person], None]]] = {
    "paid": paid,
    "paid once reminded": paid_once_reminded,
    "refused": refused,
    "expired": expired,
    "withdrawn": withdrawn,
    "deferred": deferred,
}


class Theatre:
    """Where lives are played, one after the other."""

    def __init__(self, stage: Stage, meter: Meter, playing: list[Scheduler]) -> None:
        self._stage = stage
        self._meter = meter
        self._playing = playing

    def play(self, name: str, life: Callable[[Person], None]) -> Lived:
        self._stage.clear()
        self._meter.uses.clear()
        scheduler = Scheduler(Told([]), self._stage.clock)
        self._playing[:] = [scheduler]
        surroundings = Surroundings(self._stage.aws, scheduler, scheduler.chance, faults=0)
        one, log = Person(surroundings, scheduler, self._meter), StringIO()
        with (
            watched(surroundings.before, surroundings.after),
            patch("time.sleep", lambda seconds: scheduler.pause(timedelta(seconds=seconds))),
            _logging_to(log),
        ):
            scheduler.spawn("person", lambda: life(one))
            scheduler.run(season.NOW + SEASON, lambda: True)
        logged = len(log.getvalue().encode())
        ends, states = registration(one.reference).state, list(surroundings.entered)
        return Lived(name, ends, one.requests, list(self._meter.uses), surroundings.invoked, states, logged)


@contextmanager
def theatre() -> Iterator[Theatre]:
    playing: list[Scheduler] = []

    def function() -> str:
        current = playing[0].current if playing else None
        return current.inside if current else ""

    for name in FUNCTIONS:
        with environment(name):  # which their loggers read when they are made
            import_module(f"functions.{name}.handler")
    with metered(function, template.table_definition()) as meter, stage() as made:
        yield Theatre(made, meter, playing)


@contextmanager
def _logging_to(log: StringIO) -> Iterator[None]:
    """What the functions write to their log, whatever stands there for the standard output by now."""
    loggers = [one for one in logging.root.manager.loggerDict.values() if isinstance(one, logging.Logger)]
    theirs = [
        one for logger in loggers for one in logger.handlers if isinstance(one.formatter, BasePowertoolsFormatter)
    ]
    handlers = [one for one in theirs if isinstance(one, logging.StreamHandler)]
    before = [one.setStream(log) for one in handlers]
    try:
        with redirect_stdout(log):
            yield
    finally:
        for handler, stream in zip(handlers, before, strict=True):
            handler.setStream(stream)

"""One history: people, faults and time in an order that chance gives; what must hold is looked at after every write."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from random import seed as seed_jitter
from typing import Final
from unittest.mock import patch

import pytest
import time_machine
from moto.ses.models import ses_backends

from tests.simulation.actors import People
from tests.simulation.chance import Chance, one_of
from tests.simulation.ending import complaints
from tests.simulation.scheduler import Scheduler
from tests.simulation.surroundings import Surroundings
from tests.simulation.truth import Truth
from tests.support import documents, season, template
from tests.support.aws import Aws, moto_executions
from tests.support.calls import watched
from tests.support.cloud import cloud
from tests.support.snapshot import Snapshot

FUNCTIONS: Final = ("register", "prevalidate", "payment", "deferral", "documents", "lifecycle", "mailer")
"""Those that a history runs. They run in one process, and so in one environment."""

DAYS: Final = (1, 12, 60)
"""How long a history lasts: until things are under way, until the deadlines have passed, until all is decided."""

PATIENCE: Final = timedelta(minutes=10)
"""Longer than the reconciliation's (5 minutes), the queue's with a mailer (3) and its memory (5)."""


@dataclass(frozen=True)
class Outcome:
    wrong: list[str]
    """What did not hold, and why the history ended there."""
    happened: list[str]
    drawn: list[int]
    """The choices, by which the history can be told again."""
    calls: int


class Stage:
    """An AWS in this process, set up once and cleared for each history."""

    def __init__(self, clock: time_machine.Traveller) -> None:
        self.clock = clock
        self.aws = Aws.made()
        documents.made_bucket()
        season.store(
            *season.SESSIONS,
            season.centre("C02"),
            *(exam for session in (season.THIS, season.NEXT) for exam in season.exams(session)),
            *(
                season.seats(session, "C02", exam)
                for session in (season.THIS, season.NEXT)
                for exam in season.CAPACITIES[session]["C02"]
            ),
            season.ALICE,
            season.BOB,
            season.CHLOE,
        )
        self._start = Snapshot.taken()

    def play(self, chance: Chance) -> Outcome:
        """The same choices make the same history."""
        self.clear()
        seed_jitter(0)
        scheduler = Scheduler(chance, self.clock)
        surroundings = Surroundings(self.aws, scheduler, chance, faults=one_of(chance, (0, 1, 2, 4, 8)))
        with (
            watched(surroundings.before, surroundings.after) as made,
            patch("time.sleep", lambda seconds: scheduler.pause(timedelta(seconds=seconds))),
            patch("random._urandom", Random(0).randbytes),  # noqa: S311 (references that a second telling draws again)
        ):
            try:
                wrong = _played(scheduler, surroundings, chance)
            except Exception as error:  # noqa: BLE001 (whatever it is, it went wrong)
                wrong = [f"{type(error).__name__}: {error}"]
            finally:
                scheduler.end()
        return Outcome(wrong, surroundings.happened, chance.drawn, len(made))

    def clear(self) -> None:
        self.clock.move_to(season.NOW)
        self._start.restore()
        moto_executions().clear()
        ses_backends[template.ACCOUNT][template.REGION].sent_messages.clear()
        self.aws.empty_queues()


def _played(scheduler: Scheduler, surroundings: Surroundings, chance: Chance) -> list[str]:
    truth = Truth()
    people = People(surroundings, scheduler, chance, truth)
    wrong: list[str] = []

    def all_is_well() -> bool:
        if surroundings.written:
            surroundings.written = False
            wrong.extend(truth.written())
        wrong.extend(people.wrongs)
        return not wrong

    people.arrive()
    end = season.NOW + timedelta(days=one_of(chance, DAYS))
    scheduler.run(end, all_is_well)
    surroundings.faults = 0
    people.leave()
    scheduler.run(end + PATIENCE, all_is_well)
    scheduler.spawn("schedule", surroundings.reconcile)
    scheduler.run(scheduler.now + PATIENCE, all_is_well)
    struck = surroundings.befallen["mailer"]
    return wrong or complaints(surroundings.aws, truth, people.receipts, mails_struck=struck)


@contextmanager
def stage() -> Iterator[Stage]:
    """Everything that a process needs to play histories."""
    variables: dict[str, str] = {}
    for function in FUNCTIONS:
        variables |= template.functions()[function]
    with pytest.MonkeyPatch.context() as environment, time_machine.travel(season.NOW, tick=False) as clock:
        environment.setenv("AWS_DEFAULT_REGION", template.REGION)
        with cloud():
            for name, value in variables.items():
                environment.setenv(name, value)
            made = Stage(clock)
            environment.setenv("MAIL_QUEUE_URL", made.aws.queue_url)
            yield made

"""A function dies at a call of AWS, before it or after it, or never hears the reply, and the stream's record is lost.

At every call that it makes; and one reconciliation later everything is settled.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple

import pytest
from botocore.exceptions import ReadTimeoutError
from time_machine import Traveller

from tests.support import lives, season
from tests.support.api import ALICE, ASSOCIATION, BOB, LAON, call
from tests.support.aws import Aws, moto_executions
from tests.support.calls import Call, Fault, struck, watched
from tests.support.documents import give
from tests.support.settled import World, complaints
from tests.support.snapshot import Snapshot

LONGER_THAN_EVERY_PATIENCE: Final = timedelta(minutes=10)
"""Of the reconciliation (5 minutes), of the queue with a mailer (3 minutes), and of its memory (5 minutes)."""


Records = list[dict[str, Any]]
Begin = Callable[[Aws, Traveller], str]
Act = Callable[[Aws, str, Records], object]


class Story(NamedTuple):
    begin: Begin
    """Brings a registration to where the function comes in; gives its reference. The rest has settled."""
    act: Act
    """What the function does: struck at each of its calls. Gets the records that stand in the stream."""
    lead: Act = lambda _aws, _reference, _records: None
    """What the queue needs each time anew, and goes well."""
    tried_again: bool = False
    """By Step Functions, before anything else can notice."""


def settled(aws: Aws) -> None:
    aws.follow()
    aws.deliver()


def waiting(aws: Aws, reference: str) -> None:
    """As the state machine begins a wait."""
    told = {"reference": reference, "version": lives.registration(reference).version, "seconds": 1000}
    aws.lifecycle({"task": "wait", **told, "token": f"{reference}_{told['version']}", "entered_at": entered_at()})


def entered_at() -> str:
    return datetime.now(UTC).isoformat()


def nothing(_aws: Aws, _clock: Traveller) -> str:
    return ""


def pending(aws: Aws, _clock: Traveller) -> str:
    reference = lives.register()
    settled(aws)
    waiting(aws, reference)
    return reference


def prevalidated(aws: Aws, clock: Traveller) -> str:
    reference = pending(aws, clock)
    lives.prevalidate(reference)
    settled(aws)
    waiting(aws, reference)
    return reference


def validated(aws: Aws, clock: Traveller) -> str:
    reference = prevalidated(aws, clock)
    lives.pay(reference)
    settled(aws)
    return reference


def expired(aws: Aws, clock: Traveller) -> str:
    reference = prevalidated(aws, clock)
    clock.move_to(moment(reference, "hold_until"))
    aws.lifecycle({"task": "expire", "reference": reference})
    settled(aws)
    return reference


def deferral_asked(aws: Aws, clock: Traveller) -> str:
    reference = validated(aws, clock)
    give(lives.ask_deferral(reference, "CHI"))
    settled(aws)
    return reference


def neglected(aws: Aws, clock: Traveller) -> str:
    """To be reminded long ago, and another of which nobody has heard yet."""
    reference = at("due_at", prevalidated)(aws, clock)
    clock.shift(LONGER_THAN_EVERY_PATIENCE)
    lives.register(BOB)
    clock.shift(LONGER_THAN_EVERY_PATIENCE)
    return reference


def postponed(aws: Aws, clock: Traveller) -> str:
    reference = at("due_at", pending)(aws, clock)
    later = datetime.now(UTC) + timedelta(days=2)
    season.store(season.SESSIONS[0].model_copy(update={"decide_by_at": later}))
    return reference


def at(name: str, begin: Begin) -> Begin:
    def begun(aws: Aws, clock: Traveller) -> str:
        reference = begin(aws, clock)
        clock.move_to(moment(reference, name))
        return reference

    return begun


def moment(reference: str, name: str) -> datetime:
    found: datetime = getattr(lives.registration(reference), name)
    return found


def after(begin: Begin, *steps: Callable[[str], object]) -> Begin:
    """With transitions from which nothing has followed yet."""

    def begun(aws: Aws, clock: Traveller) -> str:
        reference = begin(aws, clock)
        for step in steps:
            step(reference)
        return reference

    return begun


def registered(_aws: Aws, _clock: Traveller) -> str:
    return lives.register()


def asks(path: str, body: dict[str, Any], by: Any) -> Act:
    return lambda _aws, reference, _records: call(f"POST /v1/{path.format(reference)}", body, by=by)


def pays(received_on: str) -> Act:
    body = {"amount_cents": 5000, "received_on": received_on, "method": "cheque"}
    return asks("registrations/{}/payment", body, LAON)


def decides_deferral(_aws: Aws, reference: str, _records: Records) -> object:
    id = lives.registration(reference).lines[0].deferral_id
    return call(f"POST /v1/deferrals/{id}/decision", {"decision": "granted"}, by=ASSOCIATION)


def task(name: str) -> Act:
    return lambda aws, reference, _records: aws.lifecycle({"task": name, "reference": reference})


def waits(aws: Aws, reference: str, _records: Records) -> object:
    """As one that was told the first version."""
    told = {"reference": reference, "version": 1, "seconds": 1000, "token": "late", "entered_at": entered_at()}
    return aws.lifecycle({"task": "wait", **told})


def follows(aws: Aws, _reference: str, records: Records) -> None:
    aws.follow(records)


def delivers(aws: Aws, _reference: str, _records: Records) -> None:
    aws.mail(aws.waiting())


READS: Final = {"BatchGetItem", "Query", "ListExecutions", "ReceiveMessage"}
"""To die before them or after them is the same."""

NEW: Final = {"session": season.THIS, "centre": "C02", "exams": ["CHI"]}
EXAM: Final = {"exams": ["CHI"], "ground": "employer", "reason": "Chantier"}
LAST_DAY: Final = "2026-12-02"

STORIES: Final = {
    "POST registration": Story(nothing, asks("registrations", NEW, ALICE)),
    "POST prevalidation": Story(pending, asks("registrations/{}/prevalidation", {}, LAON)),
    "POST withdrawal": Story(prevalidated, asks("registrations/{}/withdrawal", {}, ALICE)),
    "POST payment": Story(prevalidated, pays("2026-11-27")),
    "POST payment that revives": Story(expired, pays(LAST_DAY)),
    "POST payment that is late": Story(expired, pays("2026-12-03")),
    "POST deferral": Story(validated, asks("registrations/{}/deferral", EXAM, ALICE)),
    "POST decision of a deferral": Story(deferral_asked, decides_deferral),
    "stream, registered": Story(registered, follows),
    "stream, refused": Story(after(pending, lives.refuse), follows),
    "stream, two": Story(after(pending, lives.prevalidate, lives.withdraw), follows),
    "mail, refused": Story(after(pending, lives.refuse), delivers, lead=follows),
    "mail, two": Story(after(pending, lives.prevalidate, lives.withdraw), delivers, lead=follows),
    "mail, deferral asked": Story(after(validated, lambda one: lives.ask_deferral(one, "CHI")), delivers, lead=follows),
    "task look": Story(pending, task("look"), tried_again=True),
    "task wait": Story(pending, waits, tried_again=True),
    "task wait, overtaken": Story(after(pending, lives.prevalidate), waits, tried_again=True),
    "task no_answer": Story(at("due_at", pending), task("no_answer")),
    "task no_answer, postponed": Story(postponed, task("no_answer")),
    "task remind": Story(at("due_at", prevalidated), task("remind")),
    "task expire": Story(at("hold_until", prevalidated), task("expire")),
    "reconciliation": Story(neglected, task("reconcile")),
}


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
def test_one_reconciliation_later_everything_is_settled(aws: Aws, clock: Traveller, story: Story) -> None:
    reference = story.begin(aws, clock)
    told = Telling(aws, clock, story, reference, aws.stream(), Snapshot.taken(), list(moto_executions()))
    made = told.undisturbed()
    assert made
    for number, one in enumerate(made):
        for fault in Fault:
            if fault is not Fault.CRASH_BEFORE or one.operation not in READS:
                told.struck(number, fault)


def test_without_the_reconciliation_it_would_not_be(aws: Aws, clock: Traveller) -> None:
    story = STORIES["POST prevalidation"]
    reference = story.begin(aws, clock)
    told = Telling(aws, clock, story, reference, aws.stream(), Snapshot.taken(), list(moto_executions()))
    made = told.undisturbed()
    with pytest.raises(AssertionError, match="is unsettled"):
        told.struck(len(made) - 1, Fault.CRASH_AFTER, reconciled=False)


@dataclass
class Telling:
    """One story told again and again from the same start."""

    aws: Aws
    clock: Traveller
    story: Story
    reference: str
    records: Records
    start: Snapshot
    executions: list[Any]

    def undisturbed(self) -> list[Call]:
        self._restart()
        with watched() as made:
            self._act()
        self._check(made, f"undisturbed {made}")
        return made

    def struck(self, number: int, fault: Fault, *, reconciled: bool = True) -> None:
        self._restart()
        with struck(number, fault) as made, suppress(ReadTimeoutError):
            self._act()
        reached = [one for at, one in enumerate(made) if at != number or fault is not Fault.CRASH_BEFORE]
        self._check(reached, f"{fault} {made[number]}", _sent_unmarked(made, number, fault), reconciled=reconciled)

    def _restart(self) -> None:
        self.start.restore()
        moto_executions()[:] = self.executions
        self.sent_before = len(self.aws.sent_transitions())
        with watched() as self.led:
            self.story.lead(self.aws, self.reference, self.records)

    def _act(self) -> None:
        self.story.act(self.aws, self.reference, self.records)

    def _check(self, reached: list[Call], what: str, sent_twice: bool = False, *, reconciled: bool = True) -> None:
        with watched() as later:
            if self.story.tried_again:
                self._act()
            self.aws.stream()  # lost
            self.aws.deliver()
            self.clock.shift(LONGER_THAN_EVERY_PATIENCE)
            if reconciled:
                self.aws.reconcile()
            settled(self.aws)
        world = World(
            self.start,
            Snapshot.taken(),
            [*self.led, *reached, *later],
            self.aws.sent_transitions(self.sent_before),
            self.aws.executions(),
            datetime.now(UTC),
        )
        assert complaints(world, sent_twice=sent_twice) == [], what


def _sent_unmarked(made: list[Call], number: int, fault: Fault) -> bool:
    """Whether SES has taken the mail of which the table will not know."""
    struck_at = made[number].operation
    if struck_at == "SendRawEmail":
        return fault is not Fault.CRASH_BEFORE
    return struck_at == "UpdateItem" and fault is Fault.CRASH_BEFORE and made[number - 1].operation == "SendRawEmail"

"""A story of our functions, told without a fault and then with each fault at each call that it makes.

Whoever acted acts again: the client with the same request, a queue with the same record, a schedule with its next run.
However the first try ended, what is left must be what one undisturbed try leaves.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

from botocore.exceptions import ReadTimeoutError

from tests.crashes.world import Drawn, Ending, Standing, World, differences, drawn_anew, mails_wrong
from tests.support.api import Reply
from tests.support.calls import Call, Fault, struck, watched
from tests.support.sites import Site, reached

Told = dict[str, Any]
Begin = Callable[[World], Told]
Act = Callable[[World, Told], object]

HARMLESS: Final = ("Get", "List", "Query", "BatchGet", "AdminGet", "Generate", "Verify", "Sign", "Decrypt")
"""Beginnings of the calls after which nothing is otherwise: of these only the lost reply is told."""


def _nothing(_world: World, _told: Told) -> None:
    pass


def _from_the_start(_world: World) -> Told:
    return {}


@dataclass(frozen=True)
class Story:
    act: Act
    """What is struck at each call. An answer that it gives must never be wrong because a reply was lost."""
    begin: Begin = _from_the_start
    again: Act | None = None
    """What whoever acted does then; the same, unless it is said otherwise."""
    after: Act = _nothing
    """What happens in any case, disturbed or not."""
    timeless: bool = False
    """Done later, it leaves other instants."""
    may_differ: Drawn = frozenset()
    """What a further try may leave otherwise, with the reason where the story stands."""
    asked_again: frozenset[str] = frozenset()
    """Kinds of mail that the next try has sent besides."""
    may_lack: frozenset[str] = frozenset()
    """Kinds of mail in whose place the next try has another one sent."""


@dataclass(frozen=True)
class Strike:
    number: int
    fault: Fault
    call: Call
    site: Site

    def __str__(self) -> str:
        return f"{self.fault} at call {self.number}: {self.site}"


@dataclass
class Telling:
    """One story, told again and again from the same start."""

    world: World
    story: Story
    told: Told = field(init=False)
    start: Standing = field(init=False)
    unlisted: list[str] = field(default_factory=list)
    """Calls of our code whose place is not known."""

    def __post_init__(self) -> None:
        """Several stories that begin alike begin once."""
        begin = self.story.begin
        if begin not in self.world.begun:
            self.world.restore(self.world.opening)
            self.world.begun[begin] = begin(self.world), self.world.standing()
        self.told, self.start = self.world.begun[begin]

    def sites(self) -> list[tuple[int, Call, Site]]:
        """The calls of our code in an undisturbed telling, with their numbers."""
        found: list[tuple[int, Call, Site]] = []

        def note(number: int, call: Call) -> None:
            try:
                if site := reached(call.operation):
                    found.append((number, call, site))
            except LookupError as error:  # a function would answer it as any other error
                self.unlisted.append(str(error))

        self.world.restore(self.start)
        with watched(before=note):
            self.answer = self.story.act(self.world, dict(self.told))
        return found

    def strikes(self) -> Iterator[Strike]:
        """At every call; of a place that is passed again and again, at the first call and the last."""
        made = self.sites()
        ends = {site: [number for number, _, at in made if at == site] for _, _, site in made}
        for number, call, site in made:
            if number in {ends[site][0], ends[site][-1]}:
                faults = [Fault.LOST_REPLY] if call.operation.startswith(HARMLESS) else list(Fault)
                yield from (Strike(number, fault, call, site) for fault in faults)

    def undisturbed(self) -> tuple[Ending, Drawn]:
        """How it ends, and what is drawn at random on the way."""
        endings = []
        for _ in range(2):
            self.world.restore(self.start)
            told = dict(self.told)
            answer = self.story.act(self.world, told)
            assert not (isinstance(answer, Reply) and answer.status >= 400), answer
            self.story.after(self.world, told)
            endings.append(self.world.ending())
        return endings[0], drawn_anew(*endings) | self.story.may_differ

    def faults(self, strike: Strike, expected: Ending, drawn: Drawn) -> list[str]:
        """What is wrong once the story has been struck and whoever acted has acted again."""
        self.world.restore(self.start)
        told = dict(self.told)
        answer: object = None
        with struck(strike.number, strike.fault) as made, suppress(ReadTimeoutError):
            answer = self.story.act(self.world, told)
        if len(made) <= strike.number:
            return ["the story went another way"]
        (self.story.again or self.story.act)(self.world, told)
        self.story.after(self.world, told)
        ending, story = self.world.ending(), self.story
        return [
            *_lies(answer, self.answer),
            *self.world.trail_faults(),
            *differences(expected, ending, drawn, timeless=story.timeless),
            *mails_wrong(expected, ending, may_lack=story.may_lack, asked_again=story.asked_again),
        ]


def _lies(answer: object, undisturbed: object) -> list[str]:
    """A function that did not hear a reply says that it failed, or what it would have said anyway."""
    if not (isinstance(answer, Reply) and isinstance(undisturbed, Reply)) or answer.status >= 500:
        return []
    return [] if answer.status == undisturbed.status else [f"answered {answer.status}: {answer.body}"]

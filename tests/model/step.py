"""One transition of the model, to be done by the real code in a world where it is possible."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from time_machine import Traveller

from tests.model.graph import State
from tests.model.world import SEATS, Life, World, moment
from tests.support import season
from tests.support.aws import Aws


@dataclass(frozen=True)
class Step:
    """One transition of the model that is to happen to a registration of a world."""

    aws: Aws
    clock: Traveller
    world: World
    number: int
    before: State
    followed: bool

    @property
    def life(self) -> Life:
        return self.world.lives[self.number]

    def then(self, **changes: Any) -> World:
        """What stands in the stream now belongs to this registration, if anybody is interested."""
        records = tuple(self.aws.stream())
        if records and self.followed:
            changes["stream"] = (*changes.get("stream", self.life.stream), *records)
        return self.world.but(self.number, **changes)

    def set_the_clock(self) -> None:
        self.clock.move_to(moment(self.before, self.number, self.world.registration(self.life.reference)))

    def begin(self) -> None:
        self.world.restore()
        self.set_the_clock()


def beginning(candidates: int, capacity: int) -> World:
    """Of the season only what is needed: moto copies the whole table with every write of a transaction."""
    (exam,) = (one for one in season.exams(season.THIS) if one.code == SEATS[-1])
    place = season.centre(SEATS[1])
    season.store(season.SESSIONS[0], exam, place, season.seats(*SEATS, capacity=capacity), season.ALICE, season.BOB)
    return World.now((Life(),) * candidates)


Action = Callable[[Step], World]

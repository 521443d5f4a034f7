"""Who goes on, and when: tasks that pause at every call of AWS, and a clock that moves only while all of them wait."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from greenlet import GreenletExit, getcurrent, greenlet
from time_machine import Traveller

from tests.simulation.chance import Chance


@dataclass(eq=False)
class Task:
    """One line of events: a person, a program, a delivery, an execution."""

    name: str
    thread: greenlet = field(repr=False)
    ready_at: datetime
    """When it goes on by itself; FOREVER for one that only another task can wake."""
    inside: str = ""
    """The function of ours that it is running just now, if any."""
    befalls: str = ""
    """What will befall the call of AWS that this function is making."""


FOREVER = datetime.max.replace(tzinfo=UTC)


class Scheduler:
    """Tasks go on one at a time, in the order that chance gives, each until it pauses."""

    def __init__(self, chance: Chance, clock: Traveller) -> None:
        self.chance = chance
        self.tasks: list[Task] = []
        self.current: Task | None = None
        """None while the harness itself is at work, between two tasks."""
        self._clock = clock
        self._loop = getcurrent()

    def spawn(self, name: str, run: Callable[[], object], *, after: timedelta = timedelta()) -> Task:
        task = Task(name, greenlet(run, self._loop), self.now + after)
        self.tasks.append(task)
        return task

    @property
    def running(self) -> Task:
        if self.current is None:
            raise LookupError("no task is running")
        return self.current

    @property
    def now(self) -> datetime:
        return datetime.now(UTC)

    def pause(self, duration: timedelta = timedelta()) -> None:
        """The current task lets others go on, and goes on itself after the time at the earliest."""
        self.pause_until(self.now + duration)

    def pause_until(self, moment: datetime) -> None:
        if self.current:
            self.current.ready_at = moment
            self._loop.switch()

    def wake(self, task: Task) -> None:
        task.ready_at = min(task.ready_at, self.now)

    def run(self, until: datetime, goes_on: Callable[[], bool]) -> None:
        """Lets the tasks go on until none has anything to do before `until`; the clock then stands there.

        Ends earlier once `goes_on`, asked after each step, says no.
        """
        while True:
            self._move_clock(until)
            ready = [task for task in self.tasks if task.ready_at <= self.now]
            if not ready:
                return
            self._go_on(ready[self.chance.below(len(ready)) if len(ready) > 1 else 0])
            if not goes_on():
                return

    def _move_clock(self, until: datetime) -> None:
        soonest = min((task.ready_at for task in self.tasks), default=FOREVER)
        if soonest > self.now:
            self._clock.move_to(min(soonest, until))

    def _go_on(self, task: Task) -> None:
        """The one that goes on stands first: the dullest choice is that it goes on again."""
        self.tasks.remove(task)
        self.tasks.insert(0, task)
        self.current = task
        try:
            task.thread.switch()
        finally:
            self.current = None
            if task.thread.dead:
                self.tasks.remove(task)

    def dismiss(self, tasks: list[Task]) -> None:
        """Those of them that are not inside a function end here."""
        for task in [one for one in self.tasks if one in tasks and not one.inside]:
            task.thread.throw(GreenletExit)
            self.tasks.remove(task)

    def end(self) -> None:
        for task in self.tasks:
            task.thread.throw(GreenletExit)
        self.tasks.clear()

"""The day itself: everybody at once, for a bounded time, and then until what follows from it has happened."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import timedelta
from threading import Event as Signal
from threading import Timer
from typing import Final, NamedTuple

from bench import candidates, kept
from bench.centres import Program
from bench.progress import show
from bench.setting_up import Stage
from bench.told import Told
from bench.wire import Sample, Wire
from local.season.accounts import Account
from shared.registration.lifecycle import Event
from tests.cloud.conftest import LocalCloud
from tests.cloud.facts import orders

LOOK_SECONDS: Final = 2.0
QUIET_SECONDS: Final = 120.0
"""Without any progress, what still has to follow is not waited for any longer."""


class Played(NamedTuple):
    told: Told
    samples: list[Sample]
    seconds: float
    stayed_away: int
    """Candidates for whom the time was too short."""


def play(cloud: LocalCloud, stage: Stage, at_once: int, most: timedelta) -> Played:
    """`most`: whoever has not come by then stays away, and the centres stop once they have answered what they read."""
    wire, told = Wire(cloud.base_url, at_once), Told()
    everybody_came, hurry = Signal(), Signal()
    programs = [Program(wire, told, stage.session, centre, key) for centre, key in stage.keys.items()]
    limit = Timer(most.total_seconds(), hurry.set)
    limit.start()
    began = time.monotonic()
    with ThreadPoolExecutor(len(programs)) as offices, ThreadPoolExecutor(at_once) as crowd:
        try:
            deciding = [offices.submit(one.run, everybody_came, hurry) for one in programs]
            coming = [crowd.submit(_come, wire, told, stage.session, who, hurry) for who in stage.candidates]
            stayed_away = 0
            for number, done in enumerate(as_completed(coming), 1):
                stayed_away += not done.result()
                show("candidates", number, len(coming))
            everybody_came.set()
            for number, over in enumerate(as_completed(deciding), 1):
                over.result()
                show("centres", number, len(deciding))
        finally:
            limit.cancel()
            hurry.set()
            everybody_came.set()
    wire.close()
    return Played(told, wire.samples, time.monotonic() - began, stayed_away)


def settle(cloud: LocalCloud, session: str, told: Told) -> None:
    """Waits for every mail and for every execution to be where its registration is."""
    ended = {one.reference for one in told.decided if one.event in {Event.REFUSED, Event.PAID}}
    live = len({one.reference for one in told.registered} - ended)

    def left() -> int:
        # Counting the rest is dear for the emulators: it would hold up the mails that it waits for.
        if waiting := orders(cloud, "MailQueueUrl"):
            return waiting
        return kept.unsettled(cloud, session) + abs(kept.running(cloud, session).total() - live)

    _wait_for_none(left)


def _wait_for_none(left: Callable[[], int]) -> None:
    first = last = left()
    moved_at = time.monotonic()
    while last and time.monotonic() - moved_at < QUIET_SECONDS:
        time.sleep(LOOK_SECONDS)
        now = left()
        if now != last:
            last, moved_at, first = now, time.monotonic(), max(first, now)
            show("mails and executions", first - last, first)


def _come(wire: Wire, told: Told, session: str, who: Account, hurry: Signal) -> bool:
    """Whether there was time for it."""
    if hurry.is_set():
        return False
    candidates.come(wire, told, session, who)
    return True

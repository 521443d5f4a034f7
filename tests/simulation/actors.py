"""The people of a history: what each of them does is drawn by chance, what comes of it is the system's affair."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any, Final

from greenlet import GreenletExit

from shared.registration.lifecycle import State
from shared.registration.model import Registration
from tests.simulation.chance import Chance, once_in, one_of
from tests.simulation.ending import Receipt
from tests.simulation.scheduler import Scheduler, Task
from tests.simulation.surroundings import Surroundings
from tests.simulation.truth import Truth
from tests.support import documents, season
from tests.support.api import ALICE, ASSOCIATION, BOB, CHLOE, Identity, Reply, centre

CAMILLE: Final = centre("C02")
SACHA: Final = centre("C02", "Sacha Blanc")
"""Both at Laon."""

CHOICES: Final = (("TEC",), ("BIO", "TEC"), ("TEC",), ("BIO",), ("CHI",))
"""Of TEC there is one seat, of BIO there are two, of CHI enough."""

TRIES: Final = 4


@dataclass
class People:
    surroundings: Surroundings
    scheduler: Scheduler
    chance: Chance
    truth: Truth
    receipts: list[Receipt] = field(default_factory=list)
    wrongs: list[str] = field(default_factory=list)
    """What they were told that cannot be so."""
    left: bool = False
    _tasks: list[Task] = field(default_factory=list)
    _keys: Iterator[int] = field(default_factory=lambda: count(1))

    def arrive(self) -> None:
        """Candidates, two people of the centre, the association, and the schedule that repairs."""
        for who in (ALICE, BOB, CHLOE)[: 2 + self.chance.below(2)]:
            self._spawn(who["name"], self.candidate, who)
        for who in (CAMILLE, SACHA):
            self._spawn(who["name"], self.secretary, who)
        for number in range(1 + self.chance.below(2)):
            self._spawn(f"association {number + 1}", self.association)
        self._spawn("schedule", self.schedule)

    def leave(self) -> None:
        """Nobody begins anything more; what they have asked is still answered."""
        self.left = True
        self.scheduler.dismiss(self._tasks)

    def _spawn(self, name: str, play: Callable[..., None], *who: Identity) -> None:
        self._tasks.append(self.scheduler.spawn(name, lambda: play(*who)))

    # Each of them.

    def candidate(self, who: Identity) -> None:
        for _ in range(2 if once_in(self.chance, 4) else 1):
            self._think(hours=2)
            body = {"session": season.THIS, "centre": "C02", "exams": one_of(self.chance, CHOICES)}
            reply = self._asks("POST /v1/registrations", body, who)
            if reply is None or reply.status not in {200, 201}:
                continue
            reference = reply.body["reference"]
            self._think(hours=one_of(self.chance, (3, 200)))
            if once_in(self.chance, 3):
                self._awaits(self.truth.registration(reference))
                self._asks(f"POST /v1/registrations/{reference}/withdrawal", {}, who)
            self._defers(reference, who)

    def _defers(self, reference: str, who: Identity) -> None:
        if self.truth.registration(reference).state is not State.VALIDATED or once_in(self.chance, 4):
            return
        exams = one_of(
            self.chance, [self.truth.registration(reference).exams, self.truth.registration(reference).exams[:1]]
        )
        body = {"exams": exams, "ground": "employer", "reason": "Chantier"}
        reply = self._asks(f"POST /v1/registrations/{reference}/deferral", body, who)
        if reply and reply.status in {200, 201}:
            documents.send(reply.body["id"], documents.pdf())
            self._asks(f"POST /v1/deferrals/{reply.body['id']}/documents/1/confirmation", {}, who)

    def secretary(self, who: Identity) -> None:
        """Answers several at once, as somebody with a list and a program does."""
        for hours in (2, one_of(self.chance, (2, 60))):
            self._think(hours=hours)
            for one in self.truth.registrations():
                if self.chance.below(4):
                    self._spawn(f"{who['name']}, {one.reference}", lambda one=one: self._decides(one, who))

    def _decides(self, one: Registration, who: Identity) -> None:
        if one.state is not State.PENDING:
            self._is_paid(one, who)
        elif self.chance.below(8):
            self._asks(f"POST /v1/registrations/{one.reference}/prevalidation", {}, who)
        else:
            self._asks(f"POST /v1/registrations/{one.reference}/refusal", {"reason": "full"}, who)

    def _is_paid(self, one: Registration, who: Identity) -> None:
        self._awaits(one)
        today = self.scheduler.now.astimezone(one.zone).date()
        received_on = min(today, one_of(self.chance, (one.last_day, one.last_day, today)) or today).isoformat()
        body = {"amount_cents": one.amount_cents, "received_on": received_on, "method": "cheque"}
        reply = self._asks(f"POST /v1/registrations/{one.reference}/payment", body, who)
        if reply and reply.status == 200:
            self.receipts.append(Receipt(one.reference, one.amount_cents, received_on))

    def association(self) -> None:
        for _ in range(2):
            self._think(hours=one_of(self.chance, (100, 300)))
            for id in self.truth.deferrals_to_decide()[:1]:
                decision = one_of(self.chance, [{"decision": "granted"}, {"decision": "refused", "reason": "Non"}])
                self._asks(f"POST /v1/deferrals/{id}/decision", decision, ASSOCIATION)

    def schedule(self) -> None:
        for _ in range(self.chance.below(3)):
            self._think(hours=one_of(self.chance, (10, 200)))
            self.surroundings.reconcile()

    # How they do it.

    def _awaits(self, one: Registration) -> None:
        """Most often the very moment at which time itself does something to the registration."""
        known = (one.due_at, one.hold_until, one.hold_until)
        moments = [moment for moment in known if moment and moment > self.scheduler.now]
        if moments and self.chance.below(3):
            self.scheduler.pause_until(
                one_of(self.chance, moments) + timedelta(seconds=one_of(self.chance, (0, 0, 0, 1, -1)))
            )
            self._stay_or_leave()

    def _think(self, *, hours: int) -> None:
        """Whole hours: so people often do things at the same moment."""
        self.scheduler.pause(timedelta(hours=self.chance.below(hours)))
        self._stay_or_leave()

    def _stay_or_leave(self) -> None:
        if self.left:
            raise GreenletExit

    def _asks(self, request: str, body: Any, by: Identity) -> Reply | None:
        """Until there is an answer, or patience ends: with one key, or without any; now and then twice at once."""
        key = f"key-{next(self._keys):06}" if self.chance.below(2) else ""
        if once_in(self.chance, 8):
            self.scheduler.spawn(f"{by['name']}, second click", lambda: self._tries(request, body, by, key))
        return self._tries(request, body, by, key)

    def _tries(self, request: str, body: Any, by: Identity, key: str) -> Reply | None:
        for _ in range(TRIES):
            began = self.truth.moment
            reply = self.surroundings.call(request, body, by, key)
            self._check(request, reply, began)
            if reply and reply.status < 500:
                return reply
            self.scheduler.pause(timedelta(seconds=1 + self.chance.below(3)))
        return None

    def _check(self, request: str, reply: Reply | None, began: int) -> None:
        code = reply.body.get("code") or reply.body.get("state") if reply else "no answer"
        self.surroundings.told(request, "→", code)
        if reply and code == "no-seat-left":
            session = season.NEXT if "deferrals" in request else season.THIS
            if not self.truth.was_full(session, reply.body["exam"], began):
                self.wrongs.append(f"{request}: {reply.body['exam']} is said to be full, and was not")

"""One life of each kind, told by the rules that the functions run, to be written again and again under other names."""

import json
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from functions.prevalidate import decision
from functions.prevalidate.decision import RefusalReason, RefusalRequest
from functions.register import request
from functions.register.request import Offer, RegistrationRequest
from shared import keys
from shared.attributes import Item, serialised
from shared.candidate import Candidate
from shared.catalogue import Centre, Exam, Seats, Session
from shared.registration import clock, model, reference, transition
from shared.registration.lifecycle import Event
from shared.registration.model import SYSTEM, Actor, Cause, Payment, Registration
from shared.role import Role
from shared.settings import deadline_rules
from shared.table import Write

STEP: Final = timedelta(hours=6)
CENTRE: Final = Actor(role=Role.CENTRE, id="0123456789ab", name="Programme")
SETTLED: Final = {"work_pk", "work_at"}


class Names(NamedTuple):
    """What differs from one registration to the next. Each stands for itself in the text of a life."""

    reference: str
    session: str
    centre: str
    nuc: str
    family_name: str


class Place(NamedTuple):
    """Where a life is lived: what the table says of the season."""

    session: Session
    exam: Exam
    centre: Centre
    seats: Seats
    candidate: Candidate


class Archetype:
    """Its items as one text. The moments of a life are far enough apart to be told from each other."""

    def __init__(self, items: list[Item], names: Names, moments: list[datetime]) -> None:
        self._text = json.dumps(items, ensure_ascii=False)
        self._names = names
        self._moments = moments

    def under(self, names: Names, earlier: timedelta = timedelta(0)) -> list[Item]:
        """The same life of somebody else, and all that has happened in it so much earlier."""
        text = self._text
        for moment in self._moments if earlier else []:
            text = text.replace(keys.instant(moment), keys.instant(moment - earlier))
        for old, new in zip(self._names, names, strict=True):
            text = text.replace(old, new)
        items: list[Item] = json.loads(text)
        return items


class Life:
    """A registration that goes from step to step, with everything that is written on the way."""

    def __init__(self, place: Place, began_at: datetime) -> None:
        self._place = place
        self._at = began_at
        self._items: dict[tuple[str, str], Item] = {}
        self.moments: list[datetime] = []
        self.names = Names(
            reference.of(place.session.code, "0000"),
            place.session.code,
            place.centre.code,
            place.candidate.nuc,
            place.candidate.family_name,
        )
        cause = self._cause(Actor(role=Role.CANDIDATE, id=place.candidate.nuc, name=place.candidate.family_name))
        asked = RegistrationRequest(session=self.names.session, centre=self.names.centre, exams=(place.exam.code,))
        offer = Offer(place.candidate, place.session, place.centre, [place.exam], [place.seats], False, False)
        self.registration = request.decide(offer, asked, self.names.reference, cause)
        self._write(transition.writes(None, self.registration, Event.REGISTERED, cause))

    def prevalidated(self) -> "Life":
        cause = self._cause(CENTRE)
        place = self._place
        after = decision.prevalidated(self.registration, place.session, place.centre, deadline_rules(), cause)
        return self._moved(after, Event.PREVALIDATED, cause, {"deadline_at": after.attributes()["deadline_at"]})

    def refused(self) -> "Life":
        cause, refusal = self._cause(CENTRE), RefusalRequest(reason=RefusalReason.FULL)
        after = decision.refused(self.registration, refusal, cause)
        return self._moved(after, Event.REFUSED, cause, refusal.model_dump(mode="json", exclude_none=True))

    def paid(self) -> "Life":
        cause = self._cause(CENTRE)
        amount = self.registration.amount_cents
        payment = Payment(amount_cents=amount, received_on=cause.at.date(), method="transfer")
        after = transition.moved(self.registration, Event.PAID, cause, payment=payment, due_at=None)
        return self._moved(after, Event.PAID, cause, payment.attributes())

    def withdrawn(self) -> "Life":
        cause = self._cause(Actor(role=Role.CANDIDATE, id=self.names.nuc, name=self.names.family_name))
        after = transition.moved(self.registration, Event.WITHDRAWN, cause, due_at=None)
        return self._moved(after, Event.WITHDRAWN, cause)

    def in_time(self, event: Event) -> "Life":
        """Reminded, expired: what time does."""
        cause = self._cause(SYSTEM)
        return self._moved(clock.happened(self.registration, event, cause), event, cause)

    def items(self) -> list[Item]:
        return [*self._items.values(), serialised(model.item(self.registration))]

    def _moved(self, after: Registration, event: Event, cause: Cause, details: dict[str, Any] | None = None) -> "Life":
        self._write(transition.writes(self.registration, after, event, cause, details))
        self.registration = after
        return self

    def _write(self, writes: list[Write]) -> None:
        """Whatever is the registration's own: its history, settled, and the guards of its lines."""
        for write in writes:
            ((verb, asked),) = write.action.items()
            if verb == "Put" and asked["Item"]["sk"]["S"] != "REGISTRATION":
                item = {name: value for name, value in asked["Item"].items() if name not in SETTLED}
                self._items[item["pk"]["S"], item["sk"]["S"]] = item
            elif verb == "Delete":
                del self._items[asked["Key"]["pk"]["S"], asked["Key"]["sk"]["S"]]

    def _cause(self, by: Actor) -> Cause:
        """Six hours after the step before."""
        at = self._at + len(self.moments) * STEP
        self.moments.append(at)
        return Cause(by, at, f"request-{len(self.moments):010}")

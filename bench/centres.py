"""What a centre's program does meanwhile: reads what has come, pre-validates or refuses it, records the money."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from threading import Event as Signal
from typing import Any, Final
from urllib.parse import urlencode

from bench import season
from bench.told import Decided, Full, Told
from bench.wire import Request, Wire
from shared.registration.lifecycle import Event

CLERKS: Final = 2
"""Of one centre: they take the same seats at the same time."""
POLL_SECONDS: Final = 15.0
INCOMPLETE: Final = 0.1
PAYING: Final = 0.8
DECIDED_TWICE: Final = 0.1
_EVENTS: Final = {"prevalidation": Event.PREVALIDATED, "refusal": Event.REFUSED, "payment": Event.PAID}


@dataclass(frozen=True)
class Program:
    """Of one centre."""

    wire: Wire
    told: Told
    session: str
    centre: str
    key: str

    def run(self, everybody_came: Signal, hurry: Signal) -> None:
        """Until nothing is left to decide after the last candidate, or until `hurry`."""
        with ThreadPoolExecutor(CLERKS) as clerks:
            to_pay: list[dict[str, Any]] = []
            while not hurry.is_set():
                last_look = everybody_came.is_set()
                received = list(self._received())
                list(clerks.map(self._pay, to_pay))
                to_pay = [one for one in clerks.map(self._decide, received) if one is not None]
                if last_look and not received and not to_pay:
                    return
                everybody_came.wait(0 if received else POLL_SECONDS)

    def _received(self) -> Iterator[dict[str, Any]]:
        """What is pending, page after page."""
        query = {"session": self.session, "state": "pending", "limit": "100"}
        while True:
            path = f"/v1/centre/registrations?{urlencode(query)}"
            answer = self.wire.ask(Request("centre's list", "GET", path, token=self.key))
            yield from answer.body.get("items", ())
            if not (cursor := answer.body.get("next")):
                return
            query["cursor"] = cursor

    def _decide(self, one: dict[str, Any]) -> dict[str, Any] | None:
        """What is to be paid, if anything is."""
        whims = season.whims(one["family_name"], "decision")
        if whims.random() < INCOMPLETE:
            self._act(one, "refusal", {"reason": "incomplete"})
            return None
        full = self._act(one, "prevalidation", {})
        if full:
            self.told.full.append(Full(self.centre, full))
            self._act(one, "refusal", {"reason": "full"})
            return None
        return one if whims.random() < PAYING else None

    def _pay(self, one: dict[str, Any]) -> None:
        today = datetime.now(season.zone_of(self.centre)).date()
        paid = {"amount_cents": one["amount_cents"], "received_on": today.isoformat(), "method": "transfer"}
        self._act(one, "payment", paid)

    def _act(self, one: dict[str, Any], action: str, body: dict[str, Any]) -> str:
        """The exam of which no seat is left, if that stands in the way. Some actions are sent twice, at once."""
        reference = one["reference"]
        request = Request(action, "POST", f"/v1/registrations/{reference}/{action}", body, self.key)
        twice = season.whims(one["family_name"], action).random() < DECIDED_TWICE
        full = ""
        for answer in self.wire.ask_twice_at_once(request) if twice else [self.wire.ask(request)]:
            if answer.status == 200:
                self.told.decided.append(Decided(reference, _EVENTS[action]))
            elif answer.body.get("code") == "no-seat-left":
                full = str(answer.body["exam"])
            else:
                self.told.unanswered.append(f"{reference} {action}: {answer.status} {answer.body.get('code')}")
        return full

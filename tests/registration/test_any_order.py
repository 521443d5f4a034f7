"""Two candidates, two seats, everything in any order: the counters and the guards always say what is."""

from collections import Counter, defaultdict
from typing import Any

import time_machine
from hypothesis import settings
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule
from hypothesis.strategies import DataObject, data, sampled_from

from shared.registration.lifecycle import State
from shared.registration.model import Registration
from tests.deferral.steps import decide
from tests.support import season, steps
from tests.support.api import ALICE, BOB, Identity, Reply
from tests.support.cloud import cloud
from tests.support.contents import contents
from tests.support.documents import give
from tests.support.season import NOW, THIS

LIVE = {State.PENDING, State.PREVALIDATED, State.VALIDATED}
HOLDING = {State.PREVALIDATED, State.VALIDATED}
FITTING = {
    State.PENDING: ["prevalidate", "prevalidate", "prevalidate", "refuse", "withdraw"],
    State.PREVALIDATED: ["pay", "expire", "withdraw"],
    State.EXPIRED: ["pay"],
    State.VALIDATED: ["grant"],
    State.REFUSED: [],
    State.WITHDRAWN: ["pay"],
}


class Lives(RuleBasedStateMachine):
    """CHI and PHY are at the same hour, with one seat each; BIO is at another, with one seat and one in June."""

    references = Bundle("references")

    def __init__(self) -> None:
        super().__init__()
        self.clock = time_machine.travel(NOW, tick=False)
        self.clock.start()
        self.cloud = cloud()
        self.cloud.__enter__()
        season.load()
        season.store(*(season.seats(THIS, "C02", exam, capacity=1) for exam in ("CHI", "PHY", "BIO")))

    def teardown(self) -> None:
        self.cloud.__exit__(None, None, None)
        self.clock.stop()

    @initialize(target=references, exams=sampled_from([("CHI",), ("BIO",), ("CHI", "BIO")]))
    def two_want_the_same_seat(self, exams: tuple[str, ...]) -> Any:
        return multiple(*(steps.register(*exams, by=person) for person in (ALICE, BOB)))

    @rule(
        target=references,
        by=sampled_from([ALICE, BOB]),
        exams=sampled_from([("CHI",), ("PHY",), ("BIO",), ("CHI", "BIO"), ("PHY", "BIO")]),
    )
    def register(self, by: Identity, exams: tuple[str, ...]) -> Any:
        reply = self.answered(steps.send(*exams, by=by))
        return reply.body["reference"] if reply.status == 201 else multiple()

    @rule(reference=references, data=data())
    def what_has_its_place(self, reference: str, data: DataObject) -> None:
        """Leads deep into lives, where chance alone seldom gets."""
        if fitting := FITTING[steps.stored(reference).state]:
            self.does(data.draw(sampled_from(fitting)), reference)

    @rule(reference=references, action=sampled_from(["prevalidate", "refuse", "withdraw", "pay", "grant"]))
    def anything(self, reference: str, action: str) -> None:
        self.does(action, reference)

    def does(self, action: str, reference: str) -> None:
        owner = next(one for one in (ALICE, BOB) if one["id"] == steps.stored(reference).nuc)
        match action:
            case "prevalidate":
                self.answered(steps.prevalidate(reference))
            case "refuse":
                self.answered(steps.refuse(reference))
            case "withdraw":
                self.answered(steps.withdraw(reference, by=owner))
            case "pay":
                self.answered(steps.pay(reference))
            case "expire":
                steps.expire(reference)
            case "grant":
                reply = self.answered(steps.defer(reference, steps.stored(reference).exams[0], by=owner))
                if reply.status == 201:
                    self.answered(give(reply.body["id"], by=owner))
                    self.answered(decide(reply.body["id"]))

    @invariant()
    def the_table_agrees_with_itself(self) -> None:
        items: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for item in contents().values():
            items[item["kind"]].append(item)
        registrations = [Registration.model_validate(item) for item in items["registration"]]
        self.seats_taken_are_those_held_and_never_more_than_there_are(items["seats"], registrations)
        self.guards_are_the_live_lines(items["live line"], registrations)
        versions = [(one.reference, version) for one in registrations for version in range(1, one.version + 1)]
        assert sorted((item["reference"], item["version"]) for item in items["history"]) == sorted(versions)

    def seats_taken_are_those_held_and_never_more_than_there_are(
        self, seats: list[dict[str, Any]], registrations: list[Registration]
    ) -> None:
        # Every exam is still to come here, so a deferred line has given its seat back.
        held = Counter(
            (one.session, one.centre, line.exam)
            for one in registrations
            for line in one.lines
            if one.state in HOLDING and not line.deferred
        )
        for item in seats:
            assert item["taken"] == held[item["session"], item["centre"], item["exam"]] <= item["capacity"]

    def guards_are_the_live_lines(self, guards: list[dict[str, Any]], registrations: list[Registration]) -> None:
        live = [
            (f"CANDIDATE#{one.nuc}", f"LIVE#{one.session}#{line.on}T{line.at:%H:%M}", one.reference, line.exam)
            for one in registrations
            for line in one.lines
            if one.state in LIVE and not line.deferred
        ]
        assert sorted((item["pk"], item["sk"], item["reference"], item["exam"]) for item in guards) == sorted(live)

    def answered(self, reply: Reply) -> Reply:
        assert reply.status in {200, 201, 409, 422}, reply.body
        return reply


Lives.TestCase.settings = settings(
    max_examples=12, stateful_step_count=20, deadline=None, derandomize=True, database=None
)
TestLives = Lives.TestCase

"""Deferrals of two candidates in any order, with a full next session and an exam that is not run there.

Whatever happens: a line goes once, to the next session only, with a document, and takes a seat that is free.
"""

from typing import Any

import time_machine
from hypothesis import settings
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule
from hypothesis.strategies import booleans, sampled_from

from shared import keys, table
from shared.deferral import Deferral, DeferralState
from shared.documents.document import received
from shared.registration.lifecycle import State
from shared.registration.model import LineDeferral, Registration
from tests.deferral.steps import decide
from tests.support import season, steps
from tests.support.api import ALICE, ASSOCIATION, BOB, Identity, Reply, call
from tests.support.cloud import cloud
from tests.support.contents import contents, interrupted
from tests.support.documents import confirm, made_bucket, pdf, send
from tests.support.season import NEXT, NOW, SESSIONS, THIS

OTHER: Identity = {**ASSOCIATION, "id": "claude@example.org", "name": "Claude Gris"}
DECISIONS = sampled_from(["granted", "refused"])


class Deferrals(RuleBasedStateMachine):
    """In June BIO has one seat at Laon, and PHY is not run there but at Lille."""

    requests = Bundle("requests")

    def __init__(self) -> None:
        super().__init__()
        self.clock = time_machine.travel(NOW, tick=False)
        self.clock.start()
        self.cloud = cloud()
        self.cloud.__enter__()
        season.load()
        made_bucket()
        self.references: dict[str, Identity] = {}

    def teardown(self) -> None:
        self.cloud.__exit__(None, None, None)
        self.clock.stop()

    @initialize(target=requests)
    def two_have_paid(self) -> Any:
        for person in (ALICE, BOB):
            self.references[steps.in_state(State.VALIDATED, "PHY", "BIO", by=person)] = person
        self.first = [str(self.answered(self.ask(reference, "BIO")).body["id"]) for reference in self.references]
        return multiple(*self.first)

    @rule(target=requests, first=booleans(), exams=sampled_from([("PHY",), ("BIO",), ("PHY", "BIO")]))
    def asks(self, first: bool, exams: tuple[str, ...]) -> Any:
        reference = list(self.references)[not first]
        reply = self.answered(self.ask(reference, *exams))
        return reply.body["id"] if reply.status == 201 else multiple()

    @rule(request=requests, content=sampled_from([pdf(), pdf(), b"<html>"]))
    def sends(self, request: str, content: bytes) -> None:
        owner = self.references[request.rpartition("-D")[0]]
        more = self.answered(call(f"POST /v1/deferrals/{request}/documents", {}, by=owner))
        if more.status == 201:
            number = int(more.body["documents"][-1]["document"])
            send(request, content, number)
            self.answered(confirm(request, number, by=owner))

    @rule(request=requests, decision=DECISIONS, centre=sampled_from([None, "C59"]))
    def decides(self, request: str, decision: str, centre: str | None) -> None:
        self.answered(decide(request, decision, reason="Vu", centre=centre))

    @rule(centre=sampled_from([None, "C59"]))
    def both_go_all_the_way(self, centre: str | None) -> None:
        """Leads where chance alone seldom gets: to the last seat there."""
        self.the_next_session_is_set_up_or_not(there=True)
        for request in self.first:
            self.sends(request, pdf())
            self.decides(request, "granted", centre)

    @rule(request=requests, one=DECISIONS, other=DECISIONS)
    def two_decide_at_once(self, request: str, one: str, other: str) -> None:
        with interrupted("TransactWriteItems", lambda: self.answered(decide(request, other, by=OTHER, reason="Vu"))):
            self.answered(decide(request, one, reason="Vu"))

    @rule(request=requests)
    def cancels(self, request: str) -> None:
        owner = self.references[request.rpartition("-D")[0]]
        self.answered(call(f"POST /v1/deferrals/{request}/cancellation", {}, by=owner))

    @rule(there=booleans())
    def the_next_session_is_set_up_or_not(self, there: bool) -> None:
        season.store(SESSIONS[0].model_copy(update={"successor": NEXT if there else "2028-01"}))

    @invariant()
    def every_line_goes_once_to_the_next_session_with_a_document(self) -> None:
        items = list(contents().values())
        registrations = [Registration.model_validate(one) for one in items if one["kind"] == "registration"]
        requests = [Deferral.model_validate(one) for one in items if one["kind"] == "deferral"]
        granted = [one for one in requests if one.state is DeferralState.GRANTED]
        moved = [(one.reference, exam) for one in granted for exam in one.exams]
        assert len(moved) == len(set(moved))
        assert all(received(one.documents) for one in granted)
        new = {one.reference: one for one in registrations if one.carried_over_from}
        assert sorted(one.registration or "" for one in granted) == sorted(new)
        for one in granted:
            carried_over = new[one.registration or ""]
            assert (carried_over.session, carried_over.carried_over_from) == (NEXT, one.reference)
            assert set(carried_over.exams) == set(one.exams)
        self.lines_say_what_the_requests_say(registrations, requests, set(moved))

    def lines_say_what_the_requests_say(
        self, registrations: list[Registration], requests: list[Deferral], moved: set[tuple[str, str]]
    ) -> None:
        open_ = {
            (one.reference, exam) for one in requests if one.state is DeferralState.REQUESTED for exam in one.exams
        }
        for one in registrations:
            if one.session == THIS:
                lines = {LineDeferral.REQUESTED: open_, LineDeferral.GRANTED: moved}
                for state, wanted in lines.items():
                    found = {line.exam for line in one.lines if line.deferral is state}
                    assert found == {exam for reference, exam in wanted if reference == one.reference}

    @invariant()
    def seats_there_are_taken_by_those_who_went_there(self) -> None:
        for centre, exam in (("C02", "BIO"), ("C59", "BIO"), ("C59", "PHY")):
            (seats,) = table.read(keys.seats(NEXT, centre, exam))
            holding = [
                one
                for one in contents().values()
                if one["kind"] == "registration" and (one["session"], one["centre"]) == (NEXT, centre)
                if exam in {line["exam"] for line in one["lines"]}
            ]
            assert seats is not None
            assert seats["taken"] == len(holding) <= seats["capacity"]

    def ask(self, reference: str, *exams: str) -> Reply:
        return steps.defer(reference, *exams, by=self.references[reference])

    def answered(self, reply: Reply) -> Reply:
        assert reply.status in {200, 201, 409}, reply.body
        return reply


Deferrals.TestCase.settings = settings(
    max_examples=10, stateful_step_count=20, deadline=None, derandomize=True, database=None
)
TestDeferrals = Deferrals.TestCase

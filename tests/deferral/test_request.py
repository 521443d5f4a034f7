"""Asking for a deferral (Mode opératoire B, « rappel des règles de report »)."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from shared.registration.lifecycle import State
from shared.registration.model import LineDeferral
from tests.deferral.steps import decide, grant
from tests.support.api import ALICE, ASSOCIATION, BOB, LAON, Identity, Reply, call
from tests.support.contents import contents, interrupted
from tests.support.steps import defer, done, events, in_state, refused, stored

pytestmark = pytest.mark.usefixtures("season")

MOMENT = timedelta(microseconds=1)


def to_decide() -> Reply:
    return call("GET /v1/deferrals", by=ASSOCIATION)


def deferrals(reference: str) -> dict[str, LineDeferral | None]:
    return {line.exam: line.deferral for line in stored(reference).lines}


def test_lines_of_a_validated_registration_are_asked_for_by_name() -> None:
    reference = in_state(State.VALIDATED, "CHI", "BIO", "TEC")
    reply = defer(reference, "chi", "BIO")
    told = {name: reply.body[name] for name in ("id", "state", "exams", "ground", "registration")}
    assert reply.status == 201
    assert told == {
        "id": f"{reference}-D4",
        "state": "requested",
        "exams": ["CHI", "BIO"],
        "ground": "medical",
        "registration": None,
    }
    assert deferrals(reference) == {"CHI": "requested", "BIO": "requested", "TEC": None}


def test_the_registration_stays_validated_meanwhile() -> None:
    reference = in_state(State.VALIDATED)
    done(defer(reference, "CHI"))
    assert (stored(reference).state, events(reference)[-1]) == (State.VALIDATED, "deferral_requested")


def test_an_absence_from_work_needs_the_employers_reason() -> None:
    reference = in_state(State.VALIDATED)
    problem = refused(defer(reference, "CHI", ground="employer"), 422, "validation")
    assert [error["pointer"] for error in problem["errors"]] == ["/reason"]
    assert defer(reference, "CHI", ground="employer", reason="Inventaire annuel").body["reason"] == "Inventaire annuel"


@pytest.mark.parametrize("ground", ["holiday", "", None, "MEDICAL"])
def test_no_other_ground_exists(ground: Any) -> None:
    reference = in_state(State.VALIDATED)
    problem = refused(defer(reference, "CHI", ground=ground, reason="Vacances"), 422, "validation")
    assert [error["pointer"] for error in problem["errors"]] == ["/ground"]


@pytest.mark.parametrize(
    ("exams", "pointers"),
    [(["BIO"], ["/exams/0"]), (["CHI", "XXX"], ["/exams/1"]), (["CHI", "chi"], ["/exams"]), ([], ["/exams"])],
)
def test_only_its_own_lines_once_each(exams: list[str], pointers: list[str]) -> None:
    reference = in_state(State.VALIDATED)
    before = contents()
    problem = refused(defer(reference, *exams), 422, "validation")
    assert [error["pointer"] for error in problem["errors"]] == pointers
    assert contents() == before


@pytest.mark.parametrize("state", [state for state in State if state is not State.VALIDATED])
def test_only_a_validated_registration_is_deferred(state: State) -> None:
    problem = refused(defer(in_state(state), "CHI"), 409, "illegal-transition")
    assert problem["current_state"] == state


class TestFifteenDays:
    @pytest.mark.parametrize(("shift", "status"), [(-MOMENT, 201), (timedelta(0), 409)])
    def test_a_deferral_is_asked_within_fifteen_days_of_the_exam(
        self, shift: timedelta, status: int, clock: time_machine.Traveller
    ) -> None:
        reference = in_state(State.VALIDATED)
        clock.move_to(stored(reference).lines[0].starts_at + timedelta(days=15) + shift)
        reply = defer(reference, "CHI")
        assert reply.status == status
        assert reply.body.get("code") == (None if status == 201 else "deadline-passed")

    def test_each_exam_has_its_own(self, clock: time_machine.Traveller) -> None:
        reference = in_state(State.VALIDATED, "CHI", "BIO")
        clock.move_to(stored(reference).lines[0].starts_at + timedelta(days=15))
        refused(defer(reference, "CHI", "BIO"), 409, "deadline-passed")
        assert defer(reference, "BIO").status == 201


class TestOnce:
    def test_the_same_request_again_answers_200_with_the_first(self, clock: time_machine.Traveller) -> None:
        reference = in_state(State.VALIDATED, "CHI", "BIO")
        first = defer(reference, "CHI", "BIO")
        before = contents()
        clock.shift(60)
        second = defer(reference, "BIO", "CHI")
        first.body.pop("uploads")
        assert [one["expires_at"] for one in second.body.pop("uploads")] == ["2026-11-27T08:06:00Z"] * 3
        assert (second.status, second.body) == (200, first.body)
        assert contents() == before

    def test_two_sendings_at_once_make_one_request(self) -> None:
        reference = in_state(State.VALIDATED)
        with interrupted("TransactWriteItems", lambda: done(defer(reference, "CHI"))):
            assert defer(reference, "CHI").status == 200
        assert len(to_decide().body["items"]) == 1

    @pytest.mark.parametrize("exams", [("CHI",), ("CHI", "BIO", "TEC")], ids=["fewer", "more"])
    def test_a_line_that_is_being_asked_for_cannot_be_asked_for_otherwise(self, exams: tuple[str, ...]) -> None:
        reference = in_state(State.VALIDATED, "CHI", "BIO", "TEC")
        done(defer(reference, "CHI", "BIO"))
        before = contents()
        refused(defer(reference, *exams), 409, "already-deferred")
        assert contents() == before

    def test_nor_on_the_other_ground(self) -> None:
        reference = in_state(State.VALIDATED)
        done(defer(reference, "CHI"))
        refused(defer(reference, "CHI", ground="employer", reason="Salon"), 409, "already-deferred")

    def test_other_lines_may_be_asked_for_apart(self) -> None:
        reference = in_state(State.VALIDATED, "CHI", "BIO")
        done(defer(reference, "CHI"))
        assert defer(reference, "BIO").status == 201
        assert [one["exams"] for one in to_decide().body["items"]] == [["CHI"], ["BIO"]]

    def test_a_line_that_was_deferred_is_not_deferred_again(self) -> None:
        reference = in_state(State.VALIDATED, "CHI", "BIO")
        grant(reference, "CHI")
        refused(defer(reference, "CHI"), 409, "already-deferred")
        assert defer(reference, "BIO").status == 201

    def test_a_line_that_came_from_a_deferral_is_not_deferred_again(self) -> None:
        reference = in_state(State.VALIDATED)
        carried_over = grant(reference, "CHI")
        refused(defer(carried_over, "CHI"), 409, "already-deferred")

    def test_a_refused_request_may_be_made_again(self) -> None:
        reference = in_state(State.VALIDATED)
        asked = done(defer(reference, "CHI")).body["id"]
        done(decide(asked, "refused", reason="Certificat illisible"))
        again = defer(reference, "CHI")
        assert again.status == 201
        assert again.body["id"] != asked


class TestTheListToDecide:
    def test_the_oldest_comes_first_and_goes_when_decided(self, clock: time_machine.Traveller) -> None:
        first = done(defer(in_state(State.VALIDATED), "CHI")).body["id"]
        clock.shift(60)
        second = done(defer(in_state(State.VALIDATED, by=BOB), "CHI", by=BOB)).body["id"]
        assert [one["id"] for one in to_decide().body["items"]] == [first, second]
        done(decide(first, "refused", reason="Hors délai"))
        assert [one["id"] for one in to_decide().body["items"]] == [second]

    def test_it_comes_page_by_page(self) -> None:
        asked = {
            done(defer(in_state(State.VALIDATED, by=person), "CHI", by=person)).body["id"] for person in (ALICE, BOB)
        }
        first = call("GET /v1/deferrals", by=ASSOCIATION, query={"limit": 1})
        rest = call("GET /v1/deferrals", by=ASSOCIATION, query={"limit": 1, "cursor": first.body["next"]})
        assert {one["id"] for page in (first, rest) for one in page.body["items"]} == asked

    @pytest.mark.parametrize("actor", [ALICE, LAON], ids=["candidate", "centre"])
    def test_it_is_the_associations(self, actor: Identity) -> None:
        refused(call("GET /v1/deferrals", by=actor), 403, "forbidden")


@pytest.mark.parametrize("actor", [LAON, ASSOCIATION], ids=["centre", "association"])
def test_only_the_candidate_asks(actor: Identity) -> None:
    refused(defer(in_state(State.VALIDATED), "CHI", by=actor), 403, "forbidden")


def test_another_candidate_finds_nothing_to_defer() -> None:
    refused(defer(in_state(State.VALIDATED), "CHI", by=BOB), 404, "not-found")

"""Sending a request to a centre (Mode opératoire B, étape 1)."""

from datetime import timedelta

import pytest
import time_machine

from shared.registration.lifecycle import State
from tests.support import season, steps
from tests.support.api import ALICE, BOB, call
from tests.support.contents import contents
from tests.support.season import NEXT, SESSIONS, THIS
from tests.support.steps import done, guarded, in_state, refuse, refused, register, send, stored, taken, withdraw

pytestmark = pytest.mark.usefixtures("season")
SESSION = SESSIONS[0]
MOMENT = timedelta(microseconds=1)


def test_a_request_is_pending_and_says_what_it_will_cost() -> None:
    reply = send("CHI", "BIO")
    assert reply.status == 201
    told = {name: reply.body[name] for name in ("state", "session", "centre", "exams", "amount_cents", "currency")}
    assert told == {
        "state": "pending",
        "session": THIS,
        "centre": "C02",
        "exams": ["CHI", "BIO"],
        "amount_cents": 10_000,
        "currency": "EUR",
    }
    assert reply.headers["location"] == f"/v1/registrations/{reply.body['reference']}"
    assert reply.headers["etag"] == '"1"'


def test_a_request_holds_no_seat_and_guards_its_hours() -> None:
    register("CHI", "BIO")
    assert (taken("CHI"), taken("BIO")) == (0, 0)
    assert guarded() == ["CHI", "BIO"]


def test_codes_may_be_typed_in_lower_case() -> None:
    assert stored(register("chi", centre="c02")).exams == ["CHI"]


def test_a_request_can_be_sent_to_a_centre_that_is_full_for_now() -> None:
    season.store(season.seats(THIS, "C02", "TEC", taken=1))
    assert send("TEC").status == 201


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({"session": "2031-01"}, ["/session"]),
        ({"session": "été"}, ["/session"]),
        ({"centre": "C99"}, ["/centre"]),
        ({"exams": ["XXX", "BIO", "YYY"]}, ["/exams/0", "/exams/2"]),
        ({"exams": ["CHI", "BIO", "chi"]}, ["/exams"]),
        ({"exams": ["CHI", "PHY"]}, ["/exams"]),
        ({"session": "2031-01", "centre": "C99"}, ["/session", "/centre"]),
    ],
    ids=["session", "odd session", "centre", "exams", "twice", "same hour", "several"],
)
def test_what_cannot_be_meant_is_pointed_at_and_nothing_is_written(
    body: dict[str, object], pointers: list[str]
) -> None:
    before = contents()
    reply = call("POST /v1/registrations", {"session": THIS, "centre": "C02", "exams": ["BIO"]} | body, by=ALICE)
    assert [error["pointer"] for error in refused(reply, 422, "validation")["errors"]] == pointers
    assert contents() == before


def test_the_same_hour_is_said_in_words() -> None:
    problem = refused(send("CHI", "PHY"), 422, "validation")
    assert "Les épreuves CHI et PHY ont lieu en même temps" in problem["detail"]


@pytest.mark.parametrize(
    ("centre", "exams", "missing"), [("C974", ("CHI", "BIO"), ["BIO"]), ("C59", ("TEC",), ["TEC"])]
)
def test_an_exam_that_the_centre_does_not_run_is_named(centre: str, exams: tuple[str, ...], missing: list[str]) -> None:
    before = contents()
    assert refused(send(*exams, centre=centre), 409, "exam-not-run")["exams"] == missing
    assert contents() == before


def test_an_exam_without_any_capacity_is_not_run() -> None:
    season.store(season.seats(THIS, "C02", "BIO", capacity=0))
    refused(send("BIO"), 409, "exam-not-run")


class TestTheSessionsDates:
    def test_the_first_moment_is_open(self, clock: time_machine.Traveller) -> None:
        clock.move_to(SESSION.opens_at)
        assert send("CHI").status == 201

    def test_the_moment_before_is_not_open_yet_and_says_when(self, clock: time_machine.Traveller) -> None:
        clock.move_to(SESSION.opens_at - MOMENT)
        problem = refused(send("CHI"), 409, "session-closed")
        assert "ouvriront le jeudi 1er octobre 2026 à 9 h" in problem["detail"].replace("\u00a0", " ")

    def test_the_last_moment_is_open(self, clock: time_machine.Traveller) -> None:
        clock.move_to(SESSION.closes_at - MOMENT)
        assert send("CHI").status == 201

    def test_the_closing_is_closed_and_nothing_is_written(self, clock: time_machine.Traveller) -> None:
        before = contents()
        clock.move_to(SESSION.closes_at)
        problem = refused(send("CHI"), 409, "session-closed")
        assert "closes depuis le mercredi 16 décembre 2026" in problem["detail"].replace("\u00a0", " ")
        assert contents() == before

    def test_the_next_session_is_not_open_yet(self) -> None:
        refused(send("CHI", session=NEXT), 409, "session-closed")


@pytest.mark.parametrize("end", [State.REFUSED, State.EXPIRED])
class TestChoosingAgain:
    def test_whoever_was_refused_or_ran_out_of_time_may_choose_again_until_decide_by(
        self, end: State, clock: time_machine.Traveller
    ) -> None:
        in_state(end)
        clock.move_to(SESSION.decide_by_at - MOMENT)
        assert send("CHI", centre="C59").status == 201

    def test_not_from_decide_by_on(self, end: State, clock: time_machine.Traveller) -> None:
        in_state(end)
        clock.move_to(SESSION.decide_by_at)
        refused(send("CHI", centre="C59"), 409, "session-closed")

    def test_others_may_not(self, end: State, clock: time_machine.Traveller) -> None:
        in_state(end)
        clock.move_to(SESSION.closes_at)
        refused(send("CHI", centre="C59", by=BOB), 409, "session-closed")


def test_whoever_withdrew_may_not_choose_after_the_closing(clock: time_machine.Traveller) -> None:
    in_state(State.WITHDRAWN)
    clock.move_to(SESSION.closes_at)
    refused(send("CHI"), 409, "session-closed")


@pytest.mark.parametrize("again", ["CHI", "PHY"], ids=["same exam", "same hour"])
@pytest.mark.parametrize("state", [State.PENDING, State.PREVALIDATED, State.VALIDATED])
def test_a_live_line_at_the_hour_stands_in_the_way_and_is_named(state: State, again: str) -> None:
    reference = in_state(state)
    before = contents()
    problem = refused(send(again), 409, "already-registered")
    assert (problem["reference"], problem["exam"]) == (reference, "CHI")
    assert contents() == before


@pytest.mark.parametrize("state", [State.REFUSED, State.EXPIRED, State.WITHDRAWN])
def test_a_line_that_is_not_live_any_more_stands_in_nobodys_way(state: State) -> None:
    in_state(state)
    assert send("PHY").status == 201


def test_one_hour_taken_refuses_the_whole_request() -> None:
    register("CHI")
    refused(send("BIO", "CHI"), 409, "already-registered")
    assert guarded() == ["CHI"]


def test_several_registrations_at_several_centres_stand_side_by_side() -> None:
    one, other = register("CHI", centre="C02"), register("BIO", centre="C59")
    assert one != other
    assert guarded() == ["CHI", "BIO"]


def test_two_candidates_do_not_stand_in_each_others_way() -> None:
    register("CHI")
    assert send("CHI", by=BOB).status == 201


def test_a_refusal_frees_only_the_lines_of_that_registration() -> None:
    one, _ = register("CHI"), register("BIO")
    done(refuse(one))
    assert guarded() == ["BIO"]


def test_a_withdrawal_frees_the_hours_at_once() -> None:
    done(withdraw(register("CHI", "BIO")))
    assert guarded() == []


def test_a_candidate_who_is_not_known_must_identify_themselves() -> None:
    reply = send("CHI", by={**ALICE, "id": "99999999"})
    refused(reply, 401, "unauthenticated")


def test_the_candidates_own_name_and_not_a_sent_one_is_registered() -> None:
    body = {"session": THIS, "centre": "C02", "exams": ["CHI"], "nuc": BOB["id"]}
    problem = refused(call("POST /v1/registrations", body, by=ALICE), 422, "validation")
    assert [error["pointer"] for error in problem["errors"]] == ["/nuc"]


@pytest.mark.parametrize("slipped_in", ["state", "amount_cents", "reference", "lines", "deadline_at"])
def test_nothing_that_the_system_decides_can_be_slipped_in(slipped_in: str) -> None:
    body = {"session": THIS, "centre": "C02", "exams": ["CHI"], slipped_in: "validated"}
    problem = refused(call("POST /v1/registrations", body, by=ALICE), 422, "validation")
    assert [(error["pointer"], error["code"]) for error in problem["errors"]] == [(f"/{slipped_in}", "extra_forbidden")]


def test_twenty_exams_at_most() -> None:
    reply = send(*(f"E{number}" for number in range(21)))
    assert [error["pointer"] for error in refused(reply, 422, "validation")["errors"]] == ["/exams"]


def test_the_hours_of_an_overseas_centre_are_its_own() -> None:
    paris, martinique = register("CHI"), register("CHI", by=BOB, centre="C972")
    shift = stored(martinique).lines[0].starts_at - stored(paris).lines[0].starts_at
    assert shift == timedelta(hours=5)


def test_a_reference_that_is_taken_is_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    first = register("CHI")
    draws = [*first.split("-")[2], *"0000"]
    monkeypatch.setattr("secrets.choice", lambda _: draws.pop(0))
    second = register("CHI", by=BOB)
    assert second.split("-")[2] == "0000"
    assert steps.stored(first).nuc == ALICE["id"]

"""The centre pre-validates: the seats are taken and the time to pay begins (Mode opératoire B, étapes 2 et 3)."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final

import pytest
import time_machine

from shared.catalogue import Exam
from shared.registration.lifecycle import State
from tests.support import season, steps, template
from tests.support.api import ALICE, ASSOCIATION, BOB, LAON, READ, Identity, call, centre
from tests.support.contents import contents, interrupted
from tests.support.season import THIS
from tests.support.steps import done, events, in_state, prevalidate, refuse, refused, register, stored, taken, withdraw

pytestmark = pytest.mark.usefixtures("season")

DECIDE_BY: Final = season.SESSIONS[0].decide_by_at


def test_the_answer_says_until_when_to_pay_and_how_it_was_counted() -> None:
    reply = prevalidate(register("CHI"))
    told = {name: reply.body[name] for name in ("state", "deadline_at", "last_day", "explanation")}
    assert told == {
        "state": "prevalidated",
        "deadline_at": "2026-12-02T23:00:00Z",
        "last_day": "2026-12-02",
        "explanation": "72\u00a0heures ouvrées à partir du vendredi 27\u00a0novembre 2026 à 9\u00a0h\u202f; "
        "samedi 28, dimanche 29 exclus",
    }
    assert reply.headers["etag"] == '"2"'


@pytest.mark.parametrize(
    ("code", "prevalidated_at", "deadline_at", "last_day"),
    [
        ("C02", "2026-01-12T08:30:00Z", "2026-01-15T23:00:00Z", "2026-01-15"),
        ("C02", "2026-01-16T17:45:00Z", "2026-01-21T23:00:00Z", "2026-01-21"),
        ("C02", "2026-01-17T09:00:00Z", "2026-01-21T23:00:00Z", "2026-01-21"),
        ("C02", "2026-04-02T12:00:00Z", "2026-04-08T22:00:00Z", "2026-04-08"),
        ("C67", "2026-04-02T12:00:00Z", "2026-04-09T22:00:00Z", "2026-04-09"),
        ("C02", "2026-05-13T09:00:00Z", "2026-05-19T22:00:00Z", "2026-05-19"),
        ("C02", "2026-03-27T17:00:00Z", "2026-04-01T22:00:00Z", "2026-04-01"),
        ("C972", "2026-05-20T13:00:00Z", "2026-05-28T04:00:00Z", "2026-05-27"),
    ],
)
def test_the_deadline_is_right_to_the_second(
    code: str, prevalidated_at: str, deadline_at: str, last_day: str, clock: time_machine.Traveller
) -> None:
    """Week-ends, Easter Monday, a centre that keeps Good Friday, Ascension, a change of clock, Martinique."""
    season.store(season.centre(code, observes_good_friday=True))
    reference = register("CHI", centre=code)
    clock.move_to(datetime.fromisoformat(prevalidated_at))
    reply = prevalidate(reference, by=centre(code))
    assert (reply.body["deadline_at"], reply.body["last_day"]) == (deadline_at, last_day)


@pytest.mark.parametrize("code", ["C02", "C972"])
def test_a_centre_reads_the_deadline_before_it_decides(code: str) -> None:
    """To the second, when it decides at that moment."""
    season.store(season.centre(code, closing_days=(date(2026, 12, 1),)))
    foreseen = done(call("GET /v1/centre/deadline", by=centre(code)))
    given = done(prevalidate(register("CHI", centre=code), by=centre(code)))
    assert foreseen.body == {name: given.body[name] for name in ("deadline_at", "last_day", "explanation")}


def test_a_closing_day_of_the_centre_does_not_count_and_is_named() -> None:
    season.store(season.centre("C02", closing_days=(date(2026, 12, 1),)))
    reply = prevalidate(register("CHI"))
    assert reply.body["last_day"] == "2026-12-03"
    assert "mardi 1er\u00a0décembre (fermeture du centre) exclus" in reply.body["explanation"]


def test_seats_stay_held_for_the_grace_and_the_reminder_is_due_first() -> None:
    reference = register("CHI")
    done(prevalidate(reference))
    registration = stored(reference)
    assert registration.hold_until == datetime(2026, 12, 3, 23, tzinfo=UTC)
    assert registration.due_at == datetime(2026, 12, 1, 8, tzinfo=UTC)


def test_the_grace_is_the_centres_own() -> None:
    season.store(season.centre("C02", recording_grace_days=0))
    reference = register("CHI")
    done(prevalidate(reference))
    assert stored(reference).hold_until == stored(reference).deadline_at


def test_every_exam_takes_its_seat() -> None:
    done(prevalidate(register("CHI", "BIO")))
    assert (taken("CHI"), taken("BIO"), taken("PHY")) == (1, 1, 0)


def test_without_a_seat_left_nothing_is_written() -> None:
    done(prevalidate(register("TEC")))
    reference = register("TEC", by=BOB)
    before = contents()
    problem = refused(prevalidate(reference), 409, "no-seat-left")
    assert problem["exam"] == "TEC"
    assert contents() == before


def test_one_exam_full_takes_no_seat_of_the_others() -> None:
    done(prevalidate(register("TEC")))
    reference = register("CHI", "TEC", by=BOB)
    refused(prevalidate(reference), 409, "no-seat-left")
    assert (taken("CHI"), stored(reference).state) == (0, State.PENDING)


@pytest.mark.parametrize("leave", [steps.expire, withdraw])
def test_a_seat_that_comes_free_can_be_taken(leave: object) -> None:
    one, other = register("TEC"), register("TEC", by=BOB)
    done(prevalidate(one))
    assert callable(leave)
    leave(one)
    assert prevalidate(other).status == 200
    assert taken("TEC") == 1


def test_an_exam_no_longer_offered_has_no_seat() -> None:
    reference = register("BIO")
    season.store(season.seats(THIS, "C02", "BIO", capacity=0))
    refused(prevalidate(reference), 409, "no-seat-left")


class TestTooLate:
    """Counting and grace must end before the first exam: here Wednesday 13 January 2027, 9:00 in Paris."""

    def test_a_deadline_whose_grace_would_reach_the_first_exam(self, clock: time_machine.Traveller) -> None:
        reference = register("CHI")
        clock.move_to(datetime(2027, 1, 8, 9, tzinfo=UTC))
        before = contents()
        refused(prevalidate(reference), 409, "too-late")
        assert contents() == before

    def test_a_day_of_grace_more_or_less_decides(self, clock: time_machine.Traveller) -> None:
        reference = register("CHI")
        clock.move_to(datetime(2027, 1, 7, 9, tzinfo=UTC))
        refused(prevalidate(reference), 409, "too-late")
        season.store(season.centre("C02", recording_grace_days=0))
        assert prevalidate(reference).status == 200

    def test_the_first_of_the_exams_counts(self, clock: time_machine.Traveller) -> None:
        clock.move_to(datetime(2026, 12, 14, 9, tzinfo=UTC))
        early = Exam(session=THIS, code="CHI", label="Chimie", on=date(2026, 12, 18), at=time(9), duration_minutes=60)
        season.store(early)
        refused(prevalidate(register("BIO", "CHI")), 409, "too-late")

    @pytest.mark.parametrize(("at", "status"), [(time(0), 409), (time(0, 1), 200)])
    def test_the_grace_must_end_before_the_exam_begins(self, at: time, status: int) -> None:
        season.store(Exam(session=THIS, code="CHI", label="Chimie", on=date(2026, 12, 4), at=at, duration_minutes=60))
        assert prevalidate(register("CHI")).status == status


class TestSomebodyElseOfTheCentre:
    def test_a_repeat_answers_200_with_who_was_first_and_when(self, clock: time_machine.Traveller) -> None:
        reference = register("CHI")
        first = done(prevalidate(reference))
        clock.shift(60)
        second = prevalidate(reference, by=centre("C02", "Alex Vert"))
        assert second.body == first.body
        assert (second.body["by"], second.body["at"]) == ("Camille Petit", "2026-11-27T08:00:00Z")
        assert events(reference) == ["registered", "prevalidated"]

    def test_a_different_decision_is_refused_with_what_stands(self) -> None:
        reference = register("CHI")
        done(prevalidate(reference))
        problem = refused(refuse(reference, by=centre("C02", "Alex Vert")), 409, "illegal-transition")
        assert problem["current_state"] == "prevalidated"

    def test_two_who_pre_validate_at_once_take_one_seat(self) -> None:
        reference = register("CHI")
        with interrupted("TransactWriteItems", lambda: done(prevalidate(reference, by=centre("C02", "Alex Vert")))):
            reply = prevalidate(reference)
        assert (reply.status, reply.body["by"]) == (200, "Alex Vert")
        assert (taken("CHI"), events(reference)) == (1, ["registered", "prevalidated"])

    def test_of_two_different_decisions_at_once_the_first_stands(self) -> None:
        reference = register("CHI")
        with interrupted("TransactWriteItems", lambda: done(refuse(reference))):
            problem = refused(prevalidate(reference), 409, "illegal-transition")
        assert problem["current_state"] == "refused"
        assert taken("CHI") == 0

    def test_the_last_seat_taken_meanwhile_is_gone(self) -> None:
        one, other = register("TEC"), register("TEC", by=BOB)
        with interrupted("TransactWriteItems", lambda: done(prevalidate(other))):
            refused(prevalidate(one), 409, "no-seat-left")
        assert taken("TEC") == 1


class TestIfMatch:
    def test_the_version_that_was_read_is_accepted(self) -> None:
        assert prevalidate(register("CHI"), headers={"If-Match": '"1"'}).status == 200

    def test_any_version_is_accepted_for_a_star(self) -> None:
        assert prevalidate(register("CHI"), headers={"If-Match": "*"}).status == 200

    @pytest.mark.parametrize("tag", ['"2"', '"0"', "1", 'W/"1"', ""])
    def test_another_version_is_refused_and_nothing_is_written(self, tag: str) -> None:
        reference = register("CHI")
        before = contents()
        refused(prevalidate(reference, headers={"If-Match": tag}), 412, "precondition-failed")
        assert contents() == before


@pytest.mark.parametrize(
    "actor", [ALICE, ASSOCIATION, centre("C02", scopes=READ)], ids=["candidate", "association", "key"]
)
def test_only_the_centre_with_the_scope_decides(actor: Identity) -> None:
    refused(prevalidate(register("CHI"), by=actor), 403, "forbidden")


def test_no_body_at_all_is_as_good_as_an_empty_one() -> None:
    assert call(f"POST /v1/registrations/{register('CHI')}/prevalidation", by=LAON).status == 200


@pytest.mark.parametrize("slipped_in", ["deadline_at", "prevalidated_at", "state"])
def test_a_deadline_cannot_be_chosen(slipped_in: str) -> None:
    reply = call(
        f"POST /v1/registrations/{register('CHI')}/prevalidation", {slipped_in: "2030-01-01T00:00:00Z"}, by=LAON
    )
    assert [error["pointer"] for error in refused(reply, 422, "validation")["errors"]] == [f"/{slipped_in}"]


def test_a_window_of_seconds_is_plain_elapsed_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(template.functions()["prevalidate"], "PAYMENT_WINDOW", "120s")
    reference = in_state(State.PREVALIDATED)
    registration = stored(reference)
    assert registration.deadline_at == registration.hold_until == datetime(2026, 11, 27, 8, 2, tzinfo=UTC)
    assert registration.due_at == datetime(2026, 11, 27, 8, 1, 20, tzinfo=UTC)


class TestAfterTheDecideByDate:
    """The clock of the registration may come round some minutes later."""

    @pytest.mark.parametrize("seconds", [0, 1, 3600])
    def test_it_is_too_late_though_the_clock_has_not_come_round(
        self, clock: time_machine.Traveller, seconds: int
    ) -> None:
        reference = register("CHI")
        clock.move_to(DECIDE_BY + timedelta(seconds=seconds))
        before = contents()
        refused(prevalidate(reference), 409, "deadline-passed")
        assert contents() == before

    def test_an_instant_before_only_the_exam_can_be_too_near(self, clock: time_machine.Traveller) -> None:
        reference = register("CHI")
        clock.move_to(DECIDE_BY - timedelta(seconds=1))
        refused(prevalidate(reference), 409, "too-late")

    def test_a_date_moved_to_later_counts_at_once(self, clock: time_machine.Traveller) -> None:
        reference = register("CHI")
        season.store(season.SESSIONS[0].model_copy(update={"decide_by_at": datetime(2026, 12, 20, 23, tzinfo=UTC)}))
        clock.move_to(datetime(2026, 12, 21, 8, tzinfo=UTC))
        refused(prevalidate(reference), 409, "deadline-passed")
        season.store(season.SESSIONS[0])
        assert prevalidate(reference).status == 200

    def test_the_centre_may_still_say_why_it_refuses(self, clock: time_machine.Traveller) -> None:
        reference = register("CHI")
        clock.move_to(DECIDE_BY)
        assert refuse(reference).status == 200


@pytest.mark.parametrize(
    ("to", "now", "may"),
    [
        (DECIDE_BY + timedelta(days=1), season.NOW, True),
        (DECIDE_BY, season.NOW, True),
        (DECIDE_BY - timedelta(seconds=1), season.NOW, False),
        (DECIDE_BY - timedelta(days=9), season.SESSIONS[0].opens_at - timedelta(seconds=1), True),
        (DECIDE_BY - timedelta(days=9), season.SESSIONS[0].opens_at, False),
    ],
)
def test_once_a_session_is_open_its_decide_by_date_moves_to_later_only(to: datetime, now: datetime, may: bool) -> None:
    assert season.SESSIONS[0].may_move_decide_by(to, now=now) is may

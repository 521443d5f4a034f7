"""The association grants or refuses (Mode opératoire B, « rappel des règles de report »)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from shared import keys, table
from shared.registration.lifecycle import State
from tests.deferral.steps import decide, grant
from tests.support import season
from tests.support.api import ALICE, ASSOCIATION, BOB, LAON, LILLE, Identity, call
from tests.support.contents import contents, interrupted
from tests.support.documents import give
from tests.support.season import NEXT, SESSIONS, THIS
from tests.support.steps import defer, done, events, guarded, history, in_state, refused, register, stored, taken

pytestmark = pytest.mark.usefixtures("season")

OTHER: Identity = {**ASSOCIATION, "id": "claude@example.org", "name": "Claude Gris"}


def asked(*exams: str, by: Identity = ALICE) -> str:
    """A request, with a document, for these lines of a validated registration; its identifier."""
    identifier: str = done(defer(in_state(State.VALIDATED, *exams, by=by), *exams, by=by)).body["id"]
    done(give(identifier, by=by))
    return identifier


class TestGranted:
    def test_the_lines_arrive_validated_in_the_next_session_with_nothing_to_pay(self) -> None:
        reference = in_state(State.VALIDATED, "CHI", "BIO")
        new = stored(grant(reference, "CHI"))
        assert (new.state, new.session, new.centre, new.exams) == (State.VALIDATED, NEXT, "C02", ["CHI"])
        assert (new.amount_cents, new.due_at, new.deadline_at) == (0, None, None)
        assert (new.nuc, new.carried_over_from) == (ALICE["id"], reference)

    def test_the_answer_names_the_new_registration_and_who_decided(self) -> None:
        reply = decide(asked("CHI"))
        told = {name: reply.body[name] for name in ("state", "decided_by", "decided_at")}
        assert told == {"state": "granted", "decided_by": "Dominique Noir", "decided_at": "2026-11-27T08:00:00Z"}
        assert stored(reply.body["registration"]).session == NEXT

    def test_a_seat_is_given_back_here_and_taken_there(self) -> None:
        grant(in_state(State.VALIDATED, "CHI", "BIO"), "CHI")
        assert (taken("CHI"), taken("BIO")) == (0, 1)
        assert (taken("CHI", session=NEXT), taken("BIO", session=NEXT)) == (1, 0)

    def test_the_hour_is_free_here_and_guarded_there(self) -> None:
        grant(in_state(State.VALIDATED, "CHI", "BIO"), "CHI")
        assert (guarded(), guarded(session=NEXT)) == (["BIO"], ["CHI"])

    @pytest.mark.parametrize(("shift", "kept"), [(timedelta(0), 1), (-timedelta(microseconds=1), 0)])
    def test_once_the_exam_has_begun_its_seat_is_not_given_back(
        self, shift: timedelta, kept: int, clock: time_machine.Traveller
    ) -> None:
        reference = in_state(State.VALIDATED)
        clock.move_to(stored(reference).lines[0].starts_at + shift)
        grant(reference, "CHI")
        assert (taken("CHI"), guarded(), taken("CHI", session=NEXT)) == (kept, [], 1)

    def test_the_other_lines_stay_as_they_were(self) -> None:
        reference = in_state(State.VALIDATED, "CHI", "BIO")
        before = stored(reference).line("BIO")
        grant(reference, "CHI")
        assert stored(reference).line("BIO") == before
        assert stored(reference).state is State.VALIDATED

    def test_every_line_may_go(self) -> None:
        reference = in_state(State.VALIDATED, "CHI", "BIO")
        new = grant(reference, "CHI", "BIO")
        assert (guarded(), stored(new).exams, stored(reference).state) == ([], ["CHI", "BIO"], State.VALIDATED)

    def test_both_histories_tell_it_and_only_the_old_one_has_a_mail_to_come(self) -> None:
        reference = in_state(State.VALIDATED)
        new = grant(reference, "CHI")
        assert events(reference)[-3:] == ["deferral_requested", "document_received", "deferral_granted"]
        assert events(new) == ["carried_over"]
        assert history(reference)[-1].details["registration"] == new
        unsettled = table.query(table.key_is("work_pk", keys.UNSETTLED), index=keys.WORK_INDEX).items
        assert new not in {one["reference"] for one in unsettled}

    def test_the_candidate_reads_where_it_came_from(self) -> None:
        reference = in_state(State.VALIDATED)
        new = grant(reference, "CHI")
        reply = call(f"GET /v1/registrations/{new}", by=ALICE)
        assert (reply.body["carried_over_from"], reply.body["by"]) == (reference, "l’UPPCTSC")

    def test_what_was_carried_over_is_validated_and_needs_no_money(self) -> None:
        new = grant(in_state(State.VALIDATED), "CHI")
        body = {"amount_cents": 5000, "received_on": "2026-11-27", "method": "cash"}
        refused(call(f"POST /v1/registrations/{new}/payment", body, by=LAON), 409, "illegal-transition")

    def test_a_place_given_back_can_be_taken_by_another(self) -> None:
        reference = in_state(State.VALIDATED, "TEC")
        grant(reference, "TEC")
        assert stored(in_state(State.PREVALIDATED, "TEC", by=BOB)).state is State.PREVALIDATED

    def test_the_largest_deferral_fits_into_one_transaction(self) -> None:
        exams = [f"E{number:02}" for number in range(20)]
        for session, month in ((THIS, 1), (NEXT, 6)):
            season.store(
                *(
                    season.exams(session)[0].model_copy(
                        update={"code": exam, "on": datetime(2027, month, 12 + number % 10, tzinfo=UTC).date()}
                        | {"at": datetime(2027, 1, 1, 8 + number // 10, tzinfo=UTC).time()}
                    )
                    for number, exam in enumerate(exams)
                ),
                *(season.seats(session, "C02", exam) for exam in exams),
            )
        reference = in_state(State.VALIDATED, *exams)
        asked_for = done(defer(reference, *exams)).body["id"]
        done(give(asked_for))
        reply = call(
            f"POST /v1/deferrals/{asked_for}/decision",
            {"decision": "granted"},
            by=ASSOCIATION,
            headers={"Idempotency-Key": "decision-0123"},
        )
        assert reply.status == 200
        assert len(guarded(session=NEXT)) == 20


class TestAnotherCentre:
    def test_the_association_picks_one_when_the_candidates_own_is_full(self) -> None:
        season.store(season.seats(NEXT, "C02", "BIO", taken=1))
        identifier = asked("BIO")
        before = contents()
        assert refused(decide(identifier), 409, "no-seat-left")["exam"] == "BIO"
        assert contents() == before
        new = stored(done(decide(identifier, centre="c59")).body["registration"])
        assert (new.centre, taken("BIO", "C59", NEXT), taken("BIO", "C02", NEXT)) == ("C59", 1, 1)

    def test_or_when_it_does_not_run_the_exam(self) -> None:
        identifier = asked("PHY")
        before = contents()
        assert refused(decide(identifier), 409, "exam-not-run")["exams"] == ["PHY"]
        assert contents() == before
        assert stored(done(decide(identifier, centre="C59")).body["registration"]).centre == "C59"

    def test_the_centre_picked_must_exist(self) -> None:
        problem = refused(decide(asked("CHI"), centre="C99"), 422, "validation")
        assert [error["pointer"] for error in problem["errors"]] == ["/centre"]

    def test_the_new_centre_sees_the_new_registration_and_not_the_old(self) -> None:
        reference = in_state(State.VALIDATED, "CHI")
        new = grant(reference, "CHI", centre="C59")
        assert call(f"GET /v1/registrations/{new}", by=LILLE).status == 200
        refused(call(f"GET /v1/registrations/{reference}", by=LILLE), 404, "not-found")


class TestWhatStandsInTheWay:
    def test_two_exams_at_the_same_hour_there(self) -> None:
        identifier = asked("BIO", "TEC")
        before = contents()
        refused(decide(identifier), 409, "same-hour")
        assert contents() == before

    def test_a_live_line_of_the_candidate_there(self, clock: time_machine.Traveller) -> None:
        identifier = asked("CHI")
        clock.move_to(SESSIONS[1].opens_at)
        other = register("PHY", session=NEXT, centre="C59")
        before = contents()
        problem = refused(decide(identifier), 409, "already-registered")
        assert problem["reference"] == other
        assert contents() == before

    @pytest.mark.parametrize("known", [True, False])
    def test_a_next_session_that_is_not_set_up_yet(self, known: bool) -> None:
        identifier = asked("CHI")
        season.store(SESSIONS[0].model_copy(update={"successor": "2028-01" if known else None}))
        before = contents()
        problem = refused(decide(identifier), 409, "next-session-missing")
        assert "reste en attente" in problem["detail"]
        assert contents() == before
        season.store(SESSIONS[0])
        assert decide(identifier).status == 200

    def test_the_last_seat_there_taken_meanwhile(self) -> None:
        mine, others = asked("BIO"), asked("BIO", by=BOB)
        with interrupted("TransactWriteItems", lambda: done(decide(others))):
            refused(decide(mine), 409, "no-seat-left")
        assert taken("BIO", session=NEXT) == 1


class TestRefused:
    def test_everything_stays_as_it_was_with_the_reason(self) -> None:
        reference = in_state(State.VALIDATED, "CHI", "BIO")
        identifier = done(defer(reference, "CHI")).body["id"]
        before = taken("CHI"), guarded(), stored(reference).state
        reply = decide(identifier, "refused", reason="Certificat illisible")
        assert (reply.body["state"], reply.body["decision_reason"]) == ("refused", "Certificat illisible")
        assert (taken("CHI"), guarded(), stored(reference).state) == before
        assert events(reference)[-1] == "deferral_refused"

    @pytest.mark.parametrize("reason", [None, "", "  "])
    def test_a_refusal_carries_a_reason(self, reason: str | None) -> None:
        identifier = asked("CHI")
        before = contents()
        problem = refused(decide(identifier, "refused", reason=reason), 422, "validation")
        assert [error["pointer"] for error in problem["errors"]] == ["/reason"]
        assert contents() == before


class TestTwoOfTheStaff:
    @pytest.mark.parametrize("decision", ["granted", "refused"])
    def test_the_same_decision_again_answers_200_with_who_was_first(self, decision: str) -> None:
        identifier = asked("CHI")
        first = done(decide(identifier, decision, reason="Vu"))
        before = contents()
        second = decide(identifier, decision, by=OTHER, reason="Vu aussi")
        assert (second.status, second.body) == (200, first.body)
        assert contents() == before

    @pytest.mark.parametrize(("one", "other"), [("granted", "refused"), ("refused", "granted")])
    def test_another_decision_afterwards_is_refused_with_the_first(self, one: str, other: str) -> None:
        identifier = asked("CHI")
        done(decide(identifier, one, reason="Vu"))
        before = contents()
        problem = refused(decide(identifier, other, by=OTHER, reason="Non"), 409, "deferral-decided")
        assert (problem["state"], problem["by"], problem["at"]) == (one, "Dominique Noir", "2026-11-27T08:00:00Z")
        assert contents() == before

    def test_both_granting_at_once_make_one_new_registration(self) -> None:
        identifier = asked("CHI")
        with interrupted("TransactWriteItems", lambda: done(decide(identifier, by=OTHER))):
            reply = decide(identifier)
        assert (reply.status, reply.body["decided_by"]) == (200, "Claude Gris")
        assert taken("CHI", session=NEXT) == 1

    def test_deciding_differently_at_once_lets_the_first_stand(self) -> None:
        identifier = asked("CHI")
        with interrupted("TransactWriteItems", lambda: done(decide(identifier, "refused", by=OTHER, reason="Non"))):
            refused(decide(identifier), 409, "deferral-decided")
        assert taken("CHI", session=NEXT) == 0


@pytest.mark.parametrize("decision", ["requested", "accepted", None, 1])
def test_there_are_two_decisions(decision: Any) -> None:
    problem = refused(decide(asked("CHI"), decision), 422, "validation")
    assert [error["pointer"] for error in problem["errors"]] == ["/decision"]


@pytest.mark.parametrize("identifier", ["x", "CU-2701-0000-00-D4", "-D", "x" * 3000])
def test_what_was_not_asked_for_is_not_found(identifier: str) -> None:
    refused(decide(identifier), 404, "not-found")


@pytest.mark.parametrize("actor", [ALICE, LAON], ids=["candidate", "centre"])
def test_only_the_association_decides(actor: Identity) -> None:
    refused(decide(asked("CHI"), by=actor), 403, "forbidden")

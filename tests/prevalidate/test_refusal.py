import pytest

from shared.registration.lifecycle import State
from tests.support.api import BOB, LAON, call, centre
from tests.support.contents import contents
from tests.support.steps import (
    done,
    events,
    guarded,
    history,
    in_state,
    leave_unanswered,
    refuse,
    refused,
    register,
    stored,
    taken,
)

pytestmark = pytest.mark.usefixtures("season")


@pytest.mark.parametrize("reason", ["full", "incomplete", "exam-not-run"])
def test_a_refusal_has_a_reason_from_the_list(reason: str) -> None:
    reference = register("CHI")
    reply = refuse(reference, reason)
    assert (reply.status, reply.body["state"], reply.body["reason"]) == (200, "refused", reason)
    assert history(reference)[-1].details == {"reason": reason}


def test_another_reason_is_explained_to_the_candidate() -> None:
    reference = register("CHI")
    reply = refuse(reference, "other", "  La salle est inondée  ")
    assert (reply.body["reason"], reply.body["message"]) == ("other", "La salle est inondée")


@pytest.mark.parametrize("message", [None, "", "   "])
def test_another_reason_without_a_word_is_refused_beside_the_field(message: str | None) -> None:
    reference = register("CHI")
    before = contents()
    problem = refused(refuse(reference, "other", message), 422, "validation")
    assert [error["pointer"] for error in problem["errors"]] == ["/message"]
    assert contents() == before


@pytest.mark.parametrize("body", [{}, {"reason": "unanswered"}, {"reason": "FULL"}, {"reason": 1}, {"reason": None}])
def test_no_other_reason_exists(body: dict[str, object]) -> None:
    reply = call(f"POST /v1/registrations/{register('CHI')}/refusal", body, by=LAON)
    assert [error["pointer"] for error in refused(reply, 422, "validation")["errors"]] == ["/reason"]


def test_a_word_may_go_with_any_reason_and_has_an_end() -> None:
    assert refuse(register("CHI"), "full", "x" * 500).status == 200
    problem = refused(refuse(register("BIO"), "full", "x" * 501), 422, "validation")
    assert [error["detail"] for error in problem["errors"]] == ["Ne dépassez pas 500 caractères"]


def test_a_refusal_frees_the_hours_and_lets_the_candidate_choose_again() -> None:
    refuse(register("CHI", "BIO"))
    assert guarded() == []
    assert "AGAIN#2027-01" in {sk for _, sk in contents()}


def test_a_refusal_touches_no_seat() -> None:
    done(refuse(register("CHI")))
    assert taken("CHI") == 0


def test_nothing_is_due_any_more() -> None:
    reference = in_state(State.REFUSED)
    assert stored(reference).due_at is None


def test_the_same_reason_again_answers_200_with_who_was_first() -> None:
    reference = register("CHI")
    done(refuse(reference, "full"))
    reply = refuse(reference, "full", "Désolé", by=centre("C02", "Alex Vert"))
    assert (reply.status, reply.body["by"], reply.body["message"]) == (200, "Camille Petit", None)
    assert events(reference) == ["registered", "refused"]


def test_another_reason_afterwards_is_another_decision() -> None:
    reference = register("CHI")
    done(refuse(reference, "full"))
    problem = refused(refuse(reference, "incomplete"), 409, "illegal-transition")
    assert (problem["current_state"], problem["possible_actions"]) == ("refused", [])


def test_what_the_clock_refused_cannot_be_refused_again() -> None:
    reference = register("CHI")
    leave_unanswered(reference)
    assert stored(reference).refusal == "unanswered"
    refused(refuse(reference, "full"), 409, "illegal-transition")


def test_a_refused_candidate_sends_the_same_exams_elsewhere() -> None:
    done(refuse(register("CHI", "BIO", by=BOB)))
    assert stored(register("CHI", "BIO", by=BOB, centre="C59")).state is State.PENDING

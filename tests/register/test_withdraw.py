import pytest

from shared.registration.lifecycle import State
from tests.support.api import ALICE, ASSOCIATION, LAON, Identity, call
from tests.support.steps import done, events, guarded, in_state, refused, stored, taken, withdraw

pytestmark = pytest.mark.usefixtures("season")


def test_a_pending_request_is_withdrawn() -> None:
    reference = in_state(State.PENDING)
    reply = withdraw(reference)
    assert (reply.status, reply.body["state"], reply.headers["etag"]) == (200, "withdrawn", '"2"')
    assert guarded() == []


def test_withdrawing_a_prevalidated_registration_gives_its_seats_back() -> None:
    reference = in_state(State.PREVALIDATED, "CHI", "BIO")
    assert (taken("CHI"), taken("BIO")) == (1, 1)
    done(withdraw(reference))
    assert (taken("CHI"), taken("BIO")) == (0, 0)


def test_nothing_is_due_any_more() -> None:
    reference = in_state(State.PREVALIDATED)
    done(withdraw(reference))
    assert stored(reference).due_at is None


def test_a_second_withdrawal_tells_the_first() -> None:
    reference = in_state(State.WITHDRAWN)
    reply = withdraw(reference)
    assert (reply.status, reply.body["state"], reply.body["by"]) == (200, "withdrawn", "le candidat")
    assert events(reference) == ["registered", "withdrawn"]


def test_a_validated_registration_is_never_cancelled() -> None:
    reference = in_state(State.VALIDATED)
    problem = refused(withdraw(reference), 409, "illegal-transition")
    assert (problem["current_state"], problem["possible_actions"]) == ("validated", ["deferral"])


@pytest.mark.parametrize("actor", [LAON, ASSOCIATION], ids=lambda actor: actor["role"])
def test_only_the_candidate_withdraws(actor: Identity) -> None:
    refused(withdraw(in_state(State.PENDING), by=actor), 403, "forbidden")


def test_what_was_read_may_be_insisted_on() -> None:
    reference = in_state(State.PENDING)
    path = f"POST /v1/registrations/{reference}/withdrawal"
    refused(call(path, {}, by=ALICE, headers={"If-Match": '"7"'}), 412, "precondition-failed")
    assert stored(reference).state is State.PENDING
    assert call(path, {}, by=ALICE, headers={"If-Match": '"1"'}).status == 200

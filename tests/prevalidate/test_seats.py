import pytest

from shared.registration.lifecycle import State
from tests.support import season
from tests.support.api import ALICE, ASSOCIATION, BOB, DECIDE, LAON, LILLE, READ, Identity, Reply, call, centre
from tests.support.contents import contents, interrupted
from tests.support.season import NEXT, THIS
from tests.support.steps import done, in_state, prevalidate, refused, register, taken

pytestmark = pytest.mark.usefixtures("season")


def seats(by: Identity = LAON, **query: str) -> Reply:
    return call("GET /v1/centre/seats", by=by, query=query)


def change(exam: str, capacity: object, by: Identity = LAON, **more: object) -> Reply:
    return call(f"PUT /v1/centre/seats/{exam}", {"capacity": capacity, **more}, by=by)


def test_a_centre_sees_its_own_exams_of_the_current_session() -> None:
    in_state(State.VALIDATED, "CHI")
    assert seats().body == {
        "session": THIS,
        "items": [
            {"exam": "BIO", "capacity": 2, "taken": 0, "left": 2},
            {"exam": "CHI", "capacity": 5, "taken": 1, "left": 4},
            {"exam": "PHY", "capacity": 5, "taken": 0, "left": 5},
            {"exam": "TEC", "capacity": 1, "taken": 0, "left": 1},
        ],
    }


def test_another_session_is_asked_for_by_name() -> None:
    assert [one["exam"] for one in seats(session=NEXT).body["items"]] == ["BIO", "CHI", "TEC"]


def test_a_centre_whose_code_begins_like_anothers_sees_only_its_own() -> None:
    season.store(season.seats(THIS, "C0", "CHI"), season.centre("C02").model_copy(update={"code": "C0"}))
    assert [one["exam"] for one in seats(by=centre("C0")).body["items"]] == ["CHI"]


def test_a_session_that_nobody_holds_has_no_seats() -> None:
    assert seats(session="2031-01").body["items"] == []


def test_a_session_has_a_year_and_a_month() -> None:
    problem = refused(seats(session="janvier"), 422, "validation")
    assert [error["pointer"] for error in problem["errors"]] == ["session"]


def test_capacity_is_changed_up_and_down() -> None:
    assert change("CHI", 8).body == {"exam": "CHI", "capacity": 8, "taken": 0, "left": 8}
    assert change("chi", 0).body["capacity"] == 0
    assert [one["capacity"] for one in seats().body["items"] if one["exam"] == "CHI"] == [0]


def test_capacity_never_falls_below_the_seats_taken() -> None:
    in_state(State.PREVALIDATED, "TEC")
    before = contents()
    problem = refused(change("TEC", 0), 409, "capacity-below-seats-taken")
    assert problem["taken"] == 1
    assert contents() == before
    assert change("TEC", 1).status == 200


def test_a_seat_taken_meanwhile_counts() -> None:
    reference = register("TEC")
    with interrupted("TransactWriteItems", lambda: done(prevalidate(reference))):
        refused(change("TEC", 0), 409, "capacity-below-seats-taken")
    assert taken("TEC") == 1


def test_a_seat_more_lets_one_more_in() -> None:
    done(prevalidate(register("TEC")))
    other = register("TEC", by=BOB)
    refused(prevalidate(other), 409, "no-seat-left")
    done(change("TEC", 2))
    assert prevalidate(other).status == 200


@pytest.mark.parametrize("capacity", [-1, 10_001, 1.5, "5", None, True])
def test_a_capacity_is_a_whole_number(capacity: object) -> None:
    problem = refused(change("CHI", capacity), 422, "validation")
    assert [error["pointer"] for error in problem["errors"]] == ["/capacity"]


def test_seats_taken_cannot_be_set() -> None:
    problem = refused(change("CHI", 5, taken=0), 422, "validation")
    assert [error["pointer"] for error in problem["errors"]] == ["/taken"]


@pytest.mark.parametrize("exam", ["XXX", "PHY"])
def test_an_exam_that_the_centre_does_not_run_gets_no_seats(exam: str) -> None:
    before = contents()
    assert refused(change(exam, 5, by=LILLE), 409, "exam-not-run")["exams"] == [exam]
    assert contents() == before


@pytest.mark.parametrize(
    "actor", [ALICE, ASSOCIATION, centre("C02", scopes=DECIDE)], ids=["candidate", "association", "key"]
)
def test_seats_are_seen_by_the_centre_with_the_scope(actor: Identity) -> None:
    refused(seats(by=actor), 403, "forbidden")


@pytest.mark.parametrize(
    "actor", [ALICE, ASSOCIATION, centre("C02", scopes=READ)], ids=["candidate", "association", "key"]
)
def test_seats_are_changed_by_the_centre_with_the_scope(actor: Identity) -> None:
    refused(change("CHI", 9, by=actor), 403, "forbidden")

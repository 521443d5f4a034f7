"""What everybody can read: sessions, exams, and the centres that run all of the chosen ones."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from shared import table
from tests.support import season
from tests.support.api import Reply, call

pytestmark = pytest.mark.usefixtures("season")


@pytest.fixture
def calls() -> Iterator[list[str]]:
    """The names of the calls of DynamoDB, in order."""
    made: list[str] = []

    def note(model: Any, **_: Any) -> None:
        made.append(model.name)

    events = table.client().meta.events
    events.register("before-call.dynamodb", note)
    yield made
    events.unregister("before-call.dynamodb", note)


def centres(department: str = "02", *exams: str, session: str = season.THIS) -> Reply:
    query = {"department": department, "exam": list(exams)}
    return call(f"GET /v1/sessions/{session}/centres", query=query)


def codes(reply: Reply) -> list[str]:
    assert reply.status == 200
    return [one["code"] for one in reply.body["items"]]


def test_the_sessions_say_when_and_at_what_price() -> None:
    reply = call("GET /v1/sessions")
    assert reply.status == 200
    assert reply.body["items"][0] == {
        "code": "2027-01",
        "label": "janvier 2027",
        "opens_at": "2026-10-01T07:00:00Z",
        "closes_at": "2026-12-15T23:00:00Z",
        "decide_by_at": "2027-01-08T23:00:00Z",
        "open": True,
        "fee_cents": 5000,
        "currency": "EUR",
        "successor": "2027-06",
        "nir": "optional",
    }
    assert [one["code"] for one in reply.body["items"]] == ["2027-01", "2027-06"]


@pytest.mark.parametrize(
    ("now", "open"),
    [
        (datetime(2026, 10, 1, 6, 59, 59, tzinfo=UTC), False),
        (datetime(2026, 10, 1, 7, tzinfo=UTC), True),
        (datetime(2026, 12, 15, 22, 59, 59, tzinfo=UTC), True),
        (datetime(2026, 12, 15, 23, tzinfo=UTC), False),
    ],
)
def test_a_session_is_open_from_its_opening_until_its_closing(
    now: datetime, open: bool, clock: time_machine.Traveller
) -> None:
    clock.move_to(now)
    assert call("GET /v1/sessions").body["items"][0]["open"] is open


def test_the_exams_of_a_session_come_in_the_order_of_their_hours() -> None:
    reply = call("GET /v1/sessions/2027-01/exams")
    assert [one["code"] for one in reply.body["items"]] == ["CHI", "PHY", "BIO", "TEC"]
    assert reply.body["items"][3] == {
        "code": "TEC",
        "label": "Technologie",
        "date": "2027-01-14",
        "time": "14:00",
        "duration_minutes": 180,
    }


@pytest.mark.parametrize("session", ["2031-01", "2027-02", "x", "%20", "é" * 64])
def test_an_unknown_session_is_not_found(session: str) -> None:
    for kind in ("exams", "centres"):
        reply = call(f"GET /v1/sessions/{session}/{kind}", query="department=02&exam=CHI")
        assert (reply.status, reply.body["code"]) == (404, "not-found")


def test_a_centre_is_found_with_its_seats() -> None:
    season.store(season.seats(season.THIS, "C02", "BIO", taken=1))
    assert centres("02", "CHI", "BIO").body == {
        "department": "02",
        "items": [
            {
                "code": "C02",
                "name": "Centre de Laon",
                "department": "02",
                "address": "1 rue des Écoles, 02000 Laon",
                "seats": [{"exam": "BIO", "left": 1}, {"exam": "CHI", "left": 5}],
                "full": False,
            }
        ],
        "departments_with_a_centre": [
            {"code": "02", "name": "Aisne", "centres": 1},
            {"code": "59", "name": "Nord", "centres": 1},
            {"code": "67", "name": "Bas-Rhin", "centres": 1},
            {"code": "972", "name": "Martinique", "centres": 1},
        ],
    }


def test_a_centre_that_runs_only_some_of_the_exams_is_not_found() -> None:
    assert codes(centres("59", "BIO")) == ["C59"]
    assert codes(centres("59", "BIO", "TEC")) == []
    assert codes(centres("974", "CHI", "BIO")) == []


def test_where_no_centre_is_found_the_other_departments_are_given() -> None:
    reply = centres("59", "BIO", "TEC")
    assert reply.body["items"] == []
    assert reply.body["departments_with_a_centre"] == [{"code": "02", "name": "Aisne", "centres": 1}]


def test_exams_that_nobody_runs_together_have_no_department() -> None:
    season.store(season.seats(season.THIS, "C02", "TEC", capacity=0))
    assert centres("02", "TEC").body == {"department": "02", "items": [], "departments_with_a_centre": []}


def test_a_full_centre_is_found_and_marked() -> None:
    season.store(season.seats(season.THIS, "C02", "TEC", taken=1))
    reply = centres("02", "CHI", "TEC")
    (centre,) = reply.body["items"]
    assert centre["full"] is True
    assert centre["seats"] == [{"exam": "CHI", "left": 5}, {"exam": "TEC", "left": 0}]
    assert reply.body["departments_with_a_centre"] == [{"code": "02", "name": "Aisne", "centres": 1}]


@pytest.mark.parametrize(
    ("asked", "order"),
    [
        ("02", ["02", "77", "19", "83", "2A", "972"]),
        ("60", ["02", "77", "19", "83", "2A", "972"]),
        ("2B", ["2A", "83", "19", "77", "02", "972"]),
        ("971", ["972", "02", "19", "2A", "77", "83"]),
    ],
)
def test_the_departments_with_a_centre_come_nearest_first(asked: str, order: list[str]) -> None:
    for department in ("19", "2A", "77", "83", "972"):
        code = f"T{department}"
        season.store(season.centre("C02").model_copy(update={"code": code, "department": department}))
        season.store(season.seats(season.THIS, code, "TEC", capacity=3))
    found = centres(asked, "TEC").body["departments_with_a_centre"]
    assert [one["code"] for one in found] == order


def test_departments_are_counted_once_for_each_of_their_centres() -> None:
    season.store(season.centre("C59").model_copy(update={"code": "C59B"}))
    season.store(season.seats(season.THIS, "C59B", "BIO", capacity=3))
    reply = centres("59", "BIO")
    assert codes(reply) == ["C59", "C59B"]
    assert {"code": "59", "name": "Nord", "centres": 2} in reply.body["departments_with_a_centre"]


@pytest.mark.parametrize("typed", ["2", "02", "aisne", "Aisne", "02000"])
def test_the_department_is_understood_however_it_is_typed(typed: str) -> None:
    assert codes(centres(typed, "CHI")) == ["C02"]


def test_the_department_that_was_understood_is_said() -> None:
    assert centres("cotes d armor", "CHI").body["department"] == "22"


def test_exams_may_be_named_in_small_letters_and_twice() -> None:
    assert codes(centres("02", "chi", "CHI", "bio")) == ["C02"]


def errors(reply: Reply) -> list[tuple[str, str, str]]:
    assert (reply.status, reply.body["code"]) == (422, "validation")
    return [(one["pointer"], one["code"], one["detail"]) for one in reply.body["errors"]]


def test_an_unknown_department_is_refused_with_what_to_type() -> None:
    text = "Département inconnu\u00a0: saisissez un numéro (par exemple 02) ou un nom (par exemple Aisne)"
    assert errors(centres("atlantide", "CHI")) == [("department", "unknown", text)]


def test_corsica_has_two_sides() -> None:
    text = "Corse-du-Sud (2A) ou Haute-Corse (2B)\u202f?"
    assert errors(centres("20", "CHI")) == [("department", "ambiguous", text)]


def test_what_was_not_chosen_is_asked_for() -> None:
    both = [
        ("department", "missing", "Saisissez un département"),
        ("exam", "missing", "Choisissez au moins une épreuve"),
    ]
    assert errors(call("GET /v1/sessions/2027-01/centres")) == both
    assert errors(call("GET /v1/sessions/2027-01/centres", query="department=")) == both


def test_an_unknown_exam_is_named() -> None:
    assert errors(centres("02", "CHI", "XYZ", "ABC")) == [
        ("exam", "unknown", "Cette session n’a pas d’épreuve ABC et XYZ")
    ]


def test_an_unknown_parameter_is_refused() -> None:
    reply = call("GET /v1/sessions/2027-01/centres", query="department=02&exam=CHI&departement=59")
    assert [one[0] for one in errors(reply)] == ["departement"]


@pytest.mark.parametrize(
    "request_",
    ["GET /v1/sessions", "GET /v1/sessions/2027-01/exams", "GET /v1/sessions/2027-01/centres"],
)
def test_a_list_takes_at_most_two_queries_and_a_look_at_the_session(request_: str, calls: list[str]) -> None:
    query = "department=02&exam=CHI" if request_.endswith("centres") else ""
    assert call(request_, query=query).status == 200
    assert calls.count("Query") in {1, 2}
    assert calls.count("BatchGetItem") == len(calls) - calls.count("Query") <= 1

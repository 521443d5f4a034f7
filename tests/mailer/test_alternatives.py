"""Where a refused candidate can go: near, and with a seat left for every exam."""

import pytest

from functions.mailer.alternatives import alternatives
from shared.catalogue import Seats
from shared.registration.model import Registration
from tests.support import lives, season

pytestmark = pytest.mark.usefixtures("season")


def offer(centre: str, **left: int) -> None:
    """Two seats for each exam, of which so many are left."""
    for exam, one in left.items():
        season.store(Seats(session=season.THIS, centre=centre, exam=exam, capacity=2, taken=2 - one))


def put(code: str, department: str, name: str) -> None:
    season.store(season.centre("C59").model_copy(update={"code": code, "department": department, "name": name}))


def found(*exams: str) -> list[str]:
    return proposed(lives.registration(lives.register(exams=exams)))


def proposed(registration: Registration) -> list[str]:
    return [f"{one.name}, {one.department}" for one in alternatives(registration, "02")]


def test_the_same_department_comes_first_then_its_neighbours() -> None:
    for code, department, name in [("N", "80", "Amiens"), ("A", "02", "Soissons"), ("B", "08", "Sedan")]:
        put(code, department, name)
        offer(code, CHI=1)
    assert found("CHI") == [
        *["Soissons, Aisne (02)", "Sedan, Ardennes (08)", "Centre de Lille, Nord (59)", "Amiens, Somme (80)"]
    ]


def test_within_a_department_they_are_in_the_order_of_their_names() -> None:
    for code, name in [("Z", "Guise"), ("A", "Vervins"), ("M", "Hirson")]:
        put(code, "02", name)
        offer(code, CHI=2)
    assert [one.partition(",")[0] for one in found("CHI")[:3]] == ["Guise", "Hirson", "Vervins"]


def test_the_centre_that_refused_is_not_proposed_again() -> None:
    assert not [one for one in found("CHI") if "Laon" in one]


def test_a_centre_further_away_is_not_proposed() -> None:
    assert found("CHI") == ["Centre de Lille, Nord (59)"]


def test_a_centre_must_have_a_seat_for_every_exam() -> None:
    put("A", "02", "Soissons")
    offer("A", CHI=1, BIO=0)
    offer("C59", CHI=0, BIO=2)
    registration = lives.registration(lives.register(exams=("CHI", "BIO")))
    assert proposed(registration) == []
    offer("A", BIO=1)
    assert proposed(registration) == ["Soissons, Aisne (02)"]


def test_a_centre_that_does_not_run_one_of_the_exams_is_not_proposed() -> None:
    assert found("BIO", "PHY") == []


def test_overseas_there_is_no_neighbour() -> None:
    registration = lives.registration(lives.register(centre="C972"))
    assert alternatives(registration, "972") == ()


def test_a_centre_that_is_not_active_is_not_proposed() -> None:
    assert found("CHI") == ["Centre de Lille, Nord (59)"]
    season.store(season.centre("C59").model_copy(update={"active": False}))
    assert proposed(lives.registration(lives.register(exams=("BIO",)))) == []

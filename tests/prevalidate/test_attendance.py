"""Who sits an exam: the list that the examiners tick and the candidates sign."""

from datetime import date
from typing import Any

import pytest
import time_machine

from shared import keys, table
from shared.candidate import Candidate
from shared.registration.lifecycle import State
from tests.deferral.steps import decide
from tests.prevalidate.sheet import cells, sheet
from tests.support import season
from tests.support.api import ALICE, BOB, CHLOE, LILLE, candidate, centre
from tests.support.documents import give
from tests.support.steps import defer, done, in_state, pay, prevalidate, refused, register

pytestmark = pytest.mark.usefixtures("season")


def listed(exam: str = "CHI", **query: Any) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = done(sheet(f"exams/{exam}/attendance", **query)).body["items"]
    return items


def names(exam: str = "CHI", **query: Any) -> list[str]:
    return [f"{one['family_name']} {one['given_name']}" for one in listed(exam, **query)]


def validated(family_name: str, given_name: str, number: int) -> None:
    nuc = f"A{number:07}"
    season.store(
        Candidate(
            nuc=nuc, given_name=given_name, birth_name=family_name, born_on=date(1998, 3, 27), email="a@example.org"
        )
    )
    in_state(State.VALIDATED, "CHI", by=candidate(nuc))


def test_the_list_says_which_exam_and_when_and_all_that_tells_a_candidate() -> None:
    reference = in_state(State.VALIDATED)
    assert done(sheet("exams/chi/attendance")).body == {
        "session": "2027-01",
        "exam": "CHI",
        "label": "Chimie",
        "date": "2027-01-13",
        "time": "09:00",
        "items": [
            {
                "family_name": "Martin",
                "given_name": "Alice",
                "born_on": "1998-03-27",
                "nuc": "20230001",
                "reference": reference,
                "carried_over_from": None,
            }
        ],
    }


def test_to_print_there_is_room_for_a_signature() -> None:
    reference = in_state(State.VALIDATED)
    reply = sheet("exams/CHI/attendance.csv")
    assert cells(reply) == [
        ["N°", "NOM Prénom", "Date de naissance", "NUC", "Référence", "Signature"],
        ["1", "MARTIN Alice", "27/03/1998", "20230001", reference, ""],
    ]
    assert reply.headers["content-disposition"] == 'attachment; filename="certif-up-emargement-2027-01-CHI.csv"'


def test_only_validated_lines_of_this_exam_are_on_it() -> None:
    in_state(State.PREVALIDATED, "CHI", by=BOB)
    in_state(State.VALIDATED, "BIO")
    register("CHI", by=CHLOE)
    assert names() == []
    assert names("BIO") == ["Martin Alice"]


def test_another_centres_candidates_are_not() -> None:
    in_state(State.VALIDATED)
    assert done(sheet("exams/CHI/attendance", by=LILLE)).body["items"] == []


def test_a_deferred_line_leaves_it_and_stands_on_the_one_of_the_next_session() -> None:
    reference = in_state(State.VALIDATED, "CHI", "BIO")
    asked = done(defer(reference, "CHI")).body["id"]
    done(give(asked))
    assert names() == ["Martin Alice"]  # until it is decided
    done(decide(asked))
    assert (names(), names("BIO")) == ([], ["Martin Alice"])
    (carried,) = listed(session=season.NEXT)
    assert (carried["family_name"], carried["carried_over_from"]) == ("Martin", reference)


def test_names_are_in_french_order() -> None:
    season.store(season.seats(season.THIS, "C02", "CHI", capacity=20))
    in_order = [
        ("Degas", "Léa"),
        ("de Gaulle", "Anne"),
        ("D’Hœdt", "Zoé"),
        ("Étienne", "Paul"),
        ("Etienne-Roux", "Ana"),
        ("Lebrun", "Éric"),
        ("Le Brun", "Étienne"),
        ("Noël", "Ève"),
        ("Zola", "Émile"),
    ]
    for number, (family_name, given_name) in enumerate(reversed(in_order)):
        validated(family_name, given_name, number)
    assert names() == [" ".join(one) for one in in_order]


def test_a_name_that_looks_like_a_formula_is_none() -> None:
    validated("=Sum", "Ada", 1)
    assert cells(sheet("exams/CHI/attendance.csv"))[1][1] == "'=SUM Ada"


def test_whose_data_are_erased_has_no_date_of_birth() -> None:
    in_state(State.VALIDATED)
    table.write(table.delete_anyway(keys.candidate(ALICE["id"])))
    assert [one["born_on"] for one in listed()] == [None]


def test_the_clock_is_the_centres(clock: time_machine.Traveller) -> None:
    fort_de_france = centre("C972")
    reference = register("CHI", centre="C972")
    done(prevalidate(reference, by=fort_de_france))
    done(pay(reference, by=fort_de_france))
    assert done(sheet("exams/CHI/attendance", by=fort_de_france)).body["time"] == "09:00"


@pytest.mark.parametrize("path", ["exams/XYZ/attendance", "exams/CHI%23/attendance.csv", "exams/{x}/attendance"])
def test_an_exam_that_does_not_exist_is_not_found(path: str) -> None:
    refused(sheet(path), 404, "not-found")

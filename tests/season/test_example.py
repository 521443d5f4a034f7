from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from local.season.example import Example, example
from shared.catalogue import Centre, at_the_same_time, centres_running
from shared.departments import NAMES

LISTS = Path("local/season")


@pytest.fixture(scope="module")
def season() -> Example:
    return example(datetime(2026, 11, 23, 12, tzinfo=UTC))


def of_session(season: Example, position: int) -> str:
    return season.sessions[position].code


def test_twenty_centres_in_twelve_departments(season: Example) -> None:
    departments = {centre.department for centre in season.centres}
    assert len({centre.code for centre in season.centres}) == 20
    assert len(departments) == 12
    assert {"02", "67", "2A", "972", "974"} <= departments <= NAMES.keys()


def test_a_dozen_exams_with_two_pairs_at_the_same_hour(season: Example) -> None:
    for position in (0, 1):
        exams = [exam for exam in season.exams if exam.session == of_session(season, position)]
        pairs = {(one.code, other.code) for one, other in at_the_same_time(exams)}
        assert len({exam.code for exam in exams}) == 12
        assert pairs == {("TABLEUR", "TEXTE"), ("FISCAL", "ORTHO")}


def test_seats_are_those_of_known_exams_in_both_sessions(season: Example) -> None:
    exams = {exam.code for exam in season.exams}
    this, following = (
        {(one.centre, one.exam, one.capacity) for one in season.seats if one.session == session.code}
        for session in season.sessions
    )
    assert this == following
    assert {exam for _, exam, _ in this} == exams
    assert all(one.taken == 0 < one.capacity for one in season.seats)


def test_the_first_centre_runs_one_exam_with_five_seats(season: Example) -> None:
    first = season.people[0].centre
    here = [one for one in season.seats if (one.session, one.centre) == (of_session(season, 0), first)]
    assert [one.exam for one in here if one.capacity == 5] == ["TABLEUR"]


def test_one_centre_has_a_single_seat_for_one_exam(season: Example) -> None:
    single = [(one.centre, one.exam) for one in season.seats if one.capacity == 1]
    assert set(single) == {("02-SOISSONS", "STENO-100")}


def test_some_departments_run_no_centre_for_an_exam(season: Example) -> None:
    seats = [one for one in season.seats if one.session == of_session(season, 0)]
    department = {centre.code: centre.department for centre in season.centres}
    offering = {department[code] for code in centres_running(seats, ["STENO-100"])}
    assert "02" in offering
    assert {"80", "2A", "974"}.isdisjoint(offering)


def test_the_centres_have_various_settings(season: Example) -> None:
    centres = {centre.code: centre for centre in season.centres}
    assert [code for code, centre in centres.items() if centre.observes_good_friday] == ["67-STRASBOURG"]
    assert {centre.recording_grace_days for centre in centres.values()} == {0, 1, 2}
    assert {centre.accepts_late_payments for centre in centres.values()} == {False, True}
    assert datetime(2026, 12, 24, tzinfo=UTC).date() in centres["02-SOISSONS"].closing_days


def test_the_lists_hold_no_word_that_is_not_read() -> None:
    rows = yaml.safe_load((LISTS / "centres.yaml").read_text(encoding="utf-8"))
    known = Centre.model_fields.keys() - {"email"} | {"seats", "people"}
    assert [row.keys() - known for row in rows if row.keys() - known] == []


def test_thirty_candidates_have_a_nuc_whose_last_digit_checks_the_others(season: Example) -> None:
    nucs = {candidate.nuc for candidate in season.candidates}
    assert len(nucs) == 30
    assert all(len(nuc) == 8 and luhn_sum(nuc) % 10 == 0 for nuc in nucs)


def test_no_address_can_reach_anybody(season: Example) -> None:
    addresses = [
        *(one.email for one in season.candidates),
        *(one.email for one in season.centres),
        *(one.email for one in season.people),
    ]
    assert len(set(addresses)) == len(addresses)
    assert all(address.endswith(".example") for address in addresses)


def luhn_sum(digits: str) -> int:
    doubled = [int(digit) * (1 + position % 2) for position, digit in enumerate(reversed(digits))]
    return sum(value // 10 + value % 10 for value in doubled)

from datetime import date, timedelta

import pytest
from jours_feries_france import JoursFeries

from shared.deadline.holidays import easter_sunday, holidays
from shared.departments import NAMES

YEARS = range(2020, 2036)
OVERSEAS = {
    "971": "Guadeloupe",
    "972": "Martinique",
    "973": "Guyane",
    "974": "La Réunion",
    "975": "Saint-Pierre-et-Miquelon",
    "976": "Mayotte",
    "977": "Saint-Barthélémy",
    "978": "Saint-Martin",
}
# Alsace-Moselle is apart: the library always counts Good Friday there, although the law (Code du travail, L3134-13)
# gives it only to communes with a Protestant church or a church of both confessions.
ZONES = {code: OVERSEAS.get(code, "Métropole") for code in NAMES if code not in {"57", "67", "68"}}


@pytest.mark.parametrize("department", ZONES)
def test_holidays_are_those_of_an_independent_library(department: str) -> None:
    for year in YEARS:
        expected = set(JoursFeries.for_year(year, ZONES[department]).values())
        assert set(holidays(year, department, observes_good_friday=False)) == expected


@pytest.mark.parametrize("department", ["57", "67", "68"])
def test_alsace_and_moselle_have_two_days_more_where_good_friday_is_observed(department: str) -> None:
    for year in YEARS:
        expected = set(JoursFeries.for_year(year, "Alsace-Moselle").values())
        good_friday = JoursFeries.paques(year) - timedelta(days=2)
        assert set(holidays(year, department, observes_good_friday=True)) == expected
        assert set(holidays(year, department, observes_good_friday=False)) == expected - {good_friday}


@pytest.mark.parametrize("department", ZONES)
def test_good_friday_means_nothing_outside_alsace_and_moselle(department: str) -> None:
    assert holidays(2026, department, observes_good_friday=True) == holidays(
        2026, department, observes_good_friday=False
    )


@pytest.mark.parametrize(
    ("department", "day"),
    [
        ("971", date(2026, 5, 27)),
        ("972", date(2026, 5, 22)),
        ("973", date(2026, 6, 10)),
        ("974", date(2026, 12, 20)),
        ("976", date(2026, 4, 27)),
        ("977", date(2026, 10, 9)),
        ("978", date(2026, 5, 28)),
    ],
)
def test_each_overseas_territory_has_its_own_day(department: str, day: date) -> None:
    observing = {code for code in NAMES if day in holidays(2026, code, observes_good_friday=True)}
    assert observing == {department}


def test_metropolitan_france_has_eleven_holidays() -> None:
    assert holidays(2026, "02", observes_good_friday=False) == {
        date(2026, 1, 1): "jour de l’An",
        date(2026, 4, 6): "lundi de Pâques",
        date(2026, 5, 1): "fête du Travail",
        date(2026, 5, 8): "victoire de 1945",
        date(2026, 5, 14): "Ascension",
        date(2026, 5, 25): "lundi de Pentecôte",
        date(2026, 7, 14): "fête nationale",
        date(2026, 8, 15): "Assomption",
        date(2026, 11, 1): "Toussaint",
        date(2026, 11, 11): "armistice de 1918",
        date(2026, 12, 25): "Noël",
    }


@pytest.mark.parametrize(
    "easter",
    # The earliest and the latest possible, then years in which other rules than the right one go astray.
    [date(1818, 3, 22), date(2285, 3, 22), date(1943, 4, 25), date(2038, 4, 25), date(1954, 4, 18), date(1981, 4, 19)],
)
def test_easter_at_the_ends_of_its_range(easter: date) -> None:
    assert easter_sunday(easter.year) == easter


def test_a_territory_day_that_falls_on_a_common_holiday_counts_once() -> None:
    guyane = holidays(2030, "973", observes_good_friday=False)
    assert guyane[date(2030, 6, 10)] == "lundi de Pentecôte"
    assert len(guyane) == 11

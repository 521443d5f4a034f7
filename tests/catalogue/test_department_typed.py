"""What people type for a department."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from shared.departments import NAMES, meant


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("2", ["02"]),
        ("02", ["02"]),
        ("75", ["75"]),
        ("2a", ["2A"]),
        ("2B", ["2B"]),
        ("20", ["2A", "2B"]),
        ("Corse", ["2A", "2B"]),
        ("974", ["974"]),
        ("Aisne", ["02"]),
        ("aisne", ["02"]),
        (" AISNE ", ["02"]),
        ("cotes d armor", ["22"]),
        ("Côtes-d’Armor", ["22"]),
        ("cote d'or", ["21"]),
        ("val doise", ["95"]),
        ("hérault", ["34"]),
        ("He\u0301rault", ["34"]),
        ("La Réunion", ["974"]),
        ("reunion", ["974"]),
        ("02000", ["02"]),
        ("75 011", ["75"]),
        ("01000", ["01"]),
        ("20000", ["2A"]),
        ("20137", ["2A"]),
        ("20200", ["2B"]),
        ("20620", ["2B"]),
        ("97110", ["971"]),
        ("97200", ["972"]),
        ("97400", ["974"]),
        ("97500", ["975"]),
        ("97600", ["976"]),
        ("97133", ["977"]),
        ("97150", ["978"]),
    ],
)
def test_numbers_names_and_postcodes_are_understood(typed: str, codes: list[str]) -> None:
    assert list(meant(typed)) == codes


@pytest.mark.parametrize(
    "typed", ["", " ", "0", "00", "96", "98", "99", "970", "979", "98000", "20400", "2C", "002", "Aisn", "ain e2", "٠٢"]
)
def test_anything_else_is_not(typed: str) -> None:
    assert meant(typed) == ()


@pytest.mark.parametrize("code", NAMES)
def test_every_department_is_found_by_its_number_and_its_name(code: str) -> None:
    assert meant(code) == (code,)
    assert meant(NAMES[code]) == (code,)
    assert meant(NAMES[code].upper().replace("-", " ")) == (code,)


@given(some.text())
def test_whatever_is_typed_is_a_department_or_nothing(typed: str) -> None:
    assert set(meant(typed)) <= set(NAMES)

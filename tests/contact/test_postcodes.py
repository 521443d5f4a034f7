"""The communes that a postcode may stand for."""

import re
from typing import Any

import pytest

from shared.contact.details import department
from shared.contact.text import line_or, searchable
from shared.departments import NAMES
from shared.postcodes import FILE, communes
from tools.communes import lines

POSTCODES = [line.partition(" ")[0] for line in FILE.read_text(encoding="utf-8").splitlines()]
ALL = {name for postcode in POSTCODES for name in communes(postcode)}


@pytest.mark.parametrize(
    ("postcode", "commune"),
    [
        ("42000", "Saint-Étienne"),
        ("94240", "L’Haÿ-les-Roses"),
        ("59800", "Lille"),
        ("75001", "Paris"),
        ("75116", "Paris"),
        ("69009", "Lyon"),
        ("13016", "Marseille"),
        ("20090", "Ajaccio"),
        ("97400", "Saint-Denis"),
        ("97133", "Saint-Barthélemy"),
        ("97150", "Saint-Martin"),
        ("98800", "Nouméa"),
    ],
)
def test_a_postcode_may_have_one_commune(postcode: str, commune: str) -> None:
    assert communes(postcode) == (commune,)


def test_a_postcode_may_have_several_in_the_order_of_the_alphabet_accents_aside() -> None:
    assert communes("01000") == ("Bourg-en-Bresse", "Saint-Denis-lès-Bourg")
    assert communes("97500") == ("Miquelon-Langlade", "Saint-Pierre")
    around_laon = communes("02000")
    assert around_laon[11:15] == ("Clacy-et-Thierret", "Étouvelles", "Laniscourt", "Laon")


@pytest.mark.parametrize("postcode", ["", "0200", "02000 ", "99999", "00100", "76600 Le", "02000\n", "a", "٠٢٠٠٠"])
def test_what_is_no_postcode_has_none(postcode: str) -> None:
    assert communes(postcode) == ()


def test_every_department_has_a_postcode() -> None:
    assert set(NAMES) == {department(postcode) for postcode in POSTCODES} - {None}


def test_every_postcode_is_there_once_and_has_communes() -> None:
    assert sorted(set(POSTCODES)) == POSTCODES
    assert all(re.fullmatch("[0-9]{5}", postcode) and communes(postcode) for postcode in POSTCODES)
    assert len(POSTCODES) > 6_000
    assert len(ALL) > 32_000


def test_the_communes_of_a_postcode_are_all_different_and_in_order() -> None:
    for found in map(communes, POSTCODES):
        assert list(found) == sorted(set(found), key=searchable)


def test_every_commune_can_be_given_as_the_town_of_an_address() -> None:
    as_town = line_or("Saisissez votre commune")
    assert {name for name in ALL if as_town(name) != name or "'" in name} == set()
    assert max(map(len, ALL)) <= 45


def test_of_the_source_only_communes_of_today_are_taken() -> None:
    source: list[dict[str, Any]] = [
        {"nom": "Lyon", "type": "commune-actuelle", "codesPostaux": ["69001", "69002"]},
        {"nom": "Lyon 1er Arrondissement", "type": "arrondissement-municipal", "codesPostaux": ["69001"]},
        {"nom": "Sainte-Adresse", "type": "commune-actuelle", "codesPostaux": ["01001"]},
        {"nom": "L'Étang", "type": "commune-actuelle", "codesPostaux": ["01001"]},
        {"nom": "Étretat", "type": "commune-actuelle", "codesPostaux": ["01001"]},
        {"nom": "Ancienne", "type": "commune-deleguee"},
        {"nom": "La Terre-Adélie", "type": "commune-actuelle"},
    ]
    expected = "01001 Étretat|L’Étang|Sainte-Adresse\n69001 Lyon\n69002 Lyon\n"
    assert lines(source) == lines(source[::-1]) == expected

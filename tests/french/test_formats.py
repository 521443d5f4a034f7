from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from shared.departments import NAMES, time_zone
from shared.french.formats import (
    clock,
    count,
    date_time,
    day_and_month,
    enumeration,
    long_date,
    number,
    short_date,
    until,
)
from shared.french.typography import typeset

PARIS = ZoneInfo("Europe/Paris")


def test_dates_as_they_are_read() -> None:
    day = date(2026, 11, 27)
    assert long_date(day) == "vendredi 27\u00a0novembre 2026"
    assert day_and_month(day) == "27\u00a0novembre"
    assert short_date(date(1998, 3, 27)) == "27/03/1998"
    assert short_date(date(998, 3, 7)) == "07/03/0998"


def test_the_first_of_a_month_is_an_ordinal() -> None:
    assert long_date(date(2026, 1, 1)) == "jeudi 1er\u00a0janvier 2026"
    assert day_and_month(date(2026, 8, 1)) == "1er\u00a0août"
    assert day_and_month(date(2026, 8, 11)) == "11\u00a0août"


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (time(9, 12), "9\u00a0h\u00a012"),
        (time(9), "9\u00a0h"),
        (time(18, 5), "18\u00a0h\u00a005"),
        (time(0, 30), "0\u00a0h\u00a030"),
    ],
)
def test_times_as_they_are_read(moment: time, text: str) -> None:
    assert clock(moment) == text


def test_a_moment_is_told_on_the_clock_of_the_place() -> None:
    at = datetime(2026, 11, 27, 8, 12, tzinfo=UTC)
    assert date_time(at, PARIS) == "vendredi 27\u00a0novembre 2026 à 9\u00a0h\u00a012 (heure de Paris)"
    assert date_time(at, time_zone("972")) == (
        "vendredi 27\u00a0novembre 2026 à 4\u00a0h\u00a012 (heure de la Martinique)"
    )
    assert date_time(datetime(2026, 12, 31, 20, tzinfo=UTC), time_zone("974")) == (
        "vendredi 1er\u00a0janvier 2027 à 0\u00a0h (heure de La Réunion)"
    )


def test_the_last_day_is_said_to_be_included_and_the_clock_named_overseas_only() -> None:
    day = date(2026, 1, 21)
    assert until(day, PARIS) == "jusqu’au mercredi 21\u00a0janvier 2026 inclus"
    assert until(day, time_zone("973")) == "jusqu’au mercredi 21\u00a0janvier 2026 inclus (heure de la Guyane)"


def test_the_clock_of_every_department_has_a_name_of_its_own() -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    names = {date_time(at, time_zone(department)).partition("(heure ")[2] for department in NAMES}
    assert len(names) == len({time_zone(department).key for department in NAMES}) == 9


def test_lists_as_they_are_read() -> None:
    assert [enumeration(list(letters)) for letters in ("", "a", "ab", "abc")] == ["", "a", "a et b", "a, b et c"]


def test_the_plural_begins_at_two() -> None:
    assert [count(n, "place") for n in (0, 1, 2)] == ["0\u00a0place", "1\u00a0place", "2\u00a0places"]
    assert count(3, "jour ouvré", "jours ouvrés") == "3\u00a0jours ouvrés"
    assert number(1234567) == "1\u202f234\u202f567"


def test_the_typographic_pass_has_nothing_to_add_to_a_format() -> None:
    at = datetime(2026, 11, 1, 8, 12, tzinfo=UTC)
    for text in (date_time(at, PARIS), until(at.date(), time_zone("978")), count(1050, "heure"), clock(time(9, 12))):
        assert typeset(text) == text

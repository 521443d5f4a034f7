from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from shared.contact.birth import birth_date
from shared.french.formats import short_date
from tests.contact.refusing import refusal

TODAY = date(2026, 1, 16)
ASKED = "Saisissez votre date de naissance, par exemple 27/03/1998"
IN_THE_PAST = "La date de naissance doit être dans le passé"
born = some.dates(date(1900, 1, 1), date(2026, 1, 15))


def read(typed: str) -> date:
    return birth_date(typed, today=TODAY)


@pytest.mark.parametrize(
    "typed",
    [
        *("27/03/1998", "27/3/1998", "27-3-1998", "27-03-1998", "27.03.1998", "27 03 1998", " 27 / 03 / 1998 "),
        *("27\u00a003\u00a01998", "1998-03-27"),
    ],
)
def test_a_date_is_typed_the_french_way_or_the_programs_way(typed: str) -> None:
    assert read(typed) == date(1998, 3, 27)


def test_the_day_comes_first() -> None:
    assert read("03/04/1998") == date(1998, 4, 3)


@pytest.mark.parametrize(
    "typed",
    [
        *("", "27/03", "27/03/98", "27 3 98", "27-3-98", "98-03-27", "03/27/1998", "27/13/1998", "00/03/1998"),
        *("31/04/1998", "29/02/1997", "29/02/1900", "27/00/1998", "1998-3-27", "1998/03/27", "1998-27-03", "27031998"),
        *("27/03/19998", "127/03/1998", "27/03/0000", "27/03/1899", "31/12/1899", "27 mars 1998", "27//03/1998"),
        *("٢٧/٠٣/١٩٩٨", "27/03/199８", "1998-03-27T00:00", "890956800", "27/03/1998\x00"),  # noqa: RUF001
    ],
)
def test_what_is_no_day_on_the_calendar_since_1900_is_asked_for_again(typed: str) -> None:
    assert refusal(read, typed) == ASKED


def test_leap_days_are_days() -> None:
    assert read("29/02/2000") == date(2000, 2, 29)
    assert read("01/01/1900") == date(1900, 1, 1)


def test_a_date_of_birth_is_before_today() -> None:
    assert read("15/01/2026") == date(2026, 1, 15)
    assert {refusal(read, typed) for typed in ("16/01/2026", "17/01/2026", "27/03/2998")} == {IN_THE_PAST}


@given(born, some.sampled_from("/-. "))
def test_every_day_is_read_back_as_it_is_written(day: date, separator: str) -> None:
    assert read(short_date(day).replace("/", separator)) == day
    assert read(f"{day.day}{separator}{day.month}{separator}{day.year}") == day
    assert read(day.isoformat()) == day


@given(some.text() | some.text("0123456789/-. ", max_size=12))
def test_whatever_is_typed_is_a_past_day_or_is_refused(typed: str) -> None:
    try:
        outcome: date | str = read(typed)
    except ValueError as refused:
        outcome = str(refused)
    assert outcome in {ASKED, IN_THE_PAST} or (isinstance(outcome, date) and date(1900, 1, 1) <= outcome < TODAY)

import json
import logging
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from shared.nir.check import Nir, disagrees_with, is_provisional, masked, parse, spaced
from tests.nir.numbers import DEPARTMENTS, FIRST_DIGITS, MONTHS, with_key

SAMPLE = "295109912611193"
NOTHING_TYPED = "Saisissez votre numéro de sécurité sociale"
KEY_MISSING = "Il manque la clé : ajoutez les 2 derniers chiffres de votre numéro de sécurité sociale"
MISTYPED = "Ce numéro de sécurité sociale contient une erreur de frappe : vérifiez chaque chiffre"

numbers = some.builds(
    lambda first, year, month, department, commune, order: with_key(
        f"{first}{year:02}{month}{department}{commune:03}{order:03}"
    ),
    some.sampled_from(FIRST_DIGITS),
    some.integers(0, 99),
    some.sampled_from(MONTHS),
    some.sampled_from(DEPARTMENTS),
    some.integers(1, 999),
    some.integers(1, 999),
)
separators = some.text(" .-\u00a0\u202f\u2009\t\u2010\u2011\u2013\u200b\u200e\u202c\ufeff", max_size=3)


def refusal(typed: str) -> str:
    with pytest.raises(ValueError) as refused:  # noqa: PT011 (what it says is what the tests compare)
        parse(typed)
    return str(refused.value)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("295109912611193", SAMPLE),
        ("2 95 10 99 126 111 93", SAMPLE),
        ("  2.95.10.99.126.111-93\n", SAMPLE),
        ("2\u00a095\u202f10\u200999\u2011126\u2013111\u201493", SAMPLE),
        ("\u202a2 95 10 99 126 111 93\u202c", SAMPLE),
        ("2 53 07 2B 073 004 70", "253072B07300470"),
        ("2 53 07 2b 073 004 70", "253072B07300470"),
        ("253072a07300443", "253072A07300443"),
        ("1 55 08 20 168 025 " + with_key("1550820168025")[13:], with_key("1550820168025")),
    ],
)
def test_spaces_dots_hyphens_and_case_make_no_difference(typed: str, value: str) -> None:
    assert parse(typed).value == value


@given(numbers, some.lists(separators, min_size=16, max_size=16), some.booleans())
def test_a_number_is_read_back_however_it_is_spaced(number: str, between: list[str], in_lower_case: bool) -> None:
    written = number.lower() if in_lower_case else number
    typed = "".join(gap + character for gap, character in zip(between, [*written, ""], strict=True))
    assert parse(typed) == Nir(number)


@given(numbers)
def test_a_number_as_it_is_shown_can_be_typed_again(number: str) -> None:
    assert parse(spaced(Nir(number))).value == number


@pytest.mark.parametrize("typed", ["", " ", "\t\u00a0\n", "-.-", "\u200b"])
def test_nothing_typed_is_asked_for(typed: str) -> None:
    assert refusal(typed) == NOTHING_TYPED


@pytest.mark.parametrize("typed", ["2951099126111", "2 95 10 99 126 111", "2 53 07 2b 073 004"])
def test_thirteen_characters_lack_the_key_and_it_is_not_worked_out(typed: str) -> None:
    assert refusal(typed) == KEY_MISSING


@pytest.mark.parametrize("length", [1, 2, 12, 14, 16, 30])
def test_another_length_is_said(length: int) -> None:
    typed = " ".join((SAMPLE * 2)[:length])
    assert refusal(typed) == f"Le numéro de sécurité sociale compte 15 caractères ; vous en avez saisi {length}"


@pytest.mark.parametrize(
    "body",
    [
        "0951099126111",  # first digits that nobody has
        "5951099126111",
        "6951099126111",
        "9951099126111",
        "2950099126111",  # months
        "2951399126111",
        "2951999126111",
        "2952199126111",
        "2952999126111",
        "2954399126111",
        "2954999126111",
        "7854399126111",
        "2951000126111",  # department, commune, order
        "2951099000111",
        "2951099126000",
    ],
)
def test_digits_that_no_number_has_are_a_typing_error_even_with_the_right_key(body: str) -> None:
    assert refusal(with_key(body)) == MISTYPED


@pytest.mark.parametrize(
    "typed",
    [
        "295109912611194",
        "295109912611100",
        "253072C07300443",
        "25307A207300443",
        "253072A0730044E",
        "2A5109912611193",
        "29510991261119O",
        SAMPLE.translate({ord(str(n)): 0xFF10 + n for n in range(10)}),  # full-width digits
        "٢٩٥١٠٩٩١٢٦١١١٩٣",
        "29510991261119³",
        "2951099126111 93".replace("2", "²"),
        "abcdefghijklmno",
        "ßßßßßßßßßßßßßßß",
    ],
)
def test_a_wrong_key_a_stray_letter_and_digits_of_other_scripts_are_typing_errors(typed: str) -> None:
    assert refusal(typed) == MISTYPED


def test_a_key_of_97_is_written_97_and_not_00() -> None:
    number = next(n for order in range(1, 200) if (n := with_key(f"2951099126{order:03}")).endswith("97"))
    assert parse(number).value == number
    assert refusal(number[:13] + "00") == MISTYPED


@pytest.mark.parametrize("month", [*range(100)])
def test_months_are_those_of_the_calendar_and_of_incomplete_records(month: int) -> None:
    number = with_key(f"295{month:02}99126111")
    if 1 <= month <= 12 or month == 20 or 30 <= month <= 42 or month >= 50:
        assert parse(number).value == number
    else:
        assert refusal(number) == MISTYPED


def test_a_number_given_by_a_fund_holds_no_date_and_no_place() -> None:
    number = with_key("7175000000123")
    assert is_provisional(parse(number))
    assert not disagrees_with(parse(number), date(1998, 3, 27))
    assert refusal(with_key("1175000000123")) == MISTYPED


@pytest.mark.parametrize(
    ("first", "provisional"), [*zip("123478", [False, False, True, True, True, True], strict=True)]
)
def test_the_first_digit_tells_a_provisional_number(first: str, provisional: bool) -> None:
    assert is_provisional(parse(with_key(f"{first}951099126111"))) is provisional


@pytest.mark.parametrize(
    ("body", "born_on", "disagrees"),
    [
        ("2951099126111", date(1995, 10, 31), False),
        ("2951099126111", date(1895, 10, 1), False),
        ("2951099126111", date(1995, 9, 30), True),
        ("2951099126111", date(1996, 10, 31), True),
        ("2050199126111", date(2005, 1, 1), False),
        ("2052099126111", date(2005, 1, 1), False),
        ("2053099126111", date(2005, 12, 1), False),
        ("2059999126111", date(2005, 12, 1), False),
        ("2059999126111", date(2006, 12, 1), True),
        ("8951099126111", date(1995, 9, 30), True),
    ],
)
def test_another_year_or_month_than_the_date_of_birth_is_noticed(body: str, born_on: date, disagrees: bool) -> None:
    assert disagrees_with(parse(with_key(body)), born_on) is disagrees


def test_a_number_is_shown_in_groups_that_no_line_break_can_part() -> None:
    assert spaced(Nir(SAMPLE)) == "2 95 10 99 126 111 93".replace(" ", "\u00a0")
    assert spaced(Nir("253072B07300470")) == "2 53 07 2B 073 004 70".replace(" ", "\u00a0")


def test_masked_only_the_first_digit_the_year_and_the_key_are_left() -> None:
    assert masked(Nir(SAMPLE)) == "2 95 •• •• ••• ••• 93".replace(" ", "\u00a0")


def test_a_number_does_not_show_itself(caplog: pytest.LogCaptureFixture) -> None:
    nir = parse(SAMPLE)
    logging.getLogger("test").warning("%s %r %s", nir, nir, {"nir": [nir]})
    written = [repr(nir), str(nir), f"{nir}", json.dumps({"nir": nir}, default=str), caplog.text]
    assert all(re.search(r"\d{3}", re.sub(r"test_check\.py:\d+", "", text)) is None for text in written)


@given(some.text(max_size=40) | some.text("0123456789 2A.-", min_size=12, max_size=18))
def test_whatever_is_typed_is_a_number_or_is_refused_without_being_repeated(typed: str) -> None:
    try:
        outcome = parse(typed).value
    except ValueError as refused:
        outcome = str(refused)
    texts = f"{NOTHING_TYPED}|{KEY_MISSING}|{MISTYPED}|Le numéro de sécurité sociale compte 15 .* saisi [0-9]{{1,2}}"
    assert re.fullmatch(rf"[0-9]{{5}}(?:[0-9]{{2}}|2A|2B)[0-9]{{8}}|{texts}", outcome)

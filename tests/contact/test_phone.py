import re

import pytest
from hypothesis import given
from hypothesis import strategies as some

from shared.contact.phone import e164, shown
from tests.contact.refusing import refusal

TEN_DIGITS = "Le numéro de téléphone compte 10 chiffres, par exemple 06 12 34 56 78"
ABROAD = "Un numéro étranger commence par + et l’indicatif du pays, par exemple +32 470 12 34 56"

ten_digits = some.from_regex(r"0[1-9][0-9]{8}", fullmatch=True)
separators = some.sampled_from(["", " ", ".", "-", "/", "\u00a0", "\u202f", " - ", "\u2011", "\u200e"])


@pytest.mark.parametrize(
    "typed",
    [
        "0612345678",
        "06 12 34 56 78",
        "06.12.34.56.78",
        "06-12-34-56-78",
        "06/12/34/56/78",
        " 06\u00a012\u202f34 56 78 ",
        "\u202a06 12 34 56 78\u202c",
        "(0)6 12 34 56 78",
        "+33612345678",
        "+33 6 12 34 56 78",
        "+33 (0)6 12 34 56 78",
        "+33 06 12 34 56 78",
        "(+33) 6.12.34.56.78",
        "0033612345678",
        "00 33 (0) 6 12 34 56 78",
    ],
)
def test_one_number_is_typed_in_many_ways(typed: str) -> None:
    assert e164(typed) == "+33612345678"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("01 42 34 56 78", "+33142345678"),
        ("07 81 23 45 67", "+33781234567"),
        ("09 70 12 34 56", "+33970123456"),
        ("06 95 12 34 56", "+33695123456"),
        ("05 95 12 34 56", "+33595123456"),
        ("02 61 12 34 56", "+33261123456"),
        ("0262 12 34 56", "+262262123456"),
        ("0263 12 34 56", "+262263123456"),
        ("0692 12 34 56", "+262692123456"),
        ("0693 12 34 56", "+262693123456"),
        ("0269 61 12 34", "+262269611234"),
        ("0639 12 34 56", "+262639123456"),
        ("0590 12 34 56", "+590590123456"),
        ("0690 12 34 56", "+590690123456"),
        ("0691 22 34 56", "+590691223456"),
        ("0594 12 34 56", "+594594123456"),
        ("0694 12 34 56", "+594694123456"),
        ("0596 12 34 56", "+596596123456"),
        ("0696 12 34 56", "+596696123456"),
        ("0697 12 34 56", "+596697123456"),
        ("0508 41 23 45", "+508412345"),
        ("07 08 40 12 34", "+508708401234"),
        ("07 09 00 12 34", "+590709001234"),
        ("07 09 10 12 34", "+596709101234"),
        ("07 09 20 12 34", "+262709201234"),
        ("07 09 30 12 34", "+594709301234"),
        ("07 09 35 12 34", "+262709351234"),
        ("07 09 50 12 34", "+33709501234"),
    ],
)
def test_overseas_ten_digits_have_a_country_code_of_their_own(typed: str, kept: str) -> None:
    assert e164(typed) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("+262 692 12 34 56", "+262692123456"),
        ("+262 0692 12 34 56", "+262692123456"),
        ("+262 (0)692 12 34 56", "+262692123456"),
        ("00262692123456", "+262692123456"),
        ("+33 692 12 34 56", "+262692123456"),
        ("+596 696 12 34 56", "+596696123456"),
        ("+508 41 23 45", "+508412345"),
        ("+508 508 41 23 45", "+508412345"),
        ("+262 6 12 34 56 78", "+262612345678"),  # not of La Réunion: kept, since nobody knows what was meant
    ],
)
def test_a_territory_s_code_may_be_typed_and_that_of_france_is_put_right(typed: str, kept: str) -> None:
    assert e164(typed) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("+32 470 12 34 56", "+32470123456"),
        ("0041 22 767 61 11", "+41227676111"),
        ("+44 (0)20 7946 0958", "+442079460958"),
        ("+377 93 15 28 99", "+37793152899"),
        ("+687 28 12 34", "+687281234"),
        ("+12345678", "+12345678"),
        ("+123456789012345", "+123456789012345"),
    ],
)
def test_foreign_numbers_have_a_plus_and_eight_to_fifteen_digits(typed: str, kept: str) -> None:
    assert e164(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "06 12 34 56 7",
        "06 12 34 56 789",
        "6 12 34 56 78",
        "33612345678",
        "0000000000",
        "00 12",
        "+33 6 12 34 56 7",
        "+33 6 12 34 56 789",
        "0033 12",
        "06 12 34 56 78 (maman)",
        "06 12 34 56 7O",
        "0612345678;ext=3",
        "06 12 34 56 78\x00",
        "٠٦١٢٣٤٥٦٧٨",
        "06 12 34 56 ٧٨",
        "+33 6 12 34 56 ٧٨",
        "0612345678".translate({ord(str(n)): 0xFF10 + n for n in range(10)}),
        "061234567²",
    ],
)
def test_anything_but_ten_digits_is_refused(typed: str) -> None:
    assert refusal(e164, typed) in {TEN_DIGITS, ABROAD}


@pytest.mark.parametrize(
    "typed", ["+", "+1234567", "+1234567890123456", "+0612345678", "+32 470 12 34 5X", "+32 470 12 34 ٥٦", "0012"]
)
def test_a_foreign_number_is_told_how_to_begin(typed: str) -> None:
    assert refusal(e164, typed) == ABROAD


def test_a_french_number_that_is_too_short_is_told_the_ten_digits_with_or_without_its_country() -> None:
    assert {refusal(e164, typed) for typed in ("06 12 34", "+33 6 12 34", "0033 6 12 34")} == {TEN_DIGITS}


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("+33612345678", "06 12 34 56 78"),
        ("+262692123456", "06 92 12 34 56"),
        ("+596596123456", "05 96 12 34 56"),
        ("+508412345", "05 08 41 23 45"),
        ("+32470123456", "+32470123456"),
        ("+262612345678", "+262612345678"),
    ],
)
def test_ten_digits_are_shown_in_pairs_and_foreign_numbers_as_they_are_called(number: str, text: str) -> None:
    assert shown(number) == text.replace(" ", "\u00a0")


@given(ten_digits, some.lists(separators, min_size=10, max_size=10))
def test_a_number_is_the_same_however_it_is_spaced(digits: str, gaps: list[str]) -> None:
    assert e164("".join(map(str.__add__, digits, gaps))) == e164(digits)


@given(ten_digits)
def test_ten_digits_are_shown_as_they_were_typed(digits: str) -> None:
    assert shown(e164(digits)).replace("\u00a0", "") == digits


@given(ten_digits | some.from_regex(r"(\+|00)[1-9][0-9]{7,14}", fullmatch=True))
def test_a_number_as_it_is_kept_and_as_it_is_shown_can_be_typed_again(typed: str) -> None:
    try:
        kept = e164(typed)
    except ValueError:
        assert typed.lstrip("+0").startswith("33")
    else:
        assert e164(kept) == kept
        assert e164(shown(kept)) == kept


@given(some.text() | some.text("+0123456789 ().-", max_size=20))
def test_whatever_is_typed_is_a_number_or_is_refused(typed: str) -> None:
    try:
        outcome = e164(typed)
    except ValueError as refused:
        outcome = str(refused)
    assert outcome in {TEN_DIGITS, ABROAD} or re.fullmatch(r"\+[1-9][0-9]{7,14}", outcome)

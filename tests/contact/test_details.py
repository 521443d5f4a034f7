from datetime import UTC, date, datetime
from typing import Any

import pydantic
import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as some

from shared.contact.details import ContactDetails, Email, department, postcode
from shared.departments import NAMES
from shared.http.validation import refused
from tests.contact.refusing import refusal

TYPED = {
    "birth_name": "de La Tour",
    "given_name": "Éloïse",
    "born_on": "27/3/1998",
    "address_line1": "12 bis, rue de l’Église",
    "postcode": "02 000",
    "town": "Laon",
}


def answer(typed: dict[str, Any]) -> list[tuple[str, str]]:
    """The fields that are refused, and what is said of each."""
    try:
        ContactDetails.model_validate(typed)
    except pydantic.ValidationError as error:
        return [(one["pointer"], one["detail"]) for one in refused(error).members["errors"]]
    return []


def test_what_is_typed_is_kept_in_one_form() -> None:
    details = ContactDetails.model_validate(
        TYPED | {"usual_name": " Durand", "phone": "0692 12 34 56", "address_line2": "Bât. B"}
    )
    assert details.model_dump() == {
        "birth_name": "de La Tour",
        "usual_name": "Durand",
        "given_name": "Éloïse",
        "born_on": date(1998, 3, 27),
        "phone": "+262692123456",
        "address_line1": "12 bis, rue de l’Église",
        "address_line2": "Bât. B",
        "country": "France",
        "postcode": "02000",
        "town": "Laon",
    }


def test_what_was_kept_can_be_sent_again() -> None:
    details = ContactDetails.model_validate(TYPED | {"phone": "06 12 34 56 78", "country": "FRANCE"})
    assert ContactDetails.model_validate(details.model_dump(mode="json")) == details


@pytest.mark.parametrize("field", ["usual_name", "phone", "address_line2"])
@pytest.mark.parametrize("blank", ["", "  ", None])
def test_an_optional_field_left_empty_is_nothing(field: str, blank: str | None) -> None:
    assert getattr(ContactDetails.model_validate(TYPED | {field: blank}), field) is None


def test_every_field_says_what_to_do() -> None:
    assert answer({**dict.fromkeys(TYPED, " "), "country": "", "usual_name": "-", "phone": "12"}) == [
        ("/birth_name", "Saisissez votre nom de naissance"),
        ("/usual_name", "Saisissez votre nom d’usage"),
        ("/given_name", "Saisissez votre prénom"),
        ("/born_on", "Saisissez votre date de naissance, par exemple 27/03/1998"),
        ("/phone", "Le numéro de téléphone compte 10 chiffres, par exemple 06 12 34 56 78"),
        ("/address_line1", "Saisissez votre adresse"),
        ("/country", "Saisissez votre pays"),
        ("/town", "Saisissez votre commune"),
    ]
    assert answer(TYPED | {"postcode": "2000"}) == [("/postcode", "Le code postal compte 5 chiffres")]


@pytest.mark.parametrize("field", ["email", "nuc", "nir", "state"])
def test_a_field_that_is_not_the_candidate_s_to_fill_in_is_refused(field: str) -> None:
    assert answer(TYPED | {field: "x"}) == [(f"/{field}", "Ce champ n’est pas prévu ici : retirez-le")]


@pytest.mark.parametrize("given_as_date", [0, 890956800, 19980327, True, None, ["27/03/1998"], date(1998, 3, 27)])
def test_a_date_of_birth_is_typed_and_not_counted(given_as_date: Any) -> None:
    assert answer(TYPED | {"born_on": given_as_date}) == [
        ("/born_on", "Saisissez votre date de naissance, par exemple 27/03/1998")
    ]


def test_a_date_of_birth_is_before_the_day_on_which_it_is_sent() -> None:
    with time_machine.travel(datetime(2026, 1, 16, 12, tzinfo=UTC), tick=False):
        assert answer(TYPED | {"born_on": "15/01/2026"}) == []
        assert answer(TYPED | {"born_on": "16/01/2026"}) == [
            ("/born_on", "La date de naissance doit être dans le passé")
        ]


def test_a_refused_value_is_in_no_text_of_the_error() -> None:
    with pytest.raises(pydantic.ValidationError) as error:
        ContactDetails.model_validate(TYPED | {"phone": "canary-1", "postcode": "canary-2", "born_on": "canary-3"})
    assert "canary" not in f"{error.value} {error.value!r} {refused(error.value).members}"


@pytest.mark.parametrize(
    ("country", "typed", "kept"),
    [
        ("France", " 75 011 ", "75011"),
        ("france", "97400", "97400"),
        ("Belgique", "1000", "1000"),
        ("Royaume-Uni", "sw1a 2aa", "SW1A 2AA"),
        ("Portugal", "1000-001", "1000-001"),
        ("Sénégal", "", ""),
    ],
)
def test_a_postcode_is_that_of_its_country(country: str, typed: str, kept: str) -> None:
    assert ContactDetails.model_validate(TYPED | {"country": country, "postcode": typed}).postcode == kept


@pytest.mark.parametrize("typed", ["", "2000", "020000", "2A000", "O2000", "０２０００", "F-75011"])  # noqa: RUF001
def test_a_french_postcode_has_five_digits(typed: str) -> None:
    assert refusal(postcode, typed) == "Le code postal compte 5 chiffres"


@pytest.mark.parametrize("typed", ["1234567890123", "É1", "1\x002", "<b>"])
def test_a_foreign_postcode_has_twelve_characters_at_most(typed: str) -> None:
    assert answer(TYPED | {"country": "Suisse", "postcode": typed}) == [
        ("/postcode", "Le code postal compte 12 chiffres ou lettres au plus")
    ]


@pytest.mark.parametrize(
    ("code", "found"),
    [
        *(("02000", "02"), ("75011", "75"), ("20000", "2A"), ("20200", "2B"), ("97400", "974"), ("97133", "977")),
        *(("98800", None), ("00100", None), ("99999", None), ("1000", None), ("", None), ("02", None), ("Aisne", None)),
    ],
)
def test_a_postcode_tells_its_department(code: str, found: str | None) -> None:
    assert department(code) == found


@given(some.integers(0, 99_999))
def test_every_five_digits_are_of_a_department_or_of_none(number: int) -> None:
    code = postcode(f"{number:05}")
    assert department(code) in {None, *NAMES}


@given(some.sampled_from([*ContactDetails.model_fields]), some.text() | some.integers() | some.none() | some.floats())
def test_whatever_a_field_holds_it_is_kept_or_refused_alone_and_in_french(field: str, given_for_it: Any) -> None:
    found = answer(TYPED | {field: given_for_it})
    assert {pointer for pointer, _ in found} <= {f"/{field}"} | ({"/postcode"} if field == "country" else set())
    assert not any("nput" in said or "should" in said for _, said in found)


def test_an_address_to_write_to_can_be_a_field_of_any_model() -> None:
    reads = pydantic.TypeAdapter(Email).validate_python
    assert reads(" Nom@Exemple.fr") == "Nom@exemple.fr"

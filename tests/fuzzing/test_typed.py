"""References, NUCs, codes and what SES tells: read to one form, or refused by the error that is foreseen."""

import json
from contextlib import suppress
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as some

from functions.mails import feedback
from functions.season import columns
from shared import nuc
from shared.candidate import nuc_meant
from shared.contact.details import postcode
from shared.postcodes import communes
from shared.problems.registrations import RegistrationNotFoundError
from shared.registration import reference
from tests.fuzzing.drawing import MANY, harmful
from tests.mails.telling import bounce, complaint

sessions = some.tuples(some.integers(2020, 2099), some.sampled_from(["01", "06"])).map(lambda one: f"{one[0]}-{one[1]}")
serials = some.text(reference.ALPHABET, min_size=4, max_size=4)
noise = harmful | some.text(max_size=20) | some.text("CU-0123456789ABCOIL ", max_size=20)


@MANY
@given(sessions, serials, some.lists(some.sampled_from(["", "-", " ", "\u00a0"]), min_size=16, max_size=16))
def test_a_reference_is_read_back_however_it_is_typed(session: str, serial: str, between: list[str]) -> None:
    whole = reference.of(session, serial)
    typed = "".join(a + b for a, b in zip(whole.replace("-", "").lower(), between, strict=False))
    for spelled in (typed, typed.replace("0", "o"), typed.replace("1", "l"), typed.replace("1", "I")):
        assert reference.parse(spelled) == whole
        assert reference.found_in(f"VIR {spelled} MARTIN") == [whole]
    assert reference.session_of(whole) == session


@MANY
@given(sessions, serials, some.integers(0, 9), some.sampled_from(reference.ALPHABET))
def test_one_wrong_character_is_always_found(session: str, serial: str, at: int, other: str) -> None:
    whole = reference.of(session, serial).replace("-", "")
    place = 2 + at
    if place >= 10 and not other.isdigit():
        other = "0"
    wrong = whole[:place] + other + whole[place + 1 :]
    try:
        assert reference.parse(wrong).replace("-", "") == whole == wrong
    except RegistrationNotFoundError:
        assert wrong != whole


@MANY
@given(noise)
def test_whatever_is_typed_for_a_reference_is_one_or_is_not_found(typed: str) -> None:
    with suppress(RegistrationNotFoundError):
        found = reference.parse(typed)
        assert reference.parse(found) == found
        assert found.isascii()
    assert all(reference.parse(one) == one for one in reference.found_in(typed))


@MANY
@given(noise)
def test_whatever_is_typed_for_a_nuc_is_plain_letters_and_digits_or_nothing(typed: str) -> None:
    meant = nuc_meant(typed)
    assert meant is None or (meant.isascii() and meant.isalnum() and nuc_meant(meant) == meant)
    assert isinstance(nuc.is_checked(typed), bool)


@MANY
@given(some.integers(0, 10**7 - 1), some.integers(0, 7), some.integers(0, 9))
def test_a_nuc_with_one_wrong_digit_is_always_found(number: int, at: int, other: int) -> None:
    whole = nuc.with_check_digit(f"{number:07}")
    wrong = whole[:at] + str(other) + whole[at + 1 :]
    assert nuc.is_checked(wrong) == (wrong == whole)


@MANY
@given(some.sampled_from([*columns.EXAMS, *columns.CENTRES, *columns.OFFER]), noise)
def test_whatever_stands_in_a_column_is_read_or_said_in_words(column: str, typed: str) -> None:
    _, reader = (columns.EXAMS | columns.CENTRES | columns.OFFER)[column]
    with suppress(ValueError):
        found = reader(typed)
        assert found is not None
        if isinstance(found, str):
            assert reader(found) == found
        if isinstance(found, date):
            assert reader(found.isoformat()) == found


@MANY
@given(noise, some.sampled_from(["France", "Belgique"]))
def test_whatever_is_typed_for_a_postcode_is_one_or_is_refused_and_names_communes_or_none(
    typed: str, country: str
) -> None:
    with suppress(ValueError):
        kept = postcode(typed, country=country)
        assert postcode(kept, country=country) == kept
        assert kept.isascii()
    assert all(communes(typed))


told = some.sampled_from([bounce("CU-2701-7F3K-92"), complaint("CU-2701-7F3K-92"), bounce(""), complaint("")])
anything = some.recursive(
    some.none() | some.booleans() | some.integers() | harmful,
    lambda inner: some.lists(inner, max_size=2) | some.dictionaries(harmful, inner, max_size=2),
    max_leaves=4,
)


def changed(event: Any, at: int, value: Any) -> Any:
    """The event with its part number `at` replaced, depth first."""
    parts = json.loads(json.dumps(event))
    places = list(_places(parts))
    holder, key = places[at % len(places)]
    holder[key] = value
    return parts


def _places(value: Any) -> Any:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in list(items):
        yield value, key
        yield from _places(inner)


@MANY
@given(told, some.integers(0, 60), anything)
def test_whatever_ses_tells_is_understood_or_is_a_value_error(event: Any, at: int, value: Any) -> None:
    with suppress(ValueError):
        found = feedback.read(json.dumps(changed(event, at, value)))
        assert found is None or found.rank


@MANY
@given(some.binary(max_size=60) | harmful.map(str.encode))
def test_what_is_no_event_is_a_value_error(body: bytes) -> None:
    with suppress(ValueError):
        feedback.read(body)

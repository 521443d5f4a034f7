import random
from collections.abc import Iterator

import pytest

from shared.problems.registrations import RegistrationNotFoundError
from shared.registration import reference
from shared.registration.reference import ALPHABET

SAMPLE = [
    reference.of(session, "".join(random.Random(seed).choices(ALPHABET, k=4)))  # noqa: S311 (the same every time)
    for seed in range(100)
    for session in ("2023-01", "2027-06")
]


def test_a_reference_is_read_back_as_it_was_made() -> None:
    assert all(reference.parse(one) == one for one in SAMPLE)


def test_a_reference_drawn_names_its_session_and_checks() -> None:
    drawn = reference.draw("2027-06")
    assert drawn.startswith("CU-2706-")
    assert reference.parse(drawn) == drawn


@pytest.mark.parametrize("typed", ["cu-2701-0h1q-{}", "CU27010H1Q{}", " cu 2701 ohiq {}", "CU-27O1-OHLQ-{}"])
def test_case_hyphens_spaces_and_look_alikes_make_no_difference(typed: str) -> None:
    wanted = reference.of("2027-01", "0H1Q")
    assert reference.parse(typed.format(wanted[-2:])) == wanted


def test_every_wrong_character_is_found() -> None:
    assert [typed for one in SAMPLE for typed in _with_a_wrong_character(one) if _accepted(typed)] == []


def test_every_swap_of_neighbours_is_found() -> None:
    assert [typed for one in SAMPLE for typed in _with_neighbours_swapped(one) if _accepted(typed)] == []


@pytest.mark.parametrize(
    "typed", ["", "CU", "CU-2701-7F3K", "CU-2701-7F3K-9", "DU-2701-7F3K-92", "CU-٢٧٠١-7F3K-53", "é"]
)
def test_what_cannot_be_a_reference_is_not_found(typed: str) -> None:
    assert not _accepted(typed)


def _accepted(typed: str) -> bool:
    try:
        reference.parse(typed)
    except RegistrationNotFoundError:
        return False
    return True


def _with_a_wrong_character(one: str) -> Iterator[str]:
    bare = one.replace("-", "")
    for position, right in enumerate(bare):
        yield from (bare[:position] + wrong + bare[position + 1 :] for wrong in ALPHABET if wrong != right)


def _with_neighbours_swapped(one: str) -> Iterator[str]:
    bare = one.replace("-", "")
    for position in range(len(bare) - 1):
        first, second = bare[position], bare[position + 1]
        if first != second:
            yield bare[:position] + second + first + bare[position + 2 :]

"""200,000 numbers, right and corrupted in every way, against python-stdnum.

It checks the key, the length and the letters, but not what the digits mean. So it must refuse nothing that we accept,
and where it accepts what we refuse, the part that cannot be is named here, by other means than ours.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from random import Random

from stdnum.fr.nir import is_valid

from shared.nir.check import parse
from tests.nir.numbers import drawn, with_key

DRAWN = 200_000
CHARACTERS = "0123456789AB"
WRONG_MONTHS = [0, *range(13, 20), *range(21, 30), *range(43, 50)]


def accepted(typed: str) -> bool:
    try:
        parse(typed)
    except ValueError:
        return False
    return True


def impossible_part(number: str) -> str | None:
    """The part that no NIR has, of a number whose key is right."""
    if number[0] in "0569":
        return "first digit"
    if number[0] in "78" and number[1] == "1" and number.isdecimal():  # a fund's
        return None
    month = int(number[3:5])
    if month == 0 or 13 <= month <= 19 or 21 <= month <= 29 or 43 <= month <= 49:
        return "month"
    parts = {"department": number[5:7], "commune": number[7:10], "order": number[10:13]}
    return next((name for name, digits in parts.items() if set(digits) == {"0"}), None)


def put(number: str, at: int, characters: str) -> str:
    return number[:at] + characters + number[at + len(characters) :]


CORRUPTIONS: dict[str, Callable[[str, Random], str]] = {
    "right": lambda number, random: number,
    "wrong character": lambda number, random: put(number, random.randrange(15), random.choice(CHARACTERS)),
    "two wrong digits": lambda number, random: put(
        put(number, random.randrange(13), random.choice("0123456789")), random.randrange(13, 15), random.choice("0123")
    ),
    "swap": lambda number, random: swapped(number, random.randrange(14)),
    "any key": lambda number, random: put(number, 13, f"{random.randrange(100):02}"),
    "one more": lambda number, random: number + random.choice(CHARACTERS),
    "one less": lambda number, random: number[:-1],
    "no key": lambda number, random: number[:13],
    "third letter": lambda number, random: put(number, 5, random.choice(("2C", "2O", "A2", "1A"))),
    "first digit": lambda number, random: with_key(put(number[:13], 0, random.choice("0569"))),
    "month": lambda number, random: with_key(put(number[:13], 3, f"{random.choice(WRONG_MONTHS):02}")),
    "department": lambda number, random: with_key(put(number[:13], 5, "00")),
    "commune": lambda number, random: with_key(put(number[:13], 7, "000")),
    "order": lambda number, random: with_key(put(number[:13], 10, "000")),
    "any digits": lambda number, random: with_key(f"{random.randrange(10**13):013}"),
}


def swapped(number: str, at: int) -> str:
    return put(number, at, number[at + 1] + number[at])


def candidates() -> Iterator[tuple[str, str]]:
    random = Random(1)  # noqa: S311 (the same every time)
    ways = list(CORRUPTIONS.items())
    for n, number in enumerate(drawn(DRAWN)):
        way, corrupted = ways[n % len(ways)]
        yield way, corrupted(number, random)


def test_nothing_is_accepted_that_stdnum_refuses_and_what_it_accepts_wrongly_is_refused_for_a_reason() -> None:
    only_ours, only_theirs, both = [], Counter[str | None](), Counter[str]()
    for way, number in candidates():
        ours, theirs = accepted(number), is_valid(number)
        if ours and theirs:
            both[way] += 1
            assert impossible_part(number) is None
        elif ours:
            only_ours.append(number)
        elif theirs:
            only_theirs[impossible_part(number)] += 1

    assert only_ours == []
    assert both["right"] == -(-DRAWN // len(CORRUPTIONS))
    assert set(only_theirs) == {"first digit", "month", "department", "commune", "order"}
    assert min(only_theirs.values()) > 10_000


def test_every_wrong_character_is_found() -> None:
    missed = [
        wrong
        for number in drawn(500, seed=2)
        for at in range(15)
        for character in CHARACTERS
        if (wrong := put(number, at, character)) != number and accepted(wrong)
    ]
    assert missed == []


def test_every_swap_of_neighbours_is_found() -> None:
    missed = [
        wrong
        for number in drawn(5_000, seed=3)
        for at in range(14)
        if (wrong := swapped(number, at)) != number and accepted(wrong)
    ]
    assert missed == []


def test_full_width_digits_which_stdnum_takes_for_digits_are_refused() -> None:
    full_width = next(drawn(1)).translate({ord(str(n)): 0xFF10 + n for n in range(10)})
    assert is_valid(full_width)
    assert not accepted(full_width)

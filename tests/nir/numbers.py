"""Numbers that can be a NIR, always the same ones, and the key as another library works it out."""

from collections.abc import Iterator
from itertools import product
from random import Random

from stdnum.fr.nir import calc_check_digits

FIRST_DIGITS = "123478"
MONTHS = [f"{month:02}" for month in (*range(1, 13), 20, *range(30, 43), *range(50, 100))]
DEPARTMENTS = [*(f"{number:02}" for number in range(1, 100)), "2A", "2B"]


def with_key(body: str) -> str:
    return body + calc_check_digits(body)


def drawn(count: int, seed: int = 0) -> Iterator[str]:
    """As many valid numbers, in which every first digit, month and department takes its turn."""
    random = Random(seed)  # noqa: S311 (the same every time)
    parts = list(product(FIRST_DIGITS, MONTHS, DEPARTMENTS))
    random.shuffle(parts)
    for n in range(count):
        first, month, department = parts[n % len(parts)]
        year, commune, order = random.randrange(100), random.randrange(1, 1000), random.randrange(1, 1000)
        yield with_key(f"{first}{year:02}{month}{department}{commune:03}{order:03}")

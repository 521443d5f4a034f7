"""The NUC that first-time candidates are given: seven random digits and one that checks them.

The check digit is Luhn's (ISO/IEC 7812-1): a wrong digit is always found, and neighbours swapped except 0 and 9. The
NUCs of the years before are taken as they are.
"""

import secrets


def draw() -> str:
    """One of nine million, none of which begins with 0; so the write must still check that it is free."""
    return with_check_digit(str(1_000_000 + secrets.randbelow(9_000_000)))


def with_check_digit(digits: str) -> str:
    return digits + str(-_sum(digits + "0") % 10)


def is_checked(nuc: str) -> bool:
    return nuc.isdecimal() and _sum(nuc) % 10 == 0


def _sum(digits: str) -> int:
    """Every second digit from the right counts twice, its two digits added."""
    return sum(sum(divmod(int(digit) * (1 + place % 2), 10)) for place, digit in enumerate(reversed(digits)))

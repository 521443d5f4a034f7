"""The rules of a password (CNIL, délibération 2022-100: length instead of classes) and the act of setting one."""

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Annotated, Final

from botocore.exceptions import ClientError
from pydantic import AfterValidator, StringConstraints

from functions.account.pool import BUSY, cognito, user
from shared.problems.calls import BusyError, FieldError, ValidationError

SHORTEST: Final = 12
LONGEST: Final = 256
"""What the user pool takes."""
LEAST_LEFT: Final = 4
"""Characters that no rule can foretell, and different characters."""
TOO_SHORT: Final = "Le mot de passe doit compter au moins 12 caractères"
TOO_COMMON: Final = "Ce mot de passe est trop courant : choisissez-en un autre"
SPACE: Final = "␠"
"""In the place of a space."""

_COMMON: Final = Path(__file__).with_name("common_passwords.txt")
# The rows of the keyboards, the alphabet and the digits, as far as fingers run over them.
_RUNS: Final = (
    "01234567890123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "azertyuiopqsdfghjklmwxcvbn",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
    "&é\"'(-è_çà)=",
)
_LENGTH_OF_A_RUN: Final = 4


def as_kept(typed: str) -> str:
    """One form for the same letters: some keyboards write « é » as one character, some as two.

    What the API reference of Cognito takes for a password has no white space, and four words have: a space is kept as
    its picture.
    """
    return re.sub(r"\s", SPACE, unicodedata.normalize("NFC", typed))


def checked(typed: str) -> str:
    """The password as it is kept.

    Raises:
        ValueError: it is too short, too common, or cannot be kept; with the words for the person.
    """
    password = as_kept(typed)
    if len(password) < SHORTEST:
        raise ValueError(TOO_SHORT)
    if len(password) > LONGEST:
        raise ValueError(f"Ne dépassez pas {LONGEST} caractères")
    if typed != typed.strip():
        raise ValueError("Retirez l’espace au début ou à la fin du mot de passe")
    if is_common(typed):
        raise ValueError(TOO_COMMON)
    return password


Password = Annotated[str, StringConstraints(strip_whitespace=False), AfterValidator(checked)]


def is_common(password: str) -> bool:
    """On the list, with or without digits and signs around it; or hardly more than a repetition or a run of keys."""
    bare = re.sub(r"\s", "", password.casefold())
    if bare in _common() or re.sub(r"^[\W\d_]+|[\W\d_]+$", "", bare) in _common():
        return True
    repeated = re.fullmatch(rf"(.{{1,{SHORTEST}}}?)\1+", bare)
    return repeated is not None or min(len(_without_runs(bare)), len(set(bare))) < LEAST_LEFT


def refuse_the_name(password: str, user_name: str) -> None:
    """Holds a password against the NUC or the address that it is for.

    Raises:
        ValidationError: it says the name, forwards or backwards.
    """
    said, name = re.sub(r"\s", "", password.casefold()), user_name.casefold()
    if name in said or name[::-1] in said:
        raise ValidationError([FieldError("/password", "common", TOO_COMMON)])


def set_password(user_name: str, password: str) -> None:
    """For good; a candidate who has no account in the pool yet gets one. Repeating it changes nothing.

    The pool learns the NUC and nothing else of a candidate.
    """
    try:
        try:
            cognito().admin_set_user_password(**user(user_name), Password=password, Permanent=True)
        except cognito().exceptions.UserNotFoundException:
            cognito().admin_create_user(**user(user_name), MessageAction="SUPPRESS")
            cognito().admin_set_user_password(**user(user_name), Password=password, Permanent=True)
    except ClientError as error:
        if error.response["Error"]["Code"] in BUSY:
            raise BusyError from error
        raise


def _without_runs(bare: str) -> str:
    """What is left once the runs of keys, in either direction, and the repeated characters are taken out."""
    left, position = "", 0
    while position < len(bare):
        length = _run_at(bare, position)
        left += "" if length else bare[position]
        position += length or 1
    return left


def _run_at(bare: str, start: int) -> int:
    """The length of the run that begins there; 0 when it is too short to count."""
    longest = 0
    for run in (*_RUNS, *(one[::-1] for one in _RUNS), bare[start] * LONGEST):
        length = _LENGTH_OF_A_RUN
        while start + length <= len(bare) and bare[start : start + length] in run:
            longest = max(longest, length)
            length += 1
    return longest


@cache
def _common() -> frozenset[str]:
    return frozenset(_COMMON.read_text(encoding="utf-8").split())

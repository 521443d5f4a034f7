"""The file of candidates of the years before: CSV in, candidates out, or every line and column to be corrected.

Columns `nuc;nom;prenom;date_naissance;courriel;derniere_session`, in any order. Dates are written 27/03/1998 or
1998-03-27, sessions 2021-06.
"""

import re
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Final, NamedTuple

from pydantic import TypeAdapter, ValidationError

from shared import sheets
from shared.candidate import Candidate, known_as, nuc_meant
from shared.contact.birth import birth_date
from shared.contact.details import BirthName, Email, GivenName
from shared.problems.calls import FieldError

COLUMNS: Final = ("nuc", "nom", "prenom", "date_naissance", "courriel", "derniere_session")
MOST_LINES: Final = 10_000

_EMAIL: Final = TypeAdapter[str](Email)
_BIRTH_NAME: Final = TypeAdapter[str](BirthName)
_GIVEN_NAME: Final = TypeAdapter[str](GivenName)


class Line(NamedTuple):
    """`number` is the one that a spreadsheet shows: the header is line 1."""

    number: int
    candidate: Candidate


def read(content: bytes) -> list[Line]:
    """The candidates of the file.

    Raises:
        FileError: something in it has to be corrected; it names every line and column.
    """
    errors: list[FieldError] = []
    rows = sheets.read(content, COLUMNS, most=MOST_LINES)
    lines = [line for number, row in rows if (line := _line(number, row, errors)) is not None]
    twice = {nuc for nuc, times in Counter(line.candidate.nuc for line in lines).items() if times > 1}
    errors += [
        sheets.error(line.number, "nuc", "ce NUC figure deux fois") for line in lines if line.candidate.nuc in twice
    ]
    sheets.refuse(errors)
    return lines


def is_the_same_person(line: Line, known: Candidate) -> bool:
    """The names and the date of birth decide: an address may have changed since."""
    ours, theirs = line.candidate, known
    return known_as(ours.birth_name, ours.born_on, "") == known_as(theirs.birth_name, theirs.born_on, "")


def somebody_else_s(line: Line) -> FieldError:
    return sheets.error(line.number, "nuc", "ce NUC est déjà celui d’une autre personne")


def _line(number: int, row: dict[str, str], errors: list[FieldError]) -> Line | None:
    found: dict[str, str | date] = {}
    for column, (field, parse) in _PARSERS.items():
        try:
            found[field] = parse(row[column])
        except ValueError as error:
            errors.append(sheets.error(number, column, _words(error)))
    if len(found) < len(_PARSERS):
        return None
    return Line(number, Candidate.model_validate({**found, "never_signed_in": True}))


def _words(error: ValueError) -> str:
    """Those of our own readers, which say what to type."""
    if isinstance(error, ValidationError):
        return str(error.errors(include_input=False, include_url=False)[0]["ctx"]["error"])
    return str(error)


def _nuc(typed: str) -> str:
    if (meant := nuc_meant(typed)) is None:
        raise ValueError("un NUC compte de 4 à 12 lettres ou chiffres")
    return meant


def _born_on(typed: str) -> date:
    return birth_date(typed, today=datetime.now(UTC).date())


def _name(reader: TypeAdapter[str]) -> Callable[[str], str]:
    def read(typed: str) -> str:
        if "\ufffd" in typed:
            raise ValueError("ce texte est illisible : enregistrez le fichier en UTF-8")
        return reader.validate_python(typed)

    return read


def _session(typed: str) -> str:
    if not re.fullmatch(r"20\d\d-(01|06)", typed):
        raise ValueError("écrivez la session comme 2021-06 ou 2022-01")
    return typed


_PARSERS: Final[dict[str, tuple[str, Callable[[str], str | date]]]] = {
    "nuc": ("nuc", _nuc),
    "nom": ("birth_name", _name(_BIRTH_NAME)),
    "prenom": ("given_name", _name(_GIVEN_NAME)),
    "date_naissance": ("born_on", _born_on),
    "courriel": ("email", _EMAIL.validate_python),
    "derniere_session": ("last_session", _session),
}

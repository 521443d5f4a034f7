"""The file of candidates of the years before: CSV in, candidates out, or every line and column to be corrected.

Columns `nuc;nom;prenom;date_naissance;courriel;derniere_session`, in any order, separated by `;` or `,`; UTF-8 with or
without a mark, or Windows-1252 as Excel saves it. Dates are written 27/03/1998 or 1998-03-27, sessions 2021-06.
"""

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Final, NamedTuple

from pydantic import TypeAdapter, ValidationError

from shared.candidate import Candidate, known_as, nuc_meant
from shared.contact.birth import birth_date
from shared.contact.details import BirthName, Email, GivenName
from shared.problems.calls import FieldError, FileError

COLUMNS: Final = ("nuc", "nom", "prenom", "date_naissance", "courriel", "derniere_session")
MOST_LINES: Final = 10_000
MOST_ERRORS: Final = 500
"""Said at once; whoever has more corrects the file's form first."""

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
    rows = _rows(_text(content))
    errors: list[FieldError] = []
    lines = [line for number, row in rows if (line := _line(number, row, errors)) is not None]
    twice = {nuc for nuc, times in Counter(line.candidate.nuc for line in lines).items() if times > 1}
    errors += [_error(line.number, "nuc", "ce NUC figure deux fois") for line in lines if line.candidate.nuc in twice]
    refuse(errors)
    return lines


def refuse(errors: list[FieldError]) -> None:
    if errors:
        raise FileError(errors[:MOST_ERRORS], len(errors))


def is_the_same_person(line: Line, known: Candidate) -> bool:
    """The names and the date of birth decide: an address may have changed since."""
    ours, theirs = line.candidate, known
    return known_as(ours.birth_name, ours.born_on, "") == known_as(theirs.birth_name, theirs.born_on, "")


def somebody_else_s(line: Line) -> FieldError:
    return _error(line.number, "nuc", "ce NUC est déjà celui d’une autre personne")


def _error(number: int, column: str, detail: str) -> FieldError:
    return FieldError(f"{number}/{column}", "line", f"Ligne {number}, colonne {column} : {detail}")


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # The five bytes that mean nothing in Windows-1252 are read as such, and refused where they stand.
        return content.decode("cp1252", errors="replace")


def _rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    head = text.partition("\n")[0]
    reader = csv.reader(text.splitlines(), delimiter=";" if ";" in head else ",")
    columns = [name.strip().lower() for name in next(reader, [])]
    if sorted(columns) != sorted(COLUMNS):
        raise FileError([FieldError("1", "columns", f"Ligne 1 : les colonnes attendues sont {';'.join(COLUMNS)}")], 1)
    rows = [(reader.line_num, [cell.strip() for cell in row]) for row in reader if any(map(str.strip, row))]
    if len(rows) > MOST_LINES:
        raise FileError([FieldError("", "length", f"Ne dépassez pas {MOST_LINES} lignes : partagez le fichier")], 1)
    refuse(
        [
            FieldError(f"{number}", "columns", f"Ligne {number} : {len(columns)} colonnes attendues, {len(row)} lues")
            for number, row in rows
            if len(row) != len(columns)
        ]
    )
    for number, row in rows:
        yield number, dict(zip(columns, row, strict=True))


def _line(number: int, row: dict[str, str], errors: list[FieldError]) -> Line | None:
    found: dict[str, str | date] = {}
    for column, (field, parse) in _PARSERS.items():
        try:
            found[field] = parse(row[column])
        except ValueError as error:
            errors.append(_error(number, column, _words(error)))
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

"""Tables of data as people's spreadsheets read and write them (CSV): one reader and one writer for every file.

Read: `;` or `,`, UTF-8 with or without a mark, or Windows-1252 as Excel saves it. Written: UTF-8 with a mark, `;`, CRLF
and French numbers and dates for Excel; `Dialect.RFC4180` for programs.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final, NamedTuple

from shared.problems.calls import FieldError, FileError

MOST_ERRORS: Final = 500
"""Said at once; whoever has more corrects the file's form first."""

_BEGINS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""In some spreadsheet, the full width of the signs included (OWASP, « CSV Injection »)."""

Cell = str | int | Decimal | date | None


class Row(NamedTuple):
    """`number` is the one that a spreadsheet shows: the header is line 1."""

    number: int
    cells: dict[str, str]


class Dialect(StrEnum):
    EXCEL = "excel"
    RFC4180 = "rfc4180"


def read(content: bytes, columns: Sequence[str], *, most: int, optional: Sequence[str] = ()) -> list[Row]:
    """The rows that hold anything, cells without the spaces around them; a missing optional column is empty.

    Raises:
        FileError: the columns are not those expected, there are more than `most` rows, or a row has other cells.
    """
    head = _text(content).partition("\n")[0]
    (_, names), *rows = lines(content, ";" if ";" in head else ",") or [(1, [])]
    names = [name.lower() for name in names]
    if len(set(names)) < len(names) or not set(columns) <= set(names) <= {*columns, *optional}:
        raise FileError([FieldError("1", "columns", f"Ligne 1 : les colonnes attendues sont {';'.join(columns)}")], 1)
    if len(rows) > most:
        raise FileError([FieldError("", "length", f"Ne dépassez pas {most} lignes : partagez le fichier")], 1)
    refuse(
        FieldError(f"{number}", "columns", f"Ligne {number} : {len(names)} colonnes attendues, {len(row)} lues")
        for number, row in rows
        if len(row) != len(names)
    )
    missing = dict.fromkeys(set(optional) - set(names), "")
    return [Row(number, {**missing, **dict(zip(names, row, strict=True))}) for number, row in rows]


def lines(content: bytes, delimiter: str) -> list[tuple[int, list[str]]]:
    """Every line that holds anything, with its number: for files whose header may stand anywhere.

    Raises:
        FileError: it is no file of lines and cells.
    """
    reader = csv.reader(io.StringIO(_text(content), newline=""), delimiter=delimiter)
    try:
        return [(reader.line_num, [cell.strip() for cell in row]) for row in reader if any(map(str.strip, row))]
    except csv.Error as failure:
        unread = FieldError(f"{reader.line_num}", "line", f"Ligne {reader.line_num} : cette ligne est illisible")
        raise FileError([unread], 1) from failure


def error(number: int, column: str, detail: str) -> FieldError:
    """What is to be corrected in one cell; `detail` goes on after « colonne … : »."""
    return FieldError(f"{number}/{column}", "line", f"Ligne {number}, colonne {column} : {detail}")


def refuse(errors: Iterable[FieldError]) -> None:
    """Refuses the file if there are any.

    Raises:
        FileError: there are.
    """
    if found := list(errors):
        raise FileError(found[:MOST_ERRORS], len(found))


def written(columns: Sequence[str], rows: Iterable[Sequence[Cell]], dialect: Dialect = Dialect.EXCEL) -> bytes:
    """A file; a text that a spreadsheet would take for a formula begins with an apostrophe."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";" if dialect is Dialect.EXCEL else ",", lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(value, dialect) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig" if dialect is Dialect.EXCEL else "utf-8")


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # The five bytes that mean nothing in Windows-1252 are read as such, and refused where they stand.
        return content.decode("cp1252", errors="replace")


def _cell(value: Cell, dialect: Dialect) -> str:
    match value:
        case None:
            return ""
        case datetime():
            return f"{value:%d/%m/%Y %H:%M}" if dialect is Dialect.EXCEL else value.isoformat()
        case date():
            return f"{value:%d/%m/%Y}" if dialect is Dialect.EXCEL else value.isoformat()
        case Decimal():
            return str(value).replace(".", ",") if dialect is Dialect.EXCEL else str(value)
        case str() if value.startswith(_BEGINS_A_FORMULA):
            return f"'{value}"
        case _:
            return str(value)

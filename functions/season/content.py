"""The three files of a season: CSV in, lines out, or every line and column to be corrected."""

from collections import Counter
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final, NamedTuple

from functions.season import columns
from functions.season.columns import Reader
from shared import sheets
from shared.problems.calls import FieldError

MOST_LINES: Final = 10_000


class CatalogueFile(StrEnum):
    """In French, as the files are called."""

    EXAMS = "epreuves"
    CENTRES = "centres"
    OFFER = "offre"


READERS: Final[dict[CatalogueFile, dict[str, tuple[str, Reader]]]] = {
    CatalogueFile.EXAMS: columns.EXAMS,
    CatalogueFile.CENTRES: columns.CENTRES,
    CatalogueFile.OFFER: columns.OFFER,
}
OPTIONAL: Final[dict[CatalogueFile, dict[str, tuple[str, Reader]]]] = {
    CatalogueFile.EXAMS: {},
    CatalogueFile.CENTRES: columns.CENTRE_SETTINGS,
    CatalogueFile.OFFER: {},
}
KEY: Final = {CatalogueFile.EXAMS: ("code",), CatalogueFile.CENTRES: ("code",), CatalogueFile.OFFER: ("centre", "exam")}
_SAID_TWICE: Final = {
    CatalogueFile.EXAMS: ("code", "ce code figure deux fois"),
    CatalogueFile.CENTRES: ("code", "ce code figure deux fois"),
    CatalogueFile.OFFER: ("places", "ce centre et cette épreuve figurent deux fois"),
}


class Line(NamedTuple):
    """`number` is the one that a spreadsheet shows; `fields` have the names of the domain."""

    number: int
    fields: dict[str, Any]

    def key(self, file: CatalogueFile) -> tuple[str, ...]:
        return tuple(self.fields[name] for name in KEY[file])


def header(file: CatalogueFile) -> tuple[str, ...]:
    return (*READERS[file], *OPTIONAL[file])


def read(file: CatalogueFile, content: bytes, errors: list[FieldError]) -> list[Line]:
    """The lines in which nothing has to be corrected; what has to be is added to `errors`.

    Raises:
        FileError: the file cannot be read as a table with these columns.
    """
    rows = sheets.read(content, tuple(READERS[file]), most=MOST_LINES, optional=tuple(OPTIONAL[file]))
    lines = [line for number, cells in rows if (line := _line(file, number, cells, errors)) is not None]
    times = Counter(line.key(file) for line in lines)
    column, said = _SAID_TWICE[file]
    errors += [sheets.error(line.number, column, said) for line in lines if times[line.key(file)] > 1]
    return lines


def _line(file: CatalogueFile, number: int, cells: Mapping[str, str], errors: list[FieldError]) -> Line | None:
    fields: dict[str, Any] = {}
    before = len(errors)
    for column, (name, reader) in READERS[file].items():
        _read_cell(number, column, name, reader, cells[column], fields, errors)
    for column, (name, reader) in OPTIONAL[file].items():
        if cells[column]:
            _read_cell(number, column, name, reader, cells[column], fields, errors)
    return Line(number, fields) if len(errors) == before else None


def _read_cell(
    number: int,
    column: str,
    name: str,
    reader: Reader,
    typed: str,
    fields: dict[str, Any],
    errors: list[FieldError],
) -> None:
    if "\ufffd" in typed or "\x00" in typed:
        errors.append(sheets.error(number, column, "ce texte est illisible : enregistrez le fichier en UTF-8"))
        return
    try:
        fields[name] = reader(typed)
    except ValueError as error:
        errors.append(sheets.error(number, column, str(error)))

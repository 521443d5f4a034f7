"""Files that people send and receive: whatever stands in them is read or refused line by line, and nothing is run."""

import csv
import io
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as some

from functions.account import candidate_file
from functions.payment import statement
from functions.season import content
from functions.season.content import CatalogueFile
from shared import sheets
from shared.problems.calls import FieldError, FileError
from shared.sheets import Dialect
from tests.fuzzing.drawing import MANY, harmful
from tests.fuzzing.tables import BANK, files
from tests.http.operations import ENGLISH

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""How a cell begins that some spreadsheet takes for a formula (OWASP, « CSV Injection »)."""


def refusal(errors: Sequence[FieldError]) -> list[str]:
    """What was said of each line, in French and without a trace of Python."""
    assert errors
    assert [one.detail for one in errors if ENGLISH.search(one.detail)] == []
    return [one.detail for one in errors]


@MANY
@given(files(candidate_file.COLUMNS))
def test_a_file_of_candidates_is_read_or_every_fault_is_said(file: bytes) -> None:
    try:
        lines = candidate_file.read(file)
    except FileError as refused:
        refusal(refused.members["errors"] and [FieldError(**one) for one in refused.members["errors"]])
    else:
        assert all(line.candidate.never_signed_in for line in lines)


@pytest.mark.parametrize("kind", CatalogueFile)
def test_a_file_of_the_season_is_read_or_every_fault_is_said(kind: CatalogueFile) -> None:
    @MANY
    @given(files(content.header(kind)))
    def is_read(file: bytes) -> None:
        errors: list[FieldError] = []
        with suppress(FileError):
            lines = content.read(kind, file, errors)
            assert all(line.number > 1 for line in lines)
        if errors:
            refusal(errors)

    is_read()


@MANY
@given(files(BANK))
def test_a_bank_s_file_is_read_or_refused(file: bytes) -> None:
    with suppress(FileError):
        for transfer in statement.read(file).transfers:
            assert transfer.amount_cents is None or transfer.amount_cents > 0
            assert "\n" not in transfer.label


cells = some.one_of(
    harmful,
    some.none(),
    some.integers(-(10**6), 10**6),
    some.decimals(-(10**6), 10**6, places=2),
    some.dates(date(1900, 1, 1)),
    some.datetimes(datetime(1900, 1, 1), timezones=some.just(UTC)),  # noqa: DTZ001 (the strategy takes it bare)
)


@MANY
@given(some.lists(some.lists(cells, min_size=3, max_size=3), max_size=4), some.sampled_from(Dialect))
def test_no_cell_of_a_file_that_we_write_is_a_formula(rows: list[list[sheets.Cell]], dialect: Dialect) -> None:
    file = sheets.written(["a", "b", "c"], rows, dialect)
    _, *found = csv.reader(
        io.StringIO(file.decode("utf-8-sig"), newline=""), delimiter=";" if dialect is Dialect.EXCEL else ","
    )
    for given_cells, read_cells in zip(rows, found, strict=True):
        for cell, text in zip(given_cells, read_cells, strict=True):
            assert isinstance(cell, int | Decimal) or not text.startswith(FORMULA)
            assert not isinstance(cell, str) or text in {cell, f"'{cell}"}


words = harmful.map(str.strip).filter(bool)


@MANY
@given(some.lists(some.tuples(words, words), max_size=4))
def test_what_is_written_for_a_spreadsheet_is_read_again(rows: list[tuple[str, str]]) -> None:
    read = sheets.read(sheets.written(["a", "b"], rows), ["a", "b"], most=10)
    assert [tuple(cell.removeprefix("'") for cell in row.cells.values()) for row in read] == [
        tuple(cell.removeprefix("'") for cell in row) for row in rows
    ]

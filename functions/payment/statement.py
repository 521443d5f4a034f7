"""A bank's export of an account's movements (CSV): the transfers received, and the references that they name.

Banks agree on little. The header may stand below other lines, and the columns in any order among others, under one of
the names below; an amount stands in one column with its sign, or in one of credits alone.
"""

import re
from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

from shared import sheets
from shared.contact.text import comparable
from shared.patterns import pattern
from shared.problems.calls import FieldError, FileError
from shared.registration import reference

MOST: Final = 500
"""Transfers received in one file: what can be recorded while the gateway waits."""
HEADER_WITHIN: Final = 50
LABEL_LENGTH: Final = 500
REFERENCES_LOOKED_AT: Final = 4
"""In one label; nobody pays for more at once."""

# As `comparable` has them, the better one first: the day on which the money was booked, not that of its value.
_DATES: Final = (
    "date",
    "dateoperation",
    "datedoperation",
    "datedeloperation",
    "datecomptable",
    "datedecomptabilisation",
    "datedevaleur",
    "datevaleur",
)
_LABELS: Final = ("libelle", "libelleoperation", "libelledeloperation", "libellesimplifie", "operation", "designation")
_AMOUNTS: Final = ("montant", "montanteuros", "montanteur", "montantoperation", "montantdeloperation")
_CREDITS: Final = ("credit", "crediteuros", "crediteur")

_DATE: Final = pattern(r"(?P<day>[0-9]{1,2})[/.-](?P<month>[0-9]{1,2})[/.-](?P<year>[0-9]{4})")
_ISO: Final = pattern(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")
_AMOUNT: Final = pattern(r"(?P<sign>[+-]?)(?P<euros>[0-9]{1,9})(?:[.,](?P<cents>[0-9]{1,2}))?")


class Transfer(NamedTuple):
    """One line of money received; a day or an amount that cannot be read is None."""

    line: int
    received_on: date | None
    amount_cents: int | None
    label: str
    references: list[str]


class Statement(NamedTuple):
    """`ignored` counts the other lines: money that went out, or no amount at all."""

    transfers: list[Transfer]
    ignored: int


class _Columns(NamedTuple):
    date: int
    label: int
    amount: int
    last: int


def read(content: bytes) -> Statement:
    """The transfers received.

    Raises:
        FileError: no line has the names of the columns, or there are more transfers than `MOST`.
    """
    for delimiter in ";,\t":
        lines = sheets.lines(content, delimiter)
        for at, (_, cells) in enumerate(lines[:HEADER_WITHIN]):
            if columns := _columns(cells):
                return _statement(lines[at + 1 :], columns)
    raise FileError(
        [FieldError("", "columns", "Aucune ligne ne porte les colonnes attendues : date;libelle;montant")], 1
    )


def _columns(cells: Sequence[str]) -> _Columns | None:
    """Where things stand, if these cells are names of columns."""
    names = [comparable(cell) for cell in cells]
    found = [
        next((names.index(name) for name in wanted if name in names), None)
        for wanted in (_DATES, _LABELS, (*_AMOUNTS, *_CREDITS))
    ]
    if None in found:
        return None
    date, label, amount = (one for one in found if one is not None)
    return _Columns(date, label, amount, max(date, label, amount))


def _statement(lines: Sequence[tuple[int, list[str]]], columns: _Columns) -> Statement:
    transfers: list[Transfer] = []
    ignored = 0
    for number, cells in lines:
        whole = [*cells, *[""] * (columns.last + 1 - len(cells))]
        amount = _amount_cents(whole[columns.amount])
        if not whole[columns.amount] or (amount is not None and amount <= 0):
            ignored += 1
        elif len(transfers) == MOST:
            said = f"Plus de {MOST} règlements reçus : partagez le fichier, {MOST} lignes au plus à la fois"
            raise FileError([FieldError("", "length", said)], 1)
        else:
            transfers.append(_transfer(number, whole, columns, amount))
    return Statement(transfers, ignored)


def _transfer(number: int, cells: list[str], columns: _Columns, amount: int | None) -> Transfer:
    texts = (cell[:LABEL_LENGTH] for at, cell in enumerate(cells) if at not in {columns.date, columns.amount})
    named = dict.fromkeys(one for text in texts for one in reference.found_in(text))
    label = " ".join(cells[columns.label][:LABEL_LENGTH].split())
    return Transfer(number, _day(cells[columns.date]), amount, label, list(named)[:REFERENCES_LOOKED_AT])


def _day(typed: str) -> date | None:
    found = _DATE.fullmatch(typed) or _ISO.fullmatch(typed)
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"])) if found else None
    except ValueError:
        return None


def _amount_cents(typed: str) -> int | None:
    """« 100 », « 100,00 », « 1 050,00 € », « -50.00 »; no amount has more than two decimals."""
    bare = re.sub(r"\s|€|EUR", "", typed, flags=re.IGNORECASE).replace("\u2212", "-")
    found = _AMOUNT.fullmatch(bare)
    if not found:
        return None
    cents = int(found["euros"]) * 100 + int((found["cents"] or "0").ljust(2, "0"))
    return -cents if found["sign"] == "-" else cents

"""A bank's file is read as banks make them."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis.strategies import binary

from functions.payment import statement
from functions.payment.statement import LABEL_LENGTH, REFERENCES_LOOKED_AT, Transfer
from shared.problems.calls import FileError
from shared.registration import reference

REFERENCE = reference.of("2027-01", "7F3K")


def only(text: str, encoding: str = "utf-8") -> Transfer:
    (transfer,) = statement.read(text.encode(encoding)).transfers
    return transfer


def with_label(label: str) -> list[str]:
    return only(f"date;libelle;montant\n27/11/2026;{label};50").references


class TestColumns:
    @pytest.mark.parametrize(
        "file",
        [
            "date;libelle;montant\n27/11/2026;VIR;50,00",
            "Date;Libellé;Montant\r\n27/11/2026;VIR;50,00\r\n",
            "DATE,LIBELLE,MONTANT\n27/11/2026,VIR,50.00",
            'Date,Libellé,Montant\n27/11/2026,VIR,"50,00"',
            "date\tlibellé\tmontant\n27/11/2026\tVIR\t50,00",
            "Date opération;Date de valeur;Libellé;Débit;Crédit\n27/11/2026;28/11/2026;VIR;;50,00",
            "Date de valeur;Libellé;Crédit euros;Solde\n27/11/2026;VIR;50,00;1 000,00",
            "Montant(EUR);Libellé opération;Date comptable\n50,00;VIR;27/11/2026",
            "Compte n° 123;;\nSolde au 27/11/2026 : 1 000 €\n\ndate;libelle;montant\n27/11/2026;VIR;50,00",
        ],
    )
    def test_are_found_by_their_usual_names(self, file: str) -> None:
        assert only(file)[1:4] == (date(2026, 11, 27), 5000, "VIR")

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
    def test_in_any_encoding(self, encoding: str) -> None:
        assert only("date;libellé;montant\n27/11/2026;Épreuve;50 €", encoding).label == "Épreuve"

    def test_the_lines_have_the_numbers_that_a_spreadsheet_shows(self) -> None:
        read = statement.read(b"Compte\n\ndate;libelle;montant\n27/11/2026;A;1\n\n27/11/2026;B;2")
        assert [one.line for one in read.transfers] == [4, 6]

    @pytest.mark.parametrize(
        "file", [b"", b"\n\n", b"date;libelle\n", b"27/11/2026;VIR;50", b"\xff\xfe\x00", b"a,b,c\n" * 100]
    )
    def test_that_are_not_there_are_asked_for(self, file: bytes) -> None:
        with pytest.raises(FileError) as refusal:
            statement.read(file)
        assert "date;libelle;montant" in refusal.value.members["errors"][0]["detail"]

    def test_a_cell_beyond_all_measure_is_refused(self) -> None:
        with pytest.raises(FileError):
            statement.read(b'date;libelle;montant\n27/11/2026;"' + b"x" * 200_000 + b'";50')


class TestAmounts:
    @pytest.mark.parametrize(
        ("typed", "cents"),
        [
            ("100,00", 10_000),
            ("100", 10_000),
            ("100.5", 10_050),
            ("+100,00", 10_000),
            ("1 050,00 €", 105_000),
            ("1\u202f050,00\u00a0€", 105_000),
            ("1050,00 EUR", 105_000),
            ("0,01", 1),
            ("1.050,00", None),
            ("100,000", None),
            ("cent", None),
            ("1e3", None),
        ],
    )
    def test_are_written_in_many_ways(self, typed: str, cents: int | None) -> None:
        assert only(f"date;libelle;montant\n27/11/2026;VIR;{typed}").amount_cents == cents

    @pytest.mark.parametrize("typed", ["-50,00", "\u221250", "- 50,00 €", "0", "0,00", ""])
    def test_that_went_out_are_only_counted(self, typed: str) -> None:
        read = statement.read(f"date;libelle;montant\n27/11/2026;LOYER;{typed}".encode())
        assert (read.transfers, read.ignored) == ([], 1)

    def test_of_a_short_line_are_missing(self) -> None:
        assert statement.read(b"date;libelle;montant\n27/11/2026;Total").ignored == 1


class TestDates:
    @pytest.mark.parametrize(
        ("typed", "day"),
        [
            ("27/11/2026", date(2026, 11, 27)),
            ("7/1/2027", date(2027, 1, 7)),
            ("27-11-2026", date(2026, 11, 27)),
            ("27.11.2026", date(2026, 11, 27)),
            ("2026-11-27", date(2026, 11, 27)),
            ("27/11/26", None),
            ("31/11/2026", None),
            ("11/27/2026", None),
            ("", None),
        ],
    )
    def test_are_french_or_iso(self, typed: str, day: date | None) -> None:
        assert only(f"date;libelle;montant\n{typed};VIR;50").received_on == day


class TestReferences:
    @pytest.mark.parametrize(
        "written",
        [
            REFERENCE,
            REFERENCE.lower(),
            REFERENCE.replace("-", ""),
            REFERENCE.replace("-", " "),
            REFERENCE.replace("-", " - "),
            REFERENCE.replace("0", "O"),
            REFERENCE.replace("1", "I"),
            REFERENCE.replace("1", "l").replace("0", "o"),
            "CU 27 01 7F 3K " + REFERENCE[-2:],
        ],
    )
    @pytest.mark.parametrize("around", ["{}", "VIR INST M MARTIN REF {} INSCRIPTION", "REF:{}/20261127", "x{}2026"])
    def test_are_found_as_people_and_banks_write_them(self, written: str, around: str) -> None:
        assert with_label(around.format(written)) == [REFERENCE]

    def test_with_a_mistyped_character_are_not(self) -> None:
        assert with_label(REFERENCE.replace("7F3K", "7F3X")) == []

    def test_stand_in_any_text_of_the_line(self) -> None:
        file = f"date;libelle;montant;informations\n27/11/2026;VIR SEPA;50;{REFERENCE}"
        assert only(file).references == [REFERENCE]

    def test_are_not_put_together_from_two_cells(self) -> None:
        file = f"date;libelle;montant;informations\n27/11/2026;{REFERENCE[:9]};50;{REFERENCE[9:]}"
        assert only(file).references == []

    def test_are_told_once_each_and_some_at_most(self) -> None:
        many = [reference.of("2027-01", f"{at:04}") for at in range(10)]
        assert with_label(f"{many[0]} {many[1]} {many[0]}") == many[:2]
        assert len(with_label(" ".join(many))) == REFERENCES_LOOKED_AT

    def test_a_long_label_is_cut(self) -> None:
        assert len(only(f"date;libelle;montant\n27/11/2026;{'x' * 10_000};50").label) == LABEL_LENGTH


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(content=binary(max_size=300))
def test_whatever_is_sent_is_read_or_refused(content: bytes) -> None:
    for file in (content, b"date;libelle;montant\n" + content):
        with suppress(FileError):
            assert statement.read(file).ignored >= 0

"""A centre's registrations and seats as files."""

from typing import Any

import pytest

from shared import keys, table
from shared.registration.lifecycle import State
from tests.prevalidate.sheet import cells, sheet
from tests.support import season
from tests.support.api import ALICE, ASSOCIATION, BOB, DECIDE, LILLE, Identity, call, centre
from tests.support.steps import done, in_state, pay, prevalidate, refuse, refused, register

pytestmark = pytest.mark.usefixtures("season")


class TestRegistrations:
    def test_a_line_holds_what_a_centre_needs(self) -> None:
        reference = in_state(State.PREVALIDATED, "CHI", "BIO")
        done(pay(reference, method="transfer"))
        head, line = cells(sheet("registrations.csv"))
        assert dict(zip(head, line, strict=True)) == {
            "Référence": reference,
            "État": "Validée",
            "Nom": "Martin",
            "Prénom": "Alice",
            "NUC": "20230001",
            "Courriel": "alice@example.org",
            "Téléphone": "06\u00a012\u00a034\u00a056\u00a078",
            "Épreuves": "CHI, BIO",
            "Reçue le": "27/11/2026 09:00",
            "Pré-validée le": "27/11/2026 09:00",
            "Dernier jour du règlement": "02/12/2026",
            "Montant (€)": "100,00",
            "Réglé le": "27/11/2026",
            "Moyen de paiement": "virement",
            "Motif du refus": "",
            "Message au candidat": "",
            "Report du dossier": "",
        }

    def test_a_refusal_says_why(self) -> None:
        done(refuse(register("CHI"), "other", "=cmd|' /C calc'!A0"))
        head, line = cells(sheet("registrations.csv"))
        told = dict(zip(head, line, strict=True))
        assert (told["État"], told["Motif du refus"]) == ("Refusée", "autre motif")
        assert told["Message au candidat"] == "'=cmd|' /C calc'!A0"

    def test_for_programs_there_are_commas_iso_dates_and_no_mark(self) -> None:
        register("CHI")
        reply = sheet("registrations.csv", format="rfc4180")
        assert not reply.body.startswith(b"\xef\xbb\xbf")
        head, line = cells(reply, ",")
        told = dict(zip(head, line, strict=True))
        assert (told["Reçue le"], told["Montant (€)"]) == ("2026-11-27T09:00:00+01:00", "50.00")

    def test_moments_are_those_of_the_centres_clock(self) -> None:
        register("CHI", centre="C972")
        _, line = cells(sheet("registrations.csv", by=centre("C972")))
        assert "27/11/2026 04:00" in line

    def test_it_has_the_filters_of_the_list(self) -> None:
        register("CHI")
        done(prevalidate(register("CHI", by=BOB)))
        assert len(cells(sheet("registrations.csv", state="prevalidated"))) == 2
        assert len(cells(sheet("registrations.csv", session=season.NEXT))) == 1
        assert len(cells(sheet("registrations.csv", by=LILLE))) == 1

    def test_the_following_lines_are_where_the_header_says(self) -> None:
        sent = {register("CHI"), register("CHI", by=BOB)}
        first = sheet("registrations.csv", limit=1, state="pending")
        link, _, relation = first.headers["link"].partition("; ")
        path, _, query = link.strip("<>").partition("?")
        second = call(f"GET {path}", by=centre("C02"), query=query)
        assert relation == 'rel="next"'
        assert "link" not in second.headers
        assert {cells(first)[1][0], cells(second)[1][0]} == sent
        assert first.headers["content-disposition"] == 'attachment; filename="certif-up-demandes-2027-01.csv"'
        assert second.headers["content-disposition"].endswith('2027-01-suite.csv"')

    def test_whose_data_are_erased_has_no_address_any_more(self) -> None:
        register("CHI")
        table.write(table.delete_anyway(keys.candidate(ALICE["id"])))
        _, line = cells(sheet("registrations.csv"))
        assert (line[5], line[6]) == ("", "")

    @pytest.mark.parametrize("path", ["registrations.csv", "exams/CHI/attendance", "exams/CHI/attendance.csv"])
    def test_a_file_of_people_leaves_an_entry_in_the_trail(self, path: str) -> None:
        register("CHI")
        assert sheet(path).status == 200
        (entry,) = call("GET /v1/audit", by=ASSOCIATION, query={"day": "2026-11-27"}).body["items"]
        assert (entry["reference"], entry["reader"]) == ("2027-01/C02", "Camille Petit")

    @pytest.mark.parametrize(
        ("query", "pointer"),
        [({"format": "xlsx"}, "format"), ({"limit": 1001}, "limit"), ({"cursor": "x"}, "cursor")],
    )
    def test_what_cannot_be_read_is_said(self, query: dict[str, Any], pointer: str) -> None:
        problem = refused(sheet("registrations.csv", **query), 422, "validation")
        assert [error["pointer"] for error in problem["errors"]] == [pointer]


class TestSeats:
    def test_each_exam_has_its_line(self) -> None:
        done(prevalidate(register("CHI")))
        assert cells(sheet("seats.csv")) == [
            ["Épreuve", "Places", "Prises", "Libres"],
            ["BIO", "2", "0", "2"],
            ["CHI", "5", "1", "4"],
            ["PHY", "5", "0", "5"],
            ["TEC", "1", "0", "1"],
        ]

    def test_for_programs_too(self) -> None:
        assert sheet("seats.csv", format="rfc4180").body.startswith("Épreuve,Places".encode())


@pytest.mark.parametrize("path", ["registrations.csv", "seats.csv", "exams/CHI/attendance.csv", "exams/CHI/attendance"])
@pytest.mark.parametrize(
    "actor", [ALICE, ASSOCIATION, centre("C02", scopes=DECIDE)], ids=["candidate", "association", "key"]
)
def test_files_are_for_the_centre_with_the_scope(path: str, actor: Identity) -> None:
    refused(sheet(path, by=actor), 403, "forbidden")

"""The candidates of the years before: a file that is right as a whole, or every line and column to be corrected."""

from typing import Any

import pytest

from functions.account.candidate_file import MOST_LINES
from shared import keys, table
from tests.account.conftest import Pool
from tests.account.mailed import ask_for_password, choose, kinds, sign_in
from tests.support.api import ALICE, ASSOCIATION, LAON, Reply, call
from tests.support.aws import Aws
from tests.support.contents import contents

HEAD = "nuc;nom;prenom;date_naissance;courriel;derniere_session"
ZOE = "91645010;Lefèvre;Zoë;27/03/1998;zoe@example.org;2022-06"
THEO = "46593380;D’Hœdt;Théo;2001-11-02;theo@example.org;2021-06"


def send(*lines: str, raw: bytes | None = None, **query: str) -> Reply:
    content = raw if raw is not None else "\n".join(lines).encode()
    return call("POST /v1/candidates/import", raw=content, by=ASSOCIATION, query=query)


def stored(nuc: str) -> dict[str, Any]:
    (found,) = table.read(keys.candidate(nuc))
    return found or {}


def errors(reply: Reply) -> list[tuple[str, str]]:
    assert (reply.status, reply.body["code"]) == (422, "file")
    return [(one["pointer"], one["detail"].replace("\u00a0", " ")) for one in reply.body["errors"]]


def test_a_file_is_taken_over(season: None) -> None:
    assert send(HEAD, ZOE, THEO).body == {"lines": 2, "created": 2, "unchanged": 0, "dry_run": False}
    assert stored("91645010") | {"nuc": "91645010", "birth_name": "Lefèvre", "born_on": "1998-03-27"} == stored(
        "91645010"
    )
    assert stored("46593380")["last_session"] == "2021-06"


def test_whoever_was_taken_over_signs_in_by_a_mailed_link(pool: Pool, aws: Aws) -> None:
    send(HEAD, ZOE)
    assert sign_in("91645010").status == 401
    assert choose(ask_for_password(aws, "91645010")).status == 200
    assert kinds(aws) == ["first_sign_in", "password_changed"]
    assert sign_in("91645010").status == 200


def test_a_trial_writes_nothing(season: None) -> None:
    before = contents()
    assert send(HEAD, ZOE, dry_run="true").body == {"lines": 1, "created": 1, "unchanged": 0, "dry_run": True}
    assert contents() == before


def test_the_same_file_again_changes_nothing(season: None) -> None:
    send(HEAD, ZOE, THEO)
    before = contents()
    assert send(HEAD, ZOE, THEO).body == {"lines": 2, "created": 0, "unchanged": 2, "dry_run": False}
    assert contents() == before


def test_whoever_is_there_keeps_what_is_there(season: None) -> None:
    before = contents()
    reply = send(HEAD, "20230001;MARTIN;Alice;27/03/1998;old@example.org;2022-06")
    assert reply.body["unchanged"] == 1
    assert contents() == before


def test_a_nuc_of_somebody_else_stops_the_whole_file(season: None) -> None:
    before = contents()
    reply = send(HEAD, ZOE, "20230001;Durand;Alice;27/03/1998;alice@example.org;2022-06")
    assert errors(reply) == [("3/nuc", "Ligne 3, colonne nuc : ce NUC est déjà celui d’une autre personne")]
    assert contents() == before


def test_every_line_and_column_is_named_and_nothing_is_written(season: None) -> None:
    before = contents()
    reply = send(
        HEAD, ZOE, "9;;Zoé;31/02/1998;zoe;2021-09", "", ZOE, "46593380;Roux;T;27/03/2098;t@example.org;2021-06"
    )
    assert [pointer for pointer, _ in errors(reply)] == [
        "3/nuc",
        "3/nom",
        "3/date_naissance",
        "3/courriel",
        "3/derniere_session",
        "6/date_naissance",
        "2/nuc",
        "5/nuc",
    ]
    assert (
        "3/date_naissance",
        "Ligne 3, colonne date_naissance : Saisissez votre date de naissance, par exemple 27/03/1998",
    ) in errors(reply)
    assert ("5/nuc", "Ligne 5, colonne nuc : ce NUC figure deux fois") in errors(reply)
    assert reply.body["detail"].startswith("8 ")
    assert contents() == before


@pytest.mark.parametrize(
    "raw",
    [
        f"\ufeff{HEAD}\r\n{ZOE}\r\n".encode(),
        f"{HEAD}\r\n{ZOE}\r\n".encode("cp1252"),
        f"{HEAD}\n{ZOE}".replace(";", ",").encode(),
        f'{HEAD.upper()}\n"91645010";"Lefèvre";" Zoë ";"27/03/1998";"zoe@example.org";"2022-06"\n\n'.encode(),
        "prenom;nuc;courriel;derniere_session;nom;date_naissance\nZoë;91645010;zoe@example.org;2022-06;Lefèvre;27/03/1998".encode(),
    ],
)
def test_a_file_is_read_as_spreadsheets_save_it(raw: bytes, season: None) -> None:
    assert send(raw=raw).status == 200
    assert (stored("91645010")["birth_name"], stored("91645010")["given_name"]) == ("Lefèvre", "Zoë")


@pytest.mark.parametrize(
    ("raw", "pointer"),
    [
        (b"", "1"),
        (b"nuc;nom\n1;2", "1"),
        (f"{HEAD}\n91645010;Martin".encode(), "2"),
        (f"{HEAD}\n91645010;\x81;Zo;27/03/1998;zoe@example.org;2022-06".encode("latin-1"), "2/nom"),
        (f"{HEAD}\n{ZOE}\x00".encode(), "2/derniere_session"),
    ],
)
def test_what_cannot_be_read_is_said(raw: bytes, pointer: str, season: None) -> None:
    assert [one for one, _ in errors(send(raw=raw))] == [pointer]


def test_more_than_a_transaction_holds_is_taken_over_in_pieces(season: None) -> None:
    lines = [f"{10_000_000 + number};Martin;Zoë;27/03/1998;z{number}@example.org;2022-06" for number in range(120)]
    assert send(HEAD, *lines).body["created"] == 120
    assert all(stored(line[:8]) for line in lines)


def test_too_many_lines_are_too_many(season: None) -> None:
    assert errors(send(HEAD, *["x"] * (MOST_LINES + 1)))[0][1] == "Ne dépassez pas 10000 lignes : partagez le fichier"


def test_only_the_association_takes_candidates_over(season: None) -> None:
    for by in (ALICE, LAON):
        assert call("POST /v1/candidates/import", raw=f"{HEAD}\n{ZOE}", by=by).status == 403
    assert stored("91645010") == {}


def test_a_file_that_is_too_large_is_refused(season: None) -> None:
    assert send(raw=b"x" * (2 * 1024 * 1024 + 1)).status == 413

"""A season kept as YAML becomes the same files as CSV; what is wrong is said where it stands in the YAML."""

from argparse import Namespace
from pathlib import Path

import pytest

from operate.place import Place
from operate.season import Api, signed_in
from operate.season_yaml import SeasonError, read, table
from tests.set_up.sending import CENTRES, CHEMISTRY, NEW, counts, done, drafted, errors, exams, put, send

SEASON = f"""\
session: {{code: {NEW}, fee_cents: 5000}}
epreuves:
  - {{code: CHI, intitule: Chimie, date: 2028-01-12, heure: 09:00, duree_min: 180}}
centres:
  - code: C02
    nom: Centre de Laon
    adresse: 1 rue des Écoles
    code_postal: 02000
    commune: Laon
    departement: 02
    courriel: c02@example.org
    modalites_reglement: |
      Par virement ;
      - ou par chèque
    jours_fermeture: [2026-12-24, 2026-12-31]
    actif: true
  - {{code: C03, nom: C, adresse: A, code_postal: 03000, commune: M, departement: 96, courriel: a@b.fr,
     modalites_reglement: Chèque}}
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "saison.yaml").write_text(SEASON, encoding="utf-8")
    return tmp_path / "saison.yaml"


def test_nothing_is_guessed_of_what_is_written(path: Path) -> None:
    found = read([path])
    assert found.session == {"code": NEW, "fee_cents": "5000"}
    assert found.lines["epreuves"][0].cells["heure"] == "09:00"
    assert found.lines["centres"][0].cells["departement"] == "02"
    assert found.lines["centres"][0].cells["jours_fermeture"] == "2026-12-24 2026-12-31"
    assert found.lines["offre"] == []


def test_a_list_may_go_on_in_another_file(path: Path, tmp_path: Path) -> None:
    more = tmp_path / "plus.yaml"
    more.write_text("epreuves: [{code: BIO}]", encoding="utf-8")
    assert [one.cells["code"] for one in read([path, more]).lines["epreuves"]] == ["CHI", "BIO"]


@pytest.mark.usefixtures("season")
def test_it_is_imported_as_the_csv_would_be(path: Path) -> None:
    done(put())
    found = read([path])
    assert counts(send("epreuves", raw=table(found.lines["epreuves"]).content)) == (1, 0, 0)
    assert counts(exams(CHEMISTRY)) == (0, 0, 1)
    assert counts(send("centres", raw=table(found.lines["centres"][:1]).content)) == (0, 1, 0)
    line = 'C02;Centre de Laon;1 rue des Écoles;02000;Laon;02;c02@example.org;"Par virement ;\n- ou par chèque"'
    again = send("centres", f"{CENTRES};jours_fermeture", f"{line};24/12/2026 31/12/2026")
    assert counts(again) == (0, 0, 1)


@pytest.mark.usefixtures("season")
def test_an_error_is_found_again_in_its_source_whatever_lines_the_csv_has(path: Path) -> None:
    drafted()
    as_csv = table(read([path]).lines["centres"])
    ((pointer, _),) = errors(send("centres", raw=as_csv.content))
    assert as_csv.entries[int(pointer.partition("/")[0])].place == "saison.yaml, ligne 17"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "saison.yaml : le fichier est vide"),
        ("a: [", "saison.yaml, ligne 1 : ce n’est pas du YAML lisible"),
        ("- a\n", "saison.yaml, ligne 1 : donnez des noms et leurs valeurs"),
        ("offre:\n  centre: C02\n", "« offre » doit être session, ou une liste"),
        ("exams: []\n", "« exams » doit être session, ou une liste"),
        ("offre:\n- {centre: {code: C02}}\n", "saison.yaml, ligne 2 : donnez une valeur, ou une liste de valeurs"),
        ("offre:\n- C02\n", "saison.yaml, ligne 2 : donnez des noms et leurs valeurs"),
    ],
)
def test_what_cannot_be_read_is_said_in_french(path: Path, text: str, said: str) -> None:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SeasonError) as refused:
        read([path])
    assert said in str(refused.value)


def test_bytes_that_are_not_utf_8_are_said(path: Path) -> None:
    path.write_bytes(b"epreuves: \xff")
    with pytest.raises(SeasonError) as refused:
        read([path])
    assert "ce n’est pas du YAML lisible" in str(refused.value)


def test_without_a_token_it_says_which_is_missing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CERTIF_UP_TOKEN", raising=False)
    with pytest.raises(SeasonError) as refused:
        signed_in(Namespace(token=""), Place("prod"))
    assert "CERTIF_UP_TOKEN" in str(refused.value)


def test_where_nothing_answers_it_says_so() -> None:
    with pytest.raises(SeasonError) as refused:
        Api("http://127.0.0.1:9").knows(NEW)
    assert "Rien ne répond à http://127.0.0.1:9" in str(refused.value)

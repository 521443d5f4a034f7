"""A season as large as the association's, loaded from YAML through HTTP, with the roles enforced."""

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import yaml

from tests.cloud import people
from tests.cloud.conftest import Answer, LocalCloud
from tests.cloud.facts import everything
from tests.cloud.operating import Done, certif_up
from tests.support import large_season
from tests.support.large_season import SAID, SESSION


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """One for the session, its exams and the centres, one for the seats."""
    folder = tmp_path_factory.mktemp("season")
    session = {"code": SESSION, **large_season.SAID}
    first = {"session": session, "epreuves": large_season.EXAMS, "centres": large_season.CENTRES}
    second = {"offre": large_season.OFFER}
    paths = [folder / "saison.yaml", folder / "offre.yaml"]
    for path, content in zip(paths, (first, second), strict=True):
        path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return paths


def load(cloud: LocalCloud, files: list[Path], *options: str) -> Done:
    return certif_up(cloud, "season", *map(str, files), *options, "--json")


def test_sixty_centres_are_loaded_in_seconds_and_loading_them_again_changes_nothing(
    cloud_with_roles: LocalCloud, files: list[Path]
) -> None:
    loaded = load(cloud_with_roles, files, "--publish")
    assert loaded.code == 0, loaded.stderr
    sys.stdout.write(loaded.stdout)  # the figure of the README
    offer = {"file": "offre", "created": 900, "changed": 0, "unchanged": 0, "kept": []}
    assert loaded.said["files"][-1] == offer
    assert "\roffre 150/900\roffre 300/900\r" in loaded.stderr
    before = everything(cloud_with_roles)
    again = load(cloud_with_roles, files, "--publish")
    assert again.said["files"][-1] == offer | {"created": 0, "unchanged": 900}, again.stderr
    assert everything(cloud_with_roles) == before
    sessions = cloud_with_roles.call("GET", "/v1/sessions").body["items"]
    assert SESSION in [one["code"] for one in sessions]
    found = cloud_with_roles.call("GET", f"/v1/sessions/{SESSION}/centres?department=972&exam=E03").body
    assert found["items"]


def test_one_error_and_nothing_is_loaded(cloud_with_roles: LocalCloud, files: list[Path], tmp_path: Path) -> None:
    wrong = tmp_path / "faux.yaml"
    lines = ["offre:", "- {centre: C01, epreuve: E01, places: 9}", "- {centre: C99, epreuve: E02, places: x}"]
    wrong.write_text("\n".join(lines))
    before = everything(cloud_with_roles)
    loaded = load(cloud_with_roles, [wrong], "--session", SESSION)
    assert (loaded.code, loaded.said["imported"]) == (1, False)
    assert "faux.yaml, ligne 3, places : saisissez un nombre entier de 0 à 10000" in loaded.said["to_correct"]
    assert everything(cloud_with_roles) == before


def test_a_file_in_windows_1252_arrives_as_it_was_saved(cloud_with_roles: LocalCloud) -> None:
    header = "code;nom;adresse;code_postal;commune;departement;courriel;modalites_reglement"
    line = "C98;École d’Évreux;1 rue;27000;Évreux;27;c98@centres.example;Chèque"
    token = people.association(cloud_with_roles)
    answer = cloud_with_roles.call(
        "POST",
        "/v1/catalogue?file=centres",
        f"{header}\r\n{line}\r\n".encode("cp1252"),
        token=token,
        **{"Content-Type": "application/octet-stream"},
    )
    assert answer.status == 200, answer
    assert cloud_with_roles.call("GET", "/v1/centres/C98", token=token).body["name"] == "École d’Évreux"


def test_two_imports_at_once_end_as_one(cloud_with_roles: LocalCloud) -> None:
    """And with the session that is being set up changed all the while."""
    token, session = people.association(cloud_with_roles), "2032-01"

    def send(file: str, rows: list[dict[str, str]]) -> Answer:
        lines = [";".join(rows[0]), *(";".join(f'"{cell}"' for cell in row.values()) for row in rows)]
        path = f"/v1/catalogue?file={file}&session={session}"
        return cloud_with_roles.call("POST", path, "\n".join(lines).encode(), token=token)

    said = {name: str(text).replace("2030", "2031").replace("2031-01-06", "2032-01-06") for name, text in SAID.items()}
    body = said | {"fee_cents": 5000, "successor": None}
    assert cloud_with_roles.call("PUT", f"/v1/sessions/{session}", body, token=token).status == 200
    exams = [one | {"date": one["date"].replace("2031", "2032")} for one in large_season.EXAMS]
    centres = [one | {"code": f"T{one['code']}"} for one in large_season.CENTRES]
    offer = [one | {"centre": f"T{one['centre']}"} for one in large_season.OFFER]
    with ThreadPoolExecutor(4) as threads:
        for file, rows in (("epreuves", exams), ("centres", centres), ("offre", offer)):
            answers = list(threads.map(lambda _, file=file, rows=rows: send(file, rows), range(4)))
            assert {one.status for one in answers} == {200}, answers
            again = send(file, rows)
            assert (again.body["unchanged"], again.body["lines"]) == (len(rows), len(rows))

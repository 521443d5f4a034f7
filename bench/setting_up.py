"""Before the doors open: the season and its candidates through the API, sign-ins and keys where nobody is to type."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, NamedTuple

from bench import season
from bench.season import Row, Size
from local.cloud import Cloud
from local.season import accounts
from local.season.accounts import Account
from operate.season_yaml import Entry
from operate.season_yaml import table as csv
from shared import api_key, table
from shared.api_key import ApiKey, Scope
from tests.cloud.conftest import LocalCloud
from tests.cloud.facts import inside
from tests.cloud.people import association

LINES_AT_ONCE: Final = 400


class Stage(NamedTuple):
    """Everything that those who act have to know."""

    session: str
    candidates: list[Account]
    keys: dict[str, str]
    """Of each centre."""


@contextmanager
def cloud_of_its_own() -> Iterator[LocalCloud]:
    """Started for whoever measures, and gone afterwards."""
    with TemporaryDirectory() as folder:
        cloud = LocalCloud(Path(folder) / "cloud")
        cloud.start()
        try:
            yield cloud
        finally:
            cloud.stop()


def without_what_follows(cloud: LocalCloud) -> None:
    """Neither the stream nor a queue calls a function any more."""
    functions = cloud.client("lambda")
    for mapping in functions.list_event_source_mappings()["EventSourceMappings"]:
        functions.delete_event_source_mapping(UUID=mapping["UUID"])


def set_up(cloud: LocalCloud, size: Size) -> Stage:
    token = association(cloud)
    session = season.session_after([one["code"] for one in cloud.call("GET", "/v1/sessions").body["items"]])
    _done(cloud, "PUT", f"/v1/sessions/{session}", season.said(session), token)
    for file, rows in {
        "epreuves": season.exams(session),
        "centres": season.centres(size),
        "offre": season.offer(size),
    }.items():
        _import(cloud, f"/v1/catalogue?file={file}" + (f"&session={session}" if file != "centres" else ""), rows, token)
    _done(cloud, "POST", f"/v1/sessions/{session}/publication", {}, token)
    people = season.candidates(size)
    _import(cloud, "/v1/candidates/import", people, token)
    # On AWS each of them chooses a password by a mailed link; here they have one.
    candidates = [Account(one["nuc"], one["courriel"]) for one in people]
    accounts.create(Cloud.of(cloud.folder), candidates)
    return Stage(session, candidates, dict(_keys(cloud, season.centre_codes(size))))


def _keys(cloud: LocalCloud, centres: list[str]) -> Iterator[tuple[str, str]]:
    now = datetime.now(UTC)
    with inside(cloud):
        for centre in centres:
            drawn = api_key.draw("test")
            known = ApiKey(
                id=api_key.draw_id(), centre=centre, label="Programme", scopes=frozenset(Scope), created_at=now
            )
            table.commit(*api_key.created(drawn, known))
            yield centre, drawn


def _import(cloud: LocalCloud, path: str, rows: list[Row], token: str) -> None:
    for start in range(0, len(rows), LINES_AT_ONCE):
        part = [Entry("", row) for row in rows[start : start + LINES_AT_ONCE]]
        _done(cloud, "POST", path, csv(part).content, token, **{"Content-Type": "application/octet-stream"})


def _done(cloud: LocalCloud, method: str, path: str, body: Any, token: str, **headers: str) -> None:
    answer = cloud.call(method, path, body, token=token, **headers)
    if answer.status != 200:
        raise RuntimeError(f"{method} {path}: {answer.status} {answer.body}")

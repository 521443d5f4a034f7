"""Load a season kept as YAML, through the HTTP API.

Everything is checked first, in trial imports; with one error nothing is imported. Stopped on the way or run again, it
goes on where it was: what is there already is not written again.

A file has any of these members, and a season may be spread over several files:

    session: {code: 2027-06, opens_at: …, closes_at: …, decide_by_at: …, fee_cents: 5000, nir: required}
    epreuves:
      - {code: CHI, intitule: Chimie, date: 2027-06-16, heure: 09:00, duree_min: 180}
    centres:
      - {code: C02, nom: …, adresse: …, code_postal: 02000, commune: Laon, departement: 02, courriel: …,
         modalites_reglement: …, jours_fermeture: [2027-05-07]}
    offre:
      - {centre: C02, epreuve: CHI, places: 24}
"""

import json
import os
import sys
import time
import urllib.error
import urllib.request
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from operate.command import Command, Exit, Outcome
from operate.place import Place
from operate.season_yaml import FILES, Entry, Season, SeasonError, read, table
from shared.settings import setting

LINES_AT_ONCE: Final = 150
"""Sent in one request, so that there is something to show on the way."""
PATIENCE_SECONDS: Final = 35
# The column of the offer that names a line of another file.
_REFERS_TO: Final = {"centre": "centres", "epreuve": "epreuves"}


@dataclass(frozen=True)
class Api:
    base_url: str
    token: str = ""

    def send(self, method: str, path: str, content: bytes, media_type: str = "application/json") -> tuple[int, Any]:
        """Status and body; a refusal is one too.

        Raises:
            SeasonError: nothing answers.
        """
        headers = {"Content-Type": media_type} | ({"Authorization": f"Bearer {self.token}"} if self.token else {})
        request = urllib.request.Request(self.base_url + path, content, headers, method=method)  # noqa: S310 (given by whoever runs this)
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:  # noqa: S310 (as above)
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as refusal:
            with refusal:
                return refusal.code, json.loads(refusal.read())
        except (OSError, ValueError) as error:
            raise SeasonError(f"Rien ne répond à {self.base_url} ({error})") from error

    def done(self, method: str, path: str, body: Any) -> Any:
        """The answer to what must not be refused."""
        return accepted(*self.send(method, path, json.dumps(body).encode()))

    def knows(self, session: str) -> bool:
        return self.send("GET", f"/v1/sessions/{session}/preview", b"")[0] == 200

    def imported(self, file: str, session: str, entries: list[Entry], *, dry_run: bool) -> tuple[int, Any]:
        query = {"file": file, "dry_run": str(dry_run).lower()} | ({"session": session} if file != "centres" else {})
        content = table(entries).content
        return self.send("POST", f"/v1/catalogue?{urlencode(query)}", content, "application/octet-stream")


def accepted(status: int, body: Any) -> Any:
    if status == 200:
        return body
    told = [body.get("detail") or body.get("message", ""), *(one["detail"] for one in body.get("errors", []))]
    raise SeasonError(f"Refusé ({status}) : {' ; '.join(dict.fromkeys(told))}")


def signed_in(options: Namespace, place: Place) -> Api:
    """As the association: with the token given, or else with the example's credentials of `make run`."""
    if place.cloud:
        access = json.loads(place.cloud.access.read_text(encoding="utf-8"))
        api = Api(access["base_url"])
        return Api(api.base_url, api.done("POST", "/v1/tokens", access["association"])["access_token"])
    token = options.token or os.environ.get("CERTIF_UP_TOKEN")
    if not token:
        raise SeasonError("Il manque le jeton d’une personne de l’association : CERTIF_UP_TOKEN (POST /v1/tokens).")
    place.settle("catalogue")
    return Api(setting("PUBLIC_URL"), token)


def errors(api: Api, session: str, season: Season) -> Iterator[str]:
    """What has to be corrected, by trial imports; what the season itself brings is not missing."""
    coming = {file: {one.cells.get("code", "").upper() for one in season.lines[file]} for file in FILES}
    for file in FILES:
        if not (entries := season.lines[file]):
            continue
        status, body = api.imported(file, session, entries, dry_run=True)
        if body.get("code") != "file":
            accepted(status, body)
            continue
        by_line = table(entries).entries
        for error in body["errors"]:
            line, _, column = error["pointer"].partition("/")
            entry = by_line.get(int(line)) if line.isdigit() else None
            if entry is None:
                yield f"{file} : {error['detail']}"
            elif not (file == "offre" and entry.cells[column].upper() in coming.get(_REFERS_TO.get(column, ""), ())):
                yield f"{entry.place}, {column} : {error['detail'].partition(':')[2].strip()}"


def load(api: Api, session: str, season: Season) -> Iterator[dict[str, Any]]:
    """What was done, file by file; `kept` are places that are taken and were to be fewer."""
    for file in FILES:
        entries, counts = season.lines[file], Counter[str]()
        kept: list[dict[str, Any]] = []
        for start in range(0, len(entries), LINES_AT_ONCE):
            part = entries[start : start + LINES_AT_ONCE]
            body = accepted(*api.imported(file, session, part, dry_run=False))
            counts.update({name: body[name] for name in ("created", "changed", "unchanged")})
            kept += body["kept"]
            print(f"\r{file} {start + len(part)}/{len(entries)}", end="", file=sys.stderr, flush=True)
        if entries:
            print(file=sys.stderr)
            yield {"file": file, **counts, "kept": kept}


def save(api: Api, session: str, said: Mapping[str, Any]) -> None:
    """The session's own settings."""
    body = {"successor": None} | dict(said) | {"fee_cents": int(said.get("fee_cents") or 0)}
    api.done("PUT", f"/v1/sessions/{session}", body)


def _run(options: Namespace, place: Place) -> Outcome:
    began = time.monotonic()
    season = read(options.files)
    said = dict(season.session)
    session = said.pop("code", "") or options.session
    if not session and (season.lines["epreuves"] or season.lines["offre"]):
        raise SeasonError("Indiquez la session : --session 2027-06, ou « session: {code: 2027-06, … } ».")
    api = signed_in(options, place)
    changes_at_once = said and api.knows(session)  # and otherwise it is made, as a draft, for its files to be checked
    if said and not options.dry_run and not changes_at_once:
        save(api, session, said)
    if found := list(errors(api, session, season)):
        return Outcome({"imported": False, "to_correct": found}, Exit.ATTENTION)
    if options.dry_run:
        return Outcome({"imported": False, "to_correct": []})
    if changes_at_once:
        save(api, session, said)
    files = list(load(api, session, season))
    if options.publish:
        api.done("POST", f"/v1/sessions/{session}/publication", {})
    seconds = round(time.monotonic() - began, 1)
    return Outcome({"imported": True, "files": files, "published": options.publish, "seconds": seconds})


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", type=Path, metavar="season.yaml")
    parser.add_argument("--session", default="", help="the session of the exams and seats, if no file says it")
    parser.add_argument("--dry-run", action="store_true", help="check only")
    parser.add_argument("--publish", action="store_true", help="publish the session at the end")
    parser.add_argument(
        "--token", default="", help="of a person of the association; or CERTIF_UP_TOKEN, which nobody else can see"
    )


SEASON: Final = Command(
    "season",
    "load a season kept as YAML, checked as a whole first",
    "season.yaml --session 2027-06 --dry-run --environment prod",
    _run,
    _arguments,
    notes=(__doc__ or "").partition("\n\n")[2],
)

"""Import by files (A5): a trial and its report first; nothing is written before the confirmation."""

import base64
import json
import zlib
from typing import Any, Final

from functions.web.answers import Answer, Page, Redirect
from functions.web.api import File, RefusedError
from functions.web.association import lists
from functions.web.pages import site
from functions.web.request import MistakesError, Request
from shared.role import Role

CHOICE: Final = "/uppctsc/import"
CHECK: Final = "/uppctsc/import/verification"
CANDIDATES: Final = "candidats"
OF_A_SESSION: Final = ("epreuves", "offre")
KEPT_AT_MOST: Final = 200 * 1024
"""What is kept of a file, compressed and in base 64: an item of the table holds 400 KB, sealed in base 64 again."""
ERRORS_SHOWN: Final = 100


@site.page(CHOICE, of=Role.ASSOCIATION)
def choose(request: Request) -> Page:
    drafts = lists.everything(request, "/v1/session-drafts")
    sessions = [*drafts, *reversed(request.api.get("/v1/sessions")["items"])]
    told = request.kept.told if request.kept else {}
    initial = {"file": request.query.one("fichier"), "session": request.query.one("session")}
    return Page(
        "association/import",
        {"form": request.form(initial), "sessions": sessions, "lines": json.loads(told.get("lines", "[]"))},
    )


@site.page(f"{CHOICE}/modele/{{file}}", of=Role.ASSOCIATION)
def template(request: Request) -> File:
    return request.api.file("/v1/catalogue/template", file=request.parameters["file"])


@site.action(CHOICE, of=Role.ASSOCIATION)
def check(request: Request) -> Redirect:
    file, content = request.typed.one("file"), request.typed.file("content")
    mistakes = {} if file else {"file": "Choisissez ce que contient le fichier"}
    if not content:
        mistakes["content"] = "Choisissez le fichier à importer"
    if mistakes:
        raise MistakesError(mistakes)
    try:
        report = _sent(request, file, request.typed.one("session"), content, dry_run=True)
    except RefusedError as refusal:
        if refusal.code != "file":
            raise
        return _to_correct(request, refusal)
    session = request.typed.one("session") if file in OF_A_SESSION else ""
    told = {"file": file, "session": session, "report": json.dumps(report), **_kept(content)}
    return Redirect(lists.kept_at(CHECK, request.keep(told=told)))


@site.page(CHECK, of=Role.ASSOCIATION)
def checked(request: Request) -> Answer:
    """What the file would change. One that is too long to be kept is chosen again with the confirmation."""
    if request.kept is None or "file" not in request.kept.told:
        return Redirect(CHOICE)
    told = request.kept.told
    return Page(
        "association/import_check",
        {
            "form": request.form(),
            "kept": request.query.one("correction"),
            "report": json.loads(told["report"]),
            "file": told["file"],
            "session": told["session"],
            "is_kept": "content" in told,
        },
    )


@site.action(CHECK, of=Role.ASSOCIATION)
def confirm(request: Request) -> Redirect:
    _, kept = request.browser.read(request.typed.one("kept"))
    if kept is None or "file" not in kept.told:
        return Redirect(CHOICE)
    content = request.typed.file("content") or _content(kept.told)
    if not content:
        asked = request.keep([("content", "Choisissez le fichier à importer")], kept.told)
        return Redirect(lists.kept_at(CHECK, asked))
    try:
        report = _sent(request, kept.told["file"], kept.told["session"], content, dry_run=False)
    except RefusedError as refusal:
        if refusal.code != "file":
            raise
        return _to_correct(request, refusal)
    return Redirect(lists.kept_at(f"{CHOICE}/resultat", request.keep(told={"report": json.dumps(report)})))


@site.page(f"{CHOICE}/resultat", of=Role.ASSOCIATION)
def done(request: Request) -> Answer:
    if request.kept is None or "report" not in request.kept.told:
        return Redirect(CHOICE)
    return Page("association/import_done", {"report": json.loads(request.kept.told["report"])})


def _sent(request: Request, file: str, session: str, content: bytes, *, dry_run: bool) -> Any:
    trial = "true" if dry_run else "false"
    if file == CANDIDATES:
        return request.api.send_file("/v1/candidates/import", content, dry_run=trial)
    of_session = (session or None) if file in OF_A_SESSION else None
    return request.api.send_file("/v1/catalogue", content, file=file, session=of_session, dry_run=trial)


def _to_correct(request: Request, refusal: RefusedError) -> Redirect:
    """Back to the choice, with every line and column to be corrected."""
    lines = [text for _, text in refusal.errors]
    told = {"lines": json.dumps(lines[:ERRORS_SHOWN])}
    if len(lines) > ERRORS_SHOWN:
        told["lines"] = json.dumps([*lines[:ERRORS_SHOWN], f"et {len(lines) - ERRORS_SHOWN} autres"])
    kept = request.keep([("content", refusal.problem["detail"])], told)
    return Redirect(lists.kept_at(CHOICE, kept))


def _kept(content: bytes) -> dict[str, str]:
    text = base64.b64encode(zlib.compress(content)).decode()
    return {"content": text} if len(text) <= KEPT_AT_MOST else {}


def _content(told: dict[str, str]) -> bytes:
    return zlib.decompress(base64.b64decode(told["content"])) if "content" in told else b""

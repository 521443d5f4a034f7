"""A bank's file: looked at first, then recorded as it was looked at."""

import base64
import json
import zlib
from typing import Any, Final

from functions.web.answers import Answer, Page, Redirect
from functions.web.api import RefusedError
from functions.web.centre.own import own
from functions.web.pages import site
from functions.web.request import CORRECTION, MistakesError, Request
from shared.role import Role

PATH: Final = "/centre/releve"
CHECK: Final = f"{PATH}/verification"
RESULT: Final = f"{PATH}/resultat"
API: Final = "/v1/centre/payments"
KEPT_AT_MOST_BYTES: Final = 200 * 1024
"""Packed, file and report: an item of the table holds 400 KB, a third of which goes with its encryption."""
GROUPS: Final = {"exact": "exact", "late": "late", "recorded": "recorded"}
"""How a line is shown; whatever else it may be is to be looked at."""


@site.page(PATH, of=Role.CENTRE)
def choose(request: Request) -> Page:
    return Page("centre/statement", {**own(request), "form": request.form()})


@site.action(PATH, of=Role.CENTRE)
def look(request: Request) -> Redirect:
    content = request.typed.file("statement")
    if not content:
        raise MistakesError({"statement": "Choisissez le fichier de votre banque"})
    report = _sent(request, content, dry_run=True)
    told = {"file": _packed(content), "report": _packed(json.dumps(report).encode())}
    if sum(map(len, told.values())) > KEPT_AT_MOST_BYTES:
        raise MistakesError({"statement": "Ce fichier est trop long : partagez-le en deux"})
    return Redirect(f"{CHECK}?{CORRECTION}={request.keep(told=told)}")


@site.page(CHECK, of=Role.CENTRE)
def check(request: Request) -> Answer:
    if request.kept is None or "file" not in request.kept.told:
        return Redirect(PATH)
    form = request.form()
    form.action = f"{CHECK}?{CORRECTION}={request.query.one(CORRECTION)}"
    return Page("centre/statement_check", {**own(request), "form": form, **_report(request)})


@site.action(CHECK, of=Role.CENTRE)
def record(request: Request) -> Redirect:
    """The very file that was looked at; recording it twice records nothing twice."""
    if request.kept is None or "file" not in request.kept.told:
        return Redirect(PATH)
    report = _sent(request, _unpacked(request.kept.told["file"]), dry_run=False)
    told = {"report": _packed(json.dumps(report).encode())}
    return Redirect(f"{RESULT}?{CORRECTION}={request.keep(told=told)}")


@site.page(RESULT, of=Role.CENTRE)
def result(request: Request) -> Answer:
    if request.kept is None or "report" not in request.kept.told:
        return Redirect(PATH)
    return Page("centre/statement_result", {**own(request), **_report(request)})


def _sent(request: Request, content: bytes, *, dry_run: bool) -> Any:
    try:
        return request.api.send_file(API, content, dry_run=str(dry_run).lower())
    except RefusedError as refusal:
        if not refusal.errors:
            raise
        raise MistakesError({"statement": "\n".join(text for _, text in refusal.errors)}) from refusal


def _report(request: Request) -> dict[str, Any]:
    report = json.loads(_unpacked(request.kept.told["report"])) if request.kept else {}
    groups: dict[str, list[dict[str, Any]]] = {"exact": [], "late": [], "recorded": [], "other": []}
    for one in report["items"]:
        groups[GROUPS.get(one["outcome"], "other")].append(one)
    return {"groups": groups, "ignored": report["ignored"], "lines": len(report["items"])}


def _packed(content: bytes) -> str:
    return base64.b64encode(zlib.compress(content)).decode()


def _unpacked(text: str) -> bytes:
    return zlib.decompress(base64.b64decode(text))

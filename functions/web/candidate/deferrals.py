"""Asking for a deferral, and sending its documents (C12)."""

from typing import Final
from urllib.parse import quote, urlsplit

from functions.web.answers import Answer, Page, Redirect
from functions.web.api import RefusedError
from functions.web.candidate.files import DOSSIER, Json, address, deferrals, labels, read, successors, to_defer
from functions.web.pages import site
from functions.web.request import MistakesError, Request
from shared.documents.kind import MOST
from shared.role import Role

ASK: Final = f"{DOSSIER}/report"
PROOF: Final = f"{ASK}/{{id}}/justificatif"
SENT: Final = f"{ASK}/{{id}}/recu"
CANCEL: Final = f"{ASK}/{{id}}/annulation"


@site.page(ASK, of=Role.CANDIDATE)
def ask(request: Request) -> Page:
    one = read(request)
    lines = to_defer(one)
    values = {
        "one": one,
        "lines": lines,
        "labels": labels(request, one["session"]),
        "successor": successors(request)[one["session"]],
    }
    if not lines:
        return Page("candidate/no_deferral", values)
    return Page("candidate/deferral", values | {"form": request.form({"exams": [each["exam"] for each in lines]})})


@site.action(ASK, of=Role.CANDIDATE)
def send(request: Request) -> Redirect:
    ground, exams = request.typed.one("ground"), request.typed.many("exams")
    reason = request.typed.one("reason").strip() if ground == "employer" else ""
    missing = {
        "ground": ("Choisissez un motif", ground),
        "reason": ("Indiquez pour quel motif l’entreprise ne peut vous libérer", reason or ground != "employer"),
        "exams": ("Choisissez au moins une épreuve", exams),
    }
    if asked := {name: text for name, (text, given) in missing.items() if not given}:
        raise MistakesError(asked)
    wanted = {"exams": exams, "ground": ground, "reason": reason or None}
    asked_for = request.api.send("POST", f"{address(request)}/deferral", wanted, key=request.key)
    return Redirect(PROOF.format(reference=asked_for["reference"], id=asked_for["id"]))


@site.page(PROOF, of=Role.CANDIDATE)
def proof(request: Request) -> Page:
    """The request with its documents; while one is awaited, the form that takes it straight to the bucket.

    One of the three forms is enough: a file is judged by its bytes, never by the type that was announced.
    """
    asked = _asked(request)
    if asked is None:
        return Page("services/not_found", status=404)
    upload = asked["uploads"][0] if asked["uploads"] else None
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(upload["url"])) if upload else ""
    values = {
        "asked": asked,
        "form": request.form(),
        "upload": upload,
        "labels": labels(request, asked["session"]),
        "successor": successors(request)[asked["session"]],
        "can_add": len(asked["documents"]) < MOST,
        "cancel": CANCEL.format(**request.parameters),
    }
    return Page("candidate/proof", values, form_action=origin)


@site.action(PROOF, of=Role.CANDIDATE)
def one_more(request: Request) -> Redirect:
    request.api.send("POST", f"{_address(request)}/documents", key=request.key)
    return Redirect(request.page)


@site.page(SENT, of=Role.CANDIDATE)
def sent(request: Request) -> Answer:
    """Where the bucket leads once it has a file. The verdict is asked for by a button, or by the script at once."""
    return Page("candidate/sent", {"form": request.form({"document": request.query.one("document")})})


@site.action(SENT, of=Role.CANDIDATE)
def look_at_it(request: Request) -> Redirect:
    number = request.typed.one("document")
    there = PROOF.format(**request.parameters)
    if not number.isdecimal():
        return Redirect(there)
    try:
        request.api.send("POST", f"{_address(request)}/documents/{number}/confirmation")
    except RefusedError as refusal:
        if refusal.code != "document-missing":
            raise
    return Redirect(there)


@site.page(CANCEL, of=Role.CANDIDATE)
def ask_to_cancel(request: Request) -> Page:
    asked = _asked(request)
    if asked is None:
        return Page("services/not_found", status=404)
    back = PROOF.format(**request.parameters)
    return Page("candidate/deferral_cancellation", {"asked": asked, "form": request.form(), "back": back})


@site.action(CANCEL, of=Role.CANDIDATE)
def cancel(request: Request) -> Redirect:
    request.api.send("POST", f"{_address(request)}/cancellation", key=request.key)
    return Redirect(DOSSIER.format(reference=request.parameters["reference"]))


def _asked(request: Request) -> Json | None:
    return next((one for one in deferrals(request) if one["id"] == request.parameters["id"]), None)


def _address(request: Request) -> str:
    return f"/v1/deferrals/{quote(request.parameters['id'], safe='')}"

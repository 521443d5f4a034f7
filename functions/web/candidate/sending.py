"""The check, the sending and the confirmation of a request (C9, C10), steps 3 and 4 of 4."""

from dataclasses import replace
from typing import Any, Final
from urllib.parse import quote, urlencode

from functions.web.answers import Answer, Page, Redirect
from functions.web.api import RefusedError
from functions.web.candidate import drafts
from functions.web.candidate.choosing import centres, session_of, with_list
from functions.web.candidate.drafts import CHECK, CHOICE, Draft
from functions.web.pages import site
from functions.web.request import MistakesError, Request
from shared.role import Role

CONFIRMATION: Final = "/inscription/confirmation"
DETAILS: Final = "/inscription/coordonnees?retour=verification"
ALREADY: Final = "/inscription/horaire-pris"
DRAFT: Final = "/inscription/brouillon"
MISSING: Final = {"details-missing", "nir-missing"}
"""What stands in the details."""


@site.page(CHECK, of=Role.CANDIDATE)
def check(request: Request) -> Answer:
    """What is missing comes first: the page where it is given, then back here."""
    draft = drafts.read(request)
    if not draft.is_there:
        return Redirect("/dossiers")
    session, me = session_of(request, draft), request.api.get("/v1/me")
    centre = _centre(request, draft) if draft.centre and draft.exams else None
    if centre is None or session is None or session["code"] != draft.session:
        return Redirect(CHOICE)
    if not me["complete"] or (session["nir"] == "required" and me["nir"] is None):
        return Redirect(DETAILS)
    exams = [
        one for one in request.api.get(f"/v1/sessions/{draft.session}/exams")["items"] if one["code"] in draft.exams
    ]
    values = {"form": request.form(), "me": me, "draft": draft, "session": session, "exams": exams, "centre": centre}
    return Page("candidate/check", values | {"amount_cents": session["fee_cents"] * len(exams)})


@site.action(CHECK, of=Role.CANDIDATE)
def send(request: Request) -> Answer:
    """What the page showed is sent, not what the draft has become meanwhile; pressed twice, it is sent once."""
    typed = request.typed
    if typed.one("rules") != "oui":
        raise MistakesError({"rules": "Cochez la case pour confirmer que vous avez lu ces règles"})
    wanted = {"session": typed.one("session"), "centre": typed.one("centre"), "exams": typed.many("exams")}
    try:
        sent = request.api.send("POST", "/v1/registrations", wanted, key=request.key)
    except RefusedError as refusal:
        return _not_sent(request, refusal)
    drafts.delete(request)
    return Redirect(f"{CONFIRMATION}?{urlencode({'dossier': sent['reference']})}")


@site.page(CONFIRMATION, of=Role.CANDIDATE)
def confirmation(request: Request) -> Page:
    registration = request.api.get(f"/v1/registrations/{quote(request.query.one('dossier'), safe='')}")
    return Page("candidate/confirmation", {"one": registration, "email": request.api.get("/v1/me")["email"]})


@site.page(ALREADY, of=Role.CANDIDATE)
def already(request: Request) -> Page:
    """Another dossier of the candidate's stands at the hour of one of the exams."""
    if request.kept is None or "reference" not in request.kept.told:
        return Page("services/not_found", status=404)
    return Page("candidate/already", {"told": request.kept.told})


@site.page(DRAFT, of=Role.CANDIDATE)
def draft(request: Request) -> Page:
    return Page("candidate/draft", {"form": request.form()})


@site.action(DRAFT, of=Role.CANDIDATE)
def delete(request: Request) -> Redirect:
    drafts.delete(request)
    return Redirect("/dossiers")


def _centre(request: Request, draft: Draft) -> dict[str, Any] | None:
    """None when it does not run these exams, or the search is not understood."""
    try:
        found = centres(request, draft)
    except RefusedError as refusal:
        if not refusal.errors:
            raise
        return None
    return next((one for one in found["items"] if one["code"] == draft.centre), None)


def _not_sent(request: Request, refusal: RefusedError) -> Redirect:
    if refusal.code in MISSING:
        return Redirect(DETAILS)
    if refusal.code == "already-registered":
        told = {"detail": refusal.problem["detail"], "reference": refusal.problem["reference"]}
        return Redirect(f"{ALREADY}?correction={replace(request, page=ALREADY).keep(told=told)}")
    if refusal.errors or refusal.code == "exam-not-run":
        detail = refusal.errors[0][1] if refusal.errors else refusal.problem["detail"]
        return Redirect(with_list(request, told={}, errors=[("epreuve", detail)]))
    raise refusal

"""Sessions of exams (A3): drafts, what is missing or surprising in them, publication, exams and seats."""

from typing import Any, Final

from functions.web.answers import Page, Redirect
from functions.web.api import RefusedError
from functions.web.association import lists, values
from functions.web.pages import site
from functions.web.request import MistakesError, Request
from shared.money import euros
from shared.role import Role

LIST: Final = "/uppctsc/saison"
NEW: Final = "/uppctsc/saison/nouvelle"
ONE: Final = "/uppctsc/saison/{session}"
CODE_ASKED: Final = "Saisissez l’année et le mois de la session, janvier ou juin, par exemple 2027-06"
MOMENTS: Final = ("opens_at", "closes_at", "decide_by_at")


@site.page(LIST, of=Role.ASSOCIATION)
def sessions(request: Request) -> Page:
    """Not those remembered for everybody: what was published a moment ago is there."""
    drafts = lists.everything(request, "/v1/session-drafts")
    published = request.api.get("/v1/sessions")["items"]
    return Page("association/season", {"drafts": list(drafts), "published": published})


@site.page(NEW, of=Role.ASSOCIATION)
def new(request: Request) -> Page:
    return Page("association/session_dates", {"form": request.form({"number_asked": "required"}), "session": None})


@site.action(NEW, of=Role.ASSOCIATION)
def create(request: Request) -> Redirect:
    code = request.typed.one("session").strip()
    if not code:
        raise MistakesError({"session": CODE_ASKED})
    try:
        path = f"/v1/sessions/{values.in_path(code)}"
        request.api.send("PUT", path, _session(request), key=request.key, version="0")
    except RefusedError as refusal:
        if refusal.code == "precondition-failed":
            raise MistakesError({"session": "Cette session existe déjà : ouvrez-la pour la changer"}) from refusal
        if refusal.code == "not-found":
            raise MistakesError({"session": CODE_ASKED}) from refusal
        raise
    return lists.done(f"{LIST}/{code}", "session")


@site.page(ONE, of=Role.ASSOCIATION)
def preview(request: Request) -> Page:
    code = request.parameters["session"]
    seen = request.api.get(f"/v1/sessions/{code}/preview")
    return Page("association/session", {"preview": seen, "session": seen["session"]})


@site.page(f"{ONE}/dates", of=Role.ASSOCIATION)
def dates_of(request: Request) -> Page:
    session = _found(request)
    shown: dict[str, Any] = {
        "fee_cents": euros(session["fee_cents"]),
        "number_asked": session["nir"],
        "successor": session["successor"],
        "version": str(session["version"]),
    }
    for name in MOMENTS:
        shown[name], shown[f"{name}_hour"] = values.as_typed(session[name])
    return Page("association/session_dates", {"form": request.form(shown), "session": session})


@site.action(f"{ONE}/dates", of=Role.ASSOCIATION)
def change(request: Request) -> Redirect:
    code = request.parameters["session"]
    version = request.typed.one("version")
    request.api.send("PUT", f"/v1/sessions/{code}", _session(request), key=request.key, version=version)
    return lists.done(f"{LIST}/{code}", "session")


@site.page(f"{ONE}/publication", of=Role.ASSOCIATION)
def ask_to_publish(request: Request) -> Page:
    seen = request.api.get(f"/v1/sessions/{request.parameters['session']}/preview")
    return Page("association/publish", {"form": request.form(), "preview": seen, "session": seen["session"]})


@site.action(f"{ONE}/publication", of=Role.ASSOCIATION)
def publish(request: Request) -> Redirect:
    """Only what was seen: with the version of the preview."""
    if request.typed.one("sure") != "oui":
        raise MistakesError({"sure": "Cochez la case pour confirmer la publication"})
    code, version = request.parameters["session"], request.typed.one("version")
    request.api.send("POST", f"/v1/sessions/{code}/publication", key=request.key, version=version)
    return lists.done(f"{LIST}/{code}", "publie")


@site.page(f"{ONE}/epreuves/{{exam}}", of=Role.ASSOCIATION)
def ask_to_remove_exam(request: Request) -> Page:
    exam = request.parameters["exam"]
    return Page("association/remove_exam", {"form": request.form(), "session": _found(request), "exam": exam})


@site.action(f"{ONE}/epreuves/{{exam}}", of=Role.ASSOCIATION)
def remove_exam(request: Request) -> Redirect:
    code, exam = request.parameters["session"], request.parameters["exam"]
    request.api.send("DELETE", f"/v1/sessions/{code}/exams/{exam}", key=request.key)
    return lists.done(f"{LIST}/{code}", "retiree")


@site.page(f"{ONE}/places", of=Role.ASSOCIATION)
def seats(request: Request) -> Page:
    code = request.parameters["session"]
    page = request.api.get(f"/v1/sessions/{code}/seats", cursor=lists.position(request))
    return Page(
        "association/seats",
        {"session": _found(request), "seats": page["items"], "next": lists.beyond(request, page["next"])},
    )


@site.page(f"{ONE}/capacite", of=Role.ASSOCIATION)
def capacity(request: Request) -> Page:
    chosen = {"centre": request.query.one("centre"), "exam": request.query.one("epreuve")}
    seen = request.api.get(f"/v1/sessions/{request.parameters['session']}/preview")
    return Page(
        "association/capacity", {"form": request.form(chosen), "session": seen["session"], "exams": seen["exams"]}
    )


@site.action(f"{ONE}/capacite", of=Role.ASSOCIATION)
def change_capacity(request: Request) -> Redirect:
    code, centre, exam = request.parameters["session"], request.typed.one("centre").strip(), request.typed.one("exam")
    if not centre:
        raise MistakesError({"centre": "Saisissez le code du centre"})
    path = f"/v1/sessions/{code}/centres/{values.in_path(centre)}/seats/{values.in_path(exam)}"
    try:
        request.api.send("PUT", path, {"capacity": values.number(request.typed.one("capacity"))}, key=request.key)
    except RefusedError as refusal:
        field = {"capacity-below-seats-taken": "capacity", "not-found": "centre"}.get(refusal.code)
        if field is None:
            raise
        raise MistakesError({field: refusal.problem["detail"]}) from refusal
    return lists.done(f"{LIST}/{code}/places", "places")


def _found(request: Request) -> dict[str, Any]:
    found: dict[str, Any] = request.api.get(f"/v1/sessions/{request.parameters['session']}/preview")["session"]
    return found


def _session(request: Request) -> dict[str, Any]:
    """As the API takes it; what cannot be a date, an hour or an amount is asked for again, all at once."""
    body: dict[str, Any] = {
        "nir": request.typed.one("number_asked"),
        "successor": request.typed.one("successor").strip() or None,
    }
    mistakes = {}
    for name in MOMENTS:
        try:
            body[name] = values.moment(request.typed.one(name), request.typed.one(f"{name}_hour"))
        except ValueError as error:
            mistakes[name] = str(error)
    try:
        body["fee_cents"] = values.cents(request.typed.one("fee_cents"))
    except ValueError as error:
        mistakes["fee_cents"] = str(error)
    if mistakes:
        raise MistakesError(mistakes)
    return body

"""The centres (A4): their settings, what waits there and since when, their API keys."""

from datetime import date
from typing import Any, Final

from functions.web.answers import Page, Redirect
from functions.web.api import RefusedError
from functions.web.association import lists, values
from functions.web.pages import site
from functions.web.request import MistakesError, Request
from shared.french.formats import short_date
from shared.role import Role

LIST: Final = "/uppctsc/centres"
NEW: Final = "/uppctsc/centres/nouveau"
ONE: Final = "/uppctsc/centres/{centre}"
TEXTS: Final = ("name", "department", "address", "email", "payment_terms")
GRACE: Final = "recording_grace_days"
TICKS: Final = ("observes_good_friday", "accepts_late_payments", "active")


@site.page(LIST, of=Role.ASSOCIATION)
def centres(request: Request) -> Page:
    page = request.api.get("/v1/centres", cursor=lists.position(request))
    return Page("association/centres", {"centres": page["items"], "next": lists.beyond(request, page["next"])})


@site.page(NEW, of=Role.ASSOCIATION)
def new(request: Request) -> Page:
    form = request.form({"recording_grace_days": "1", "active": "oui"})
    return Page("association/centre_settings", {"form": form, "centre": None})


@site.action(NEW, of=Role.ASSOCIATION)
def create(request: Request) -> Redirect:
    code = request.typed.one("centre").strip().upper()
    if not code:
        raise MistakesError({"centre": "Saisissez le code du centre"})
    try:
        path = f"/v1/centres/{values.in_path(code)}"
        request.api.send("PUT", path, _settings(request), key=request.key, version="0")
    except RefusedError as refusal:
        if refusal.code == "precondition-failed":
            raise MistakesError({"centre": "Un centre porte déjà ce code : ouvrez-le pour le changer"}) from refusal
        if refusal.code == "not-found":
            text = "Un code compte 1 à 16 lettres sans accent, chiffres ou traits d’union"
            raise MistakesError({"centre": text}) from refusal
        raise
    return lists.done(f"{LIST}/{code}", "centre")


@site.page(ONE, of=Role.ASSOCIATION)
def read(request: Request) -> Page:
    code = request.parameters["centre"]
    centre = request.api.get(f"/v1/centres/{code}")
    return Page(
        "association/centre",
        {
            "centre": centre,
            "waiting": _waiting(request, centre["code"]),
            "keys": request.api.get("/v1/centre/keys", centre=centre["code"])["items"],
        },
    )


def _waiting(request: Request, code: str) -> Any:
    """None while there is no session at all."""
    try:
        return request.api.get(f"/v1/centres/{code}/waiting")
    except RefusedError as refusal:
        if refusal.code == "not-found":
            return None
        raise


@site.page(f"{ONE}/reglages", of=Role.ASSOCIATION)
def settings(request: Request) -> Page:
    centre = request.api.get(f"/v1/centres/{request.parameters['centre']}")
    days = (short_date(date.fromisoformat(one)) for one in centre["closing_days"])
    shown = {
        **{name: str(centre[name]) for name in (*TEXTS, GRACE, "version")},
        **{name: "oui" for name in TICKS if centre[name]},
        "closing_days": "\n".join(days),
    }
    return Page("association/centre_settings", {"form": request.form(shown), "centre": centre})


@site.action(f"{ONE}/reglages", of=Role.ASSOCIATION)
def change(request: Request) -> Redirect:
    code, version = request.parameters["centre"], request.typed.one("version")
    request.api.send("PUT", f"/v1/centres/{code}", _settings(request), key=request.key, version=version)
    return lists.done(f"{LIST}/{code}", "centre")


@site.page(f"{ONE}/cles/{{id}}", of=Role.ASSOCIATION)
def ask_to_revoke(request: Request) -> Page:
    code, id = request.parameters["centre"], request.parameters["id"]
    keys = request.api.get("/v1/centre/keys", centre=code.upper())["items"]
    key = next((one for one in keys if one["id"] == id), None)
    if key is None:
        return Page("services/not_found", status=404)
    return Page("association/revoke", {"form": request.form(), "api_key": key, "centre": code})


@site.action(f"{ONE}/cles/{{id}}", of=Role.ASSOCIATION)
def revoke(request: Request) -> Redirect:
    code, id = request.parameters["centre"].upper(), request.parameters["id"]
    request.api.send("POST", f"/v1/centre/keys/{id}/revocation?centre={code}", key=request.key)
    return lists.done(f"{LIST}/{code}", "revoquee")


def _settings(request: Request) -> dict[str, Any]:
    """As the API takes them; it checks the rest."""
    texts = {name: request.typed.one(name).strip() for name in TEXTS}
    ticks = {name: request.typed.one(name) == "oui" for name in TICKS}
    days, grace = request.typed.one("closing_days"), request.typed.one(GRACE)
    return {**texts, **ticks, GRACE: values.number(grace), "closing_days": _closing_days(days)}


def _closing_days(typed: str) -> list[str]:
    days = []
    for number, line in enumerate(typed.splitlines(), 1):
        try:
            days += [values.day(line).isoformat()] if line.strip() else []
        except ValueError:
            text = f"Ligne {number} : saisissez une date, par exemple 24/12/2026"
            raise MistakesError({"closing_days": text}) from None
    return days

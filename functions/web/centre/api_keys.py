"""The API keys of a centre: made, shown once, revoked."""

from datetime import timedelta
from typing import Any, Final
from urllib.parse import quote

from functions.web.answers import Answer, Page, Redirect
from functions.web.centre.own import own
from functions.web.pages import site
from functions.web.request import CORRECTION, MistakesError, Request
from shared.role import Role

PATH: Final = "/centre/cles"
NEW: Final = f"{PATH}/nouvelle"
REVOCATION: Final = f"{PATH}/{{id}}/revocation"
SHOWN_FOR: Final = timedelta(minutes=10)
"""A page may be loaded twice, and reading it changes nothing: a new key is gone by itself."""


@site.page(PATH, of=Role.CENTRE)
def keys(request: Request) -> Page:
    return Page(
        "centre/keys",
        {**own(request), "keys": _keys(request), "form": request.form(), "done": request.query.one("fait")},
    )


@site.action(PATH, of=Role.CENTRE)
def make(request: Request) -> Redirect:
    """The key stands in no address, and in the table only sealed under the cookie, for some minutes."""
    label, scopes = request.typed.one("label").strip(), request.typed.many("scopes")
    asked = {
        "label": (label, "Donnez un nom à cette clé, par exemple « Tableur du secrétariat »"),
        "scopes": (scopes, "Choisissez au moins un droit"),
    }
    if missing := {name: text for name, (given, text) in asked.items() if not given}:
        raise MistakesError(missing)
    made = request.api.send("POST", "/v1/centre/keys", {"label": label, "scopes": scopes}, key=request.key)
    told = {"label": made["label"], "key": made["key"] or ""}
    return Redirect(f"{NEW}?{CORRECTION}={request.keep(told=told, lasts=SHOWN_FOR)}")


@site.page(NEW, of=Role.CENTRE)
def shown(request: Request) -> Answer:
    if request.kept is None or "key" not in request.kept.told:
        return Redirect(PATH)
    return Page("centre/new_key", {**own(request), "made": request.kept.told, "minutes": SHOWN_FOR.seconds // 60})


@site.page(REVOCATION, of=Role.CENTRE)
def confirm(request: Request) -> Answer:
    known = next((one for one in _keys(request) if one["id"] == request.parameters["id"]), None)
    if known is None or known["revoked_at"]:
        return Redirect(PATH)
    return Page("centre/key_revocation", {**own(request), "key": known, "form": request.form()})


@site.action(REVOCATION, of=Role.CENTRE)
def revoke(request: Request) -> Redirect:
    address = f"/v1/centre/keys/{quote(request.parameters['id'], safe='')}/revocation"
    request.api.send("POST", address, key=request.key)
    return Redirect(f"{PATH}?fait=revocation")


def _keys(request: Request) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = request.api.get("/v1/centre/keys")["items"]
    return found

"""« Mes données »: what a person may do with what is known of them, and the end of their sign-ins."""

import json
from typing import Any, Final

from functions.web.answers import Page, Redirect
from functions.web.api import File, RefusedError
from functions.web.pages import site
from functions.web.request import Request
from shared.role import Role

ACCOUNT: Final = "/compte"
ADDRESS: Final = f"{ACCOUNT}/adresse"
ASKED: Final = f"{ADDRESS}/messagerie"
ERASURE: Final = f"{ACCOUNT}/effacement"
SIGN_OUT: Final = f"{ACCOUNT}/deconnexion"
FILE_NAME: Final = "certif-up-mes-donnees.json"


@site.page(ACCOUNT, of=Role.CANDIDATE)
def account(request: Request) -> Page:
    changed = request.query.one("adresse") == "modifiee"
    return Page("candidate/account", {"me": request.api.get("/v1/me"), "address_changed": changed})


@site.page(ADDRESS, of=Role.CANDIDATE)
def address(request: Request) -> Page:
    """With the link of the mail, a button that confirms: reading the page uses nothing up."""
    form = request.form({"jeton": request.query.one("jeton")})
    return Page("candidate/address", {"form": form, "email": request.api.get("/v1/me")["email"]})


@site.action(ADDRESS, of=Role.CANDIDATE)
def change_address(request: Request) -> Redirect:
    token = request.typed.one("jeton")
    return _confirmed(request, token) if token else _asked(request)


@site.page(ASKED, of=Role.CANDIDATE)
def look_at_your_mail(request: Request) -> Page:
    told = request.kept.told if request.kept and request.kept.page == ADDRESS else {}
    return Page("candidate/address_asked", {"email": told.get("email", ""), "suggestion": told.get("suggestion", "")})


@site.page(f"{ACCOUNT}/export", of=Role.CANDIDATE)
def export(request: Request) -> File:
    """All of it in one file, however many calls that takes."""
    whole = _exported(request, None)
    following = whole.pop("next")
    while following:
        more = _exported(request, following)
        whole["registrations"] += more["registrations"]
        following = more["next"]
    content = json.dumps(whole, ensure_ascii=False, indent=2).encode()
    return File("application/json", content, f'attachment; filename="{FILE_NAME}"')


@site.page(ERASURE, of=Role.CANDIDATE)
def erase(request: Request) -> Page:
    return Page("candidate/erasure", {"form": request.form(), "kept": _kept()})


@site.action(ERASURE, of=Role.CANDIDATE)
def erase_for_good(request: Request) -> Redirect:
    request.api.send("DELETE", "/v1/me", {"nuc": request.typed.one("nuc").strip()})
    request.browser.sign_out()
    return Redirect("/donnees-effacees")


@site.page("/donnees-effacees")
def erased(request: Request) -> Page:
    return Page("candidate/erased", {"kept": _kept()})


@site.page(SIGN_OUT, of=Role.CANDIDATE)
def sign_out_page(request: Request) -> Page:
    return Page("candidate/sign_out", {"form": request.form()})


@site.action(SIGN_OUT, of=Role.CANDIDATE)
def sign_out_everywhere(request: Request) -> Redirect:
    request.api.send("DELETE", "/v1/tokens")
    request.browser.sign_out()
    return Redirect("/connexion")


def _asked(request: Request) -> Redirect:
    email = request.typed.one("email").strip()
    answer = request.api.send("POST", "/v1/me/email", {"email": email})
    kept = request.keep(told={"email": email, "suggestion": answer["suggestion"] or ""})
    return Redirect(f"{ASKED}?correction={kept}")


def _confirmed(request: Request, token: str) -> Redirect:
    try:
        request.api.send("PUT", "/v1/me/email", {"token": token})
    except RefusedError as refusal:
        if refusal.code != "link-expired":
            raise
        return Redirect("/lien-perime?pour=adresse")
    return Redirect(f"{ACCOUNT}?adresse=modifiee")


def _exported(request: Request, cursor: str | None) -> dict[str, Any]:
    page: dict[str, Any] = request.api.get("/v1/me/export", limit=100, cursor=cursor)
    return page


def _kept() -> object:
    from shared.erasure import KEPT  # with the models of all that is erased, which no other page needs

    return KEPT

"""The links of the mails that end in a password (C5, C6): each opens on a button, so that mail scanners use none up."""

from typing import Final

from functions.web.answers import Answer, Page, Redirect
from functions.web.api import RefusedError
from functions.web.candidate.getting_in import MAIL
from functions.web.pages import site
from functions.web.request import Request

RESET: Final = "/mot-de-passe/nouveau"
FIRST: Final = "/inscription/adresse"
AGAIN: Final = {
    "mot-de-passe": "/mot-de-passe-oublie",
    "inscription": "/inscription/nouvelle",
    "adresse": "/compte/adresse",
}
"""Where another link is asked for."""


@site.page("/mot-de-passe-oublie")
def forgotten(request: Request) -> Page:
    return Page("candidate/password_forgotten", {"form": request.form()})


@site.action("/mot-de-passe-oublie")
def ask(request: Request) -> Redirect:
    request.api.send("POST", "/v1/password-resets", {"nuc": request.typed.one("nuc")})
    return Redirect(MAIL)


@site.page(RESET)
def reset(request: Request) -> Page:
    return _page(request, "Choisir un nouveau mot de passe")


@site.action(RESET)
def choose(request: Request) -> Answer:
    return _chosen(request, "/v1/password-resets", "/connexion?mot-de-passe=modifie")


@site.page(FIRST)
def first(request: Request) -> Page:
    return _page(request, "Choisir un mot de passe")


@site.action(FIRST)
def create(request: Request) -> Answer:
    return _chosen(request, "/v1/candidates", "")


@site.page("/lien-perime")
def over(request: Request) -> Page:
    return Page("candidate/link_over", {"again": AGAIN.get(request.query.one("pour"), AGAIN["mot-de-passe"])})


@site.page("/inscription/nuc")
def nuc(request: Request) -> Page:
    """Shows a NUC that was given a moment ago to this browser."""
    if request.kept is None or "nuc" not in request.kept.told:
        return Page("services/not_found", status=404)
    return Page("candidate/nuc", {"nuc": request.kept.told["nuc"]})


def _page(request: Request, title: str) -> Page:
    """First a button, then the field: both pages are of the same address and only the second shows the form."""
    form = request.form({"jeton": request.query.one("jeton")})
    opened = bool(request.kept and request.kept.typed.get("opened"))
    return Page("candidate/choose_password", {"form": form, "title": title, "opened": opened})


def _chosen(request: Request, path: str, after: str) -> Answer:
    jeton = request.typed.one("jeton")
    if not request.typed.one("opened"):
        request.typed.fields["opened"] = ["oui"]
        return Redirect(f"{request.page}?correction={request.keep()}")
    try:
        answer = request.api.send("PUT", path, {"token": jeton, "password": request.typed.one("password")})
    except RefusedError as refusal:
        if refusal.code != "link-expired":
            raise
        return Redirect(f"/lien-perime?pour={'inscription' if path == '/v1/candidates' else 'mot-de-passe'}")
    if "nuc" in answer:
        return Redirect(f"/inscription/nuc?correction={request.keep(told={'nuc': answer['nuc']}, but=('jeton',))}")
    return Redirect(after)

"""The association's first page: one field to find anybody or any file by (A1), and what waits for a decision."""

from typing import Any, Final, NamedTuple

from functions.web.answers import Page, Redirect
from functions.web.api import RefusedError
from functions.web.association import lists
from functions.web.pages import site
from functions.web.request import MistakesError, Request
from shared.role import Role

HOME: Final = "/uppctsc"
SEARCH: Final = "/uppctsc/recherche"


class Waiting(NamedTuple):
    """`more`: there are others on the pages after the first."""

    number: int
    more: bool


@site.page(HOME, of=Role.ASSOCIATION)
def home(request: Request) -> Page:
    return Page(
        "association/home",
        {
            "search": request.form(action=SEARCH),
            "deferrals": _waiting(request, "/v1/deferrals"),
            "mails": _waiting(request, "/v1/mail-problems"),
            "late": _waiting(request, "/v1/late-payments"),
            "nirs": _waiting(request, "/v1/nirs-to-check"),
        },
    )


def _waiting(request: Request, path: str) -> Waiting:
    page = request.api.get(path)
    return Waiting(len(page["items"]), page["next"] is not None)


@site.page(SEARCH, of=Role.ASSOCIATION)
def search(request: Request) -> Page:
    """What was typed may be a name or an address: it is kept, and never stands in the page's address."""
    form, found = request.form(), None
    if (typed := lists.sent(request, "q")) and not form.errors:
        found = _found(request, typed)
        if isinstance(found, RefusedError):
            form.errors, found = found.errors, None
    return Page("association/search", {"form": form, "typed": typed, "found": found})


def _found(request: Request, typed: str) -> Any:
    try:
        return request.api.get("/v1/registrations", q=typed, cursor=lists.sent(request, "cursor") or None)
    except RefusedError as refusal:
        if refusal.errors:
            return refusal
        raise


@site.action(SEARCH, of=Role.ASSOCIATION)
def look_for(request: Request) -> Redirect:
    if not request.typed.one("q").strip():
        raise MistakesError({"q": "Saisissez un nom, un NUC, une référence ou une adresse électronique"})
    return lists.shown_again(request)

"""The accounts of the people of the association and of the centres. An address never stands in a page's address."""

from typing import Final

from functions.web.answers import Answer, Page, Redirect
from functions.web.api import RefusedError
from functions.web.association import lists
from functions.web.pages import site
from functions.web.request import MistakesError, Request
from shared.role import Role

LIST: Final = "/uppctsc/personnes"
NEW: Final = "/uppctsc/personnes/nouvelle"
ACCOUNT: Final = "/uppctsc/personnes/compte"
"""Of whoever was chosen in the list: what can be done with the account, each after a confirmation."""
SHOWN: Final = ("email", "name", "centre", "disabled", "second_factor")


@site.page(LIST, of=Role.ASSOCIATION)
def people(request: Request) -> Page:
    page = request.api.get("/v1/people", cursor=lists.sent(request, "cursor") or None)
    values = {"people": page["items"], "next": page["next"]}
    return Page("association/people", values | {"account": request.form(action=ACCOUNT), "further": request.form()})


@site.action(LIST, of=Role.ASSOCIATION)
def further(request: Request) -> Redirect:
    return lists.shown_again(request)


@site.page(NEW, of=Role.ASSOCIATION)
def new(request: Request) -> Page:
    return Page("association/person", {"form": request.form({"role": "centre"})})


@site.action(NEW, of=Role.ASSOCIATION)
def create(request: Request) -> Redirect:
    typed = request.typed
    body = {
        "email": typed.one("email").strip(),
        "name": typed.one("name").strip(),
        "role": typed.one("role"),
        "centre": typed.one("centre").strip().upper() or None,
    }
    try:
        request.api.send("POST", "/v1/people", body)
    except RefusedError as refusal:
        if refusal.code != "person-exists":
            raise
        raise MistakesError({"email": refusal.problem["detail"]}) from refusal
    return lists.done(LIST, "personne")


@site.page(ACCOUNT, of=Role.ASSOCIATION)
def account(request: Request) -> Answer:
    chosen = {name: lists.sent(request, name) for name in SHOWN}
    if not chosen["email"]:
        return Redirect(LIST)
    return Page("association/account", {"form": request.form(), "chosen": chosen})


@site.action(ACCOUNT, of=Role.ASSOCIATION)
def act(request: Request) -> Redirect:
    """Chosen in the list, nothing is done yet; on the account's own page something is, once confirmed."""
    what, email = request.typed.one("what"), {"email": request.typed.one("email")}
    if not what:
        return lists.shown_again(request)
    if request.typed.one("sure") != what:
        raise MistakesError({f"sure-{what}": "Cochez la case pour confirmer"})
    if what == "close":
        request.api.send("POST", "/v1/people/disabling", email)
        return lists.done(LIST, "ferme")
    request.api.send("POST", "/v1/people/second-factor-reset", email)
    return lists.done(LIST, "facteur")

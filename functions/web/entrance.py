"""What the sign-ins of candidates and of the staff have in common."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from functions.web.answers import Redirect
from functions.web.api import RefusedError
from functions.web.browser import Browser, SignIn
from functions.web.request import MistakesError, Request
from shared.role import Role

HOMES: Final = {
    Role.CANDIDATE: "/inscription/coordonnees",
    Role.CENTRE: "/centre/demandes",
    Role.ASSOCIATION: "/uppctsc",
}


def tokens(request: Request, who: Mapping[str, str]) -> Any:
    """A token, or the question of the second factor. `who` is a NUC or an address, and a password.

    Raises:
        MistakesError: they do not belong together; one text, whatever is wrong.
    """
    try:
        return request.api.send("POST", "/v1/tokens", who)
    except RefusedError as refusal:
        if refusal.status != HTTPStatus.UNAUTHORIZED:
            raise
        raise MistakesError({next(iter(who)): refusal.problem["detail"]}) from refusal


def signed_in(request: Request, token: Mapping[str, Any]) -> Redirect:
    """To where the person was going, else to their first page.

    Under a new ticket: whoever knew the old one learns nothing of what follows. What this person had typed before
    their sign-in ended goes with them.
    """
    browser = Browser(None)
    signed = SignIn.of(token, now=request.now)
    browser.sign_in(signed, now=request.now)
    request.browser.hand_over(browser, signed.principal)
    return Redirect(inside(request.typed.one("suite")) or HOMES[signed.role], browser)


def inside(path: str) -> str:
    """The path, when it is one of this site; nothing when it leads elsewhere."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable() else ""


def came(request: Request) -> dict[str, bool]:
    """What a sign-in page says of how somebody came there."""
    return {"over": request.query.one("fin") == "oui", "changed": request.query.one("mot-de-passe") == "modifie"}

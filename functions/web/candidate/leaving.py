"""Withdrawing a request before it is paid."""

from typing import Final

from functions.web.answers import Page, Redirect
from functions.web.candidate.files import DOSSIER, address, read
from functions.web.pages import site
from functions.web.request import Request
from shared.role import Role

WITHDRAWAL: Final = f"{DOSSIER}/retrait"


@site.page(WITHDRAWAL, of=Role.CANDIDATE)
def ask(request: Request) -> Page:
    return Page("candidate/withdrawal", {"one": read(request), "form": request.form()})


@site.action(WITHDRAWAL, of=Role.CANDIDATE)
def withdraw(request: Request) -> Redirect:
    request.api.send("POST", f"{address(request)}/withdrawal", key=request.key)
    return Redirect(DOSSIER.format(**request.parameters))

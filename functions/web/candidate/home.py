"""The first page (C0)."""

from functions.web.answers import Page
from functions.web.pages import site
from functions.web.request import Request
from shared.role import Role


@site.page("/")
def home(request: Request) -> Page:
    is_candidate = request.signed is not None and request.signed.role is Role.CANDIDATE
    return Page(
        "candidate/home",
        {
            "now": request.now,
            "register": "/inscription/coordonnees" if is_candidate else "/inscription/premiere",
        },
    )

"""One file as its centre sees it (K2)."""

from http import HTTPStatus
from typing import Any

from functions.web.answers import Page
from functions.web.api import RefusedError
from functions.web.centre.own import FILE, exams, own, registration
from functions.web.pages import site
from functions.web.request import Request
from shared.role import Role


@site.page(FILE, of=Role.CENTRE)
def file(request: Request) -> Page:
    """`fait` and `deja` say what the person has just done, or found done; the rest is told from the file itself."""
    try:
        one = request.api.get(registration(request.parameters["reference"]))
    except RefusedError as refusal:
        if refusal.status != HTTPStatus.NOT_FOUND:
            raise
        return Page("centre/no_file", {"reference": request.parameters["reference"]}, status=HTTPStatus.NOT_FOUND)
    done, already = request.query.one("fait"), request.query.one("deja") == "oui"
    return Page("centre/file", {**about(request, one), "done": done, "already": already})


def about(request: Request, one: dict[str, Any]) -> dict[str, Any]:
    """What the pages about one file have in common."""
    return {**own(request), "one": one, "exams": exams(request, one["session"])}


def opened(request: Request) -> dict[str, Any]:
    """The file of the page's address. Somebody else's, or none, is a page that does not exist."""
    one: dict[str, Any] = request.api.get(registration(request.parameters["reference"]))
    return one

"""The API for the centres' own programs: how to call it, examples, and a page for each operation."""

from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Final

from functions.web.answers import Answer, Page
from functions.web.api import File
from functions.web.developers.document import description
from functions.web.pages import site
from functions.web.request import Request
from shared.settings import setting

EXAMPLES: Final = Path(__file__).parent / "examples"
"""Programs that the tests run as they stand (tests/web/test_examples.py)."""


@site.page("/api")
def index(request: Request) -> Page:
    described = description(request)
    return Page(
        "developers/index", {"api": described, "address": setting("PUBLIC_URL").rstrip("/"), "examples": examples()}
    )


@site.page("/api/operations")
def operations(request: Request) -> Page:
    return Page("developers/operations", {"api": description(request)})


@site.page("/api/exemples/{name}")
def example(request: Request) -> Answer:
    """To be kept as a file."""
    name = request.parameters["name"]
    if name not in examples():
        return _nowhere()
    return File("text/plain; charset=utf-8", examples()[name].encode(), f'attachment; filename="{name}"')


@site.page("/api/{operation}")
def operation(request: Request) -> Page:
    found = description(request).operation(request.parameters["operation"])
    return Page("developers/operation", {"operation": found}) if found else _nowhere()


@cache
def examples() -> dict[str, str]:
    """Their text, by the name of the file."""
    return {one.name: one.read_text(encoding="utf-8") for one in sorted(EXAMPLES.iterdir())}


def _nowhere() -> Page:
    return Page("services/not_found", status=HTTPStatus.NOT_FOUND)

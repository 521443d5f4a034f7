"""Lists, page after page.

Where a cursor or what is searched for would name a person it is sent and kept, and never stands in an address.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from functions.web.answers import Redirect
from functions.web.request import CORRECTION, Request
from functions.web.typed import Typed


def position(request: Request) -> str | None:
    """Where the page begins of a list that names nobody in its cursor."""
    return request.query.one("suite") or None


def beyond(request: Request, next: str | None) -> str:
    """The address of the page after this one; empty after the last."""
    return f"{request.page}?{urlencode({'suite': next})}" if next else ""


def sent(request: Request, name: str) -> str:
    """What was sent to this page and kept."""
    kept = request.kept
    return Typed(kept.typed).one(name) if kept and kept.page == request.page else ""


def shown_again(request: Request) -> Redirect:
    """The page again, with what was sent to it."""
    return Redirect(kept_at(request.page, request.keep()))


def kept_at(page: str, kept: str) -> str:
    return f"{page}?{urlencode({CORRECTION: kept})}"


def done(page: str, what: str) -> Redirect:
    """To a page that begins by saying what was done; the words are in `association/layout.jinja`."""
    return Redirect(f"{page}?{urlencode({'fait': what})}")


def everything(request: Request, path: str) -> Iterator[dict[str, Any]]:
    """Every item of a list that is short by its nature, a hundred at a time."""
    cursor: str | None = None
    while True:
        page = request.api.get(path, limit=100, cursor=cursor)
        yield from page["items"]
        cursor = page["next"]
        if cursor is None:
            return

"""What a centre has received (K1): the requests to answer, all of its requests, and the search among them."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlencode

from functions.web import seasons
from functions.web.answers import Answer, Page, Redirect
from functions.web.api import File
from functions.web.centre.own import exams, file_page, own
from functions.web.pages import site
from functions.web.request import Form, Request
from shared.contact.text import searchable
from shared.problems.registrations import RegistrationNotFoundError
from shared.registration import reference
from shared.role import Role

PATH: Final = "/centre/demandes"
ALL: Final = "/centre/dossiers"
SEARCHED_AT_MOST: Final = 500
"""A centre has some hundreds of requests in a season; a search beyond says how far it went."""


@site.page(PATH, of=Role.CENTRE)
def to_answer(request: Request) -> Page:
    cursor = request.query.one("suite")
    page = received(request, state="pending", cursor=cursor or None)
    first = received(request, state="pending") if cursor else page
    seats = request.api.get("/v1/centre/seats")
    return Page(
        "centre/to_answer",
        {
            **own(request),
            "items": page["items"],
            "next": next_page(request, page["next"]),
            "seats": seats["items"],
            "exams": exams(request, seats["session"]) if seats["items"] else {},
            "waiting": Counter(exam for one in first["items"] for exam in one["exams"]),
            "waiting_at_least": first["next"] is not None,
            "none_ticked": request.query.one("aucune") == "oui",
        },
    )


@site.page(f"{PATH}.csv", of=Role.CENTRE)
def as_file(request: Request) -> File:
    return request.api.file("/v1/centre/registrations.csv", **_asked(request))


@site.page(ALL, of=Role.CENTRE)
def all_of_them(request: Request) -> Answer:
    """By state and session, page by page; by exam and name, all that are found at once."""
    words = request.query.one("recherche").strip()
    if meant := _reference(words):
        return Redirect(file_page(meant))
    exam = request.query.one("epreuve")
    seats = request.api.get("/v1/centre/seats", session=request.query.one("session") or None)
    found = _found(request, words, exam) if words or exam else _one_page(request)
    return Page(
        "centre/all",
        {
            **own(request),
            **found,
            "exams": exams(request, seats["session"]) if seats["items"] else {},
            "sessions": seasons.sessions(request),
            "file": f"{PATH}.csv?{urlencode(request.query.but('recherche', 'epreuve', 'suite'), doseq=True)}",
            "most": SEARCHED_AT_MOST,
            "filters": Form(
                ALL,
                "",
                None,
                {name: request.query.one(name) for name in ("etat", "epreuve", "recherche")}
                | {"session": request.query.one("session") or seats["session"]},
            ),
        },
    )


def received(request: Request, **query: Any) -> Any:
    return request.api.get("/v1/centre/registrations", **query)


def every(request: Request, **query: Any) -> Iterator[Any]:
    """Page by page as far as they are wanted, and never endlessly; None says that there would have been more."""
    cursor = None
    for _ in range(SEARCHED_AT_MOST // 100):
        page = received(request, limit=100, cursor=cursor, **query)
        yield from page["items"]
        cursor = page["next"]
        if cursor is None:
            return
    yield None


def next_page(request: Request, cursor: str | None) -> str:
    if cursor is None:
        return ""
    return f"{request.page}?{urlencode(request.query.but('suite', 'aucune') | {'suite': [cursor]}, doseq=True)}"


def _asked(request: Request) -> dict[str, str]:
    asked = {"state": request.query.one("etat"), "session": request.query.one("session")}
    return {name: value for name, value in asked.items() if value}


def _one_page(request: Request) -> dict[str, Any]:
    page = received(request, cursor=request.query.one("suite") or None, **_asked(request))
    return {"items": page["items"], "next": next_page(request, page["next"]), "more": False}


def _found(request: Request, words: str, exam: str) -> dict[str, Any]:
    looked_at = list(every(request, **_asked(request)))
    items = [one for one in looked_at if one and _is_meant(one, words, exam)]
    return {"items": items, "next": "", "more": None in looked_at}


def _is_meant(one: Mapping[str, Any], words: str, exam: str) -> bool:
    """Accents, case and hyphens make no difference, nor which of the names comes first."""
    given, family = searchable(one["given_name"]), searchable(one["family_name"])
    is_named = any(searchable(words) in names for names in (family + given, given + family))
    return is_named and (not exam or exam in one["exams"])


def _reference(words: str) -> str:
    """The reference that was typed; empty when it is none."""
    try:
        return reference.parse(words)
    except RegistrationNotFoundError:
        return ""

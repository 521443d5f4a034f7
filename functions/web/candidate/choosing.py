"""Exams, department and centre (C8), step 2 of 4.

What is sent is kept in the draft, then searched for at an address of its own: it can be reloaded and bookmarked.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from functions.web import seasons
from functions.web.answers import Answer, Page, Redirect
from functions.web.api import RefusedError
from functions.web.browser import Kept
from functions.web.candidate import drafts
from functions.web.candidate.drafts import CHECK, CHOICE, Draft
from functions.web.pages import site
from functions.web.request import Form, MistakesError, Request
from functions.web.typed import Typed
from shared import departments
from shared.role import Role

FIELDS: Final = {"department": "departement", "exam": "epreuve"}
"""What the API calls a field → what the page calls it."""
FEW: Final = 3
"""So many seats or fewer are the last ones."""
Found = dict[str, Any]


@site.page(CHOICE, of=Role.CANDIDATE)
def choose(request: Request) -> Page:
    draft = drafts.read(request)
    session = session_of(request, draft)
    if session is None or not _takes_requests(session, draft, now=request.now):
        return Page("candidate/closed", {"session": session, "now": request.now})
    typed = _sought(request, draft)
    found, errors = _search(request, session["code"], typed) if typed else (None, [])
    exams = request.api.get(f"/v1/sessions/{session['code']}/exams")["items"]
    return Page(
        "candidate/choosing",
        {
            "form": _form(request, draft, typed, errors),
            "session": session,
            "exams": exams,
            "names": departments.NAMES.values(),
            "found": found,
            "sought": _signature(typed.get("departement", []), typed.get("epreuve", [])) if found else "",
            "few": FEW,
            "full_now": request.kept.told.get("full_now", "") if request.kept else "",
            "after": draft.after,
        },
    )


@site.action(CHOICE, of=Role.CANDIDATE)
def look_or_go_on(request: Request) -> Answer:
    """« Voir les centres », or on with the centre that was chosen in the list as it stood."""
    typed = request.typed
    department, exams = typed.one("departement").strip(), typed.many("epreuve")
    draft = drafts.read(request)
    session = session_of(request, draft)
    if session is None:
        return Redirect(CHOICE)
    same = draft.session == session["code"] and set(draft.exams) == set(exams) and draft.department == department
    changed = {"session": session["code"], "exams": tuple(exams), "department": department}
    draft = drafts.save(request, **changed, **({} if same else {"centre": ""}))
    if not typed.one("continuer") or typed.one("cherche") != _signature([department], exams):
        return Redirect(_address(department, exams))
    return _chosen(request, draft)


def session_of(request: Request, draft: Draft) -> dict[str, Any] | None:
    """That of a dossier for which a centre is chosen again, else the one of the season."""
    own = next((one for one in seasons.sessions(request) if draft.after and one["code"] == draft.session), None)
    return own or seasons.current(request).session


def centres(request: Request, draft: Draft) -> Found:
    """The answer to the search of a draft."""
    path = f"/v1/sessions/{draft.session}/centres"
    found: Found = request.api.get(path, department=draft.department, exam=list(draft.exams) or None)
    return found


def _takes_requests(session: dict[str, Any], draft: Draft, *, now: datetime) -> bool:
    """As far as can be said before it is sent: the API decides then."""
    again = draft.after and draft.session == session["code"]
    return bool(session["open"] or (again and now < datetime.fromisoformat(session["decide_by_at"])))


def _sought(request: Request, draft: Draft) -> dict[str, list[str]]:
    """What is searched for: what was just sent, else what the address says, else the draft; empty before any search."""
    if request.kept and request.kept.page == CHOICE and request.kept.typed:
        return request.kept.typed
    if request.query.fields.keys() & {"departement", "epreuve"}:
        return {name: request.query.many(name) for name in ("departement", "epreuve")}
    if draft.exams and draft.department:
        return {"departement": [draft.department], "epreuve": list(draft.exams)}
    return {}


def _search(request: Request, session: str, typed: dict[str, list[str]]) -> tuple[Found | None, list[tuple[str, str]]]:
    draft = Draft(session, tuple(typed.get("epreuve", [])), "".join(typed.get("departement", [])[-1:]).strip())
    try:
        return centres(request, draft), []
    except RefusedError as refusal:
        if not refusal.errors:
            raise
        return None, [(FIELDS.get(field, field), text) for field, text in refusal.errors]


def _form(request: Request, draft: Draft, typed: dict[str, list[str]], errors: list[tuple[str, str]]) -> Form:
    told = [*errors, *(request.kept.errors if request.kept and request.kept.page == CHOICE else [])]
    shown = {"epreuve": list(draft.exams), "departement": [draft.department], "centre": [draft.centre], **typed}
    token = request.browser.form_token(CHOICE, request.principal)
    return Form(CHOICE, token, Kept(CHOICE, request.principal, shown, told), {})


def _chosen(request: Request, draft: Draft) -> Redirect:
    """With the centre, unless it was chosen while it had seats and has none any more: then that is said first.

    Raises:
        MistakesError: none was chosen.
    """
    there = {one["code"]: one for one in centres(request, draft)["items"]}
    centre = there.get(request.typed.one("centre"))
    if centre is None:
        raise MistakesError({"centre": "Choisissez un centre"})
    if centre["full"] and centre["code"] not in request.typed.many("complet"):
        return Redirect(with_list(request, told={"full_now": centre["name"]}))
    drafts.save(request, centre=centre["code"])
    return Redirect(CHECK)


def with_list(request: Request, told: dict[str, str], errors: Iterable[tuple[str, str]] = ()) -> str:
    """The address of the choice, where something is said first. What another page sent is none of its fields."""
    typed = request.typed if request.page == CHOICE else Typed({})
    kept = replace(request, page=CHOICE, typed=typed).keep(list(errors), told=told)
    return f"{CHOICE}?{urlencode({'correction': kept})}"


def _address(department: str, exams: list[str]) -> str:
    return f"{CHOICE}?{urlencode({'departement': department, 'epreuve': exams}, doseq=True)}"


def _signature(department: list[str], exams: list[str]) -> str:
    """Of a search: a centre is chosen in its list and in no other."""
    return " ".join([*sorted(exams), "/", *department[-1:]])

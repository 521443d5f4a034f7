"""A candidate's own registrations: all of them, and one with what is to be done and what has happened (C11)."""

from datetime import date, datetime
from typing import Any, Final
from urllib.parse import quote
from zoneinfo import ZoneInfo

from functions.web import seasons
from functions.web.answers import Page, Redirect
from functions.web.candidate import drafts
from functions.web.candidate.drafts import CHECK, CHOICE
from functions.web.pages import site
from functions.web.request import Request
from shared import departments
from shared.role import Role

LIST: Final = "/dossiers"
DOSSIER: Final = "/dossiers/{reference}"
AGAIN: Final = f"{DOSSIER}/autre-centre"
PAGE: Final = 20
CHOSEN_AGAIN: Final = {"refused", "expired"}
LIVE: Final = {"pending", "prevalidated", "validated"}
Json = dict[str, Any]


@site.page(LIST, of=Role.CANDIDATE)
def own(request: Request) -> Page:
    page = request.api.get("/v1/registrations", limit=PAGE, cursor=request.query.one("suite") or None)
    draft = drafts.read(request)
    known = {one["session"] for one in page["items"]} | ({draft.session} if draft.session else set())
    return Page(
        "candidate/files",
        {
            "items": [one | {"condition": condition(one)} for one in page["items"]],
            "next": page["next"],
            "draft": draft if draft.is_there and not request.query.one("suite") else None,
            "go_on": CHECK if draft.centre else CHOICE,
            "labels": {session: labels(request, session) for session in known},
            "successors": successors(request),
        },
    )


@site.page(DOSSIER, of=Role.CANDIDATE)
def file(request: Request) -> Page:
    one = read(request)
    session = next(known for known in seasons.sessions(request) if known["code"] == one["session"])
    replaced_by = _replaced_by(request, one)
    again = (
        one["state"] in CHOSEN_AGAIN
        and not replaced_by
        and request.now < datetime.fromisoformat(session["decide_by_at"])
    )
    return Page(
        "candidate/file",
        {
            "one": one,
            "session": session,
            "zone": zone_of(one),
            "labels": labels(request, one["session"]),
            "successors": successors(request),
            "deferrals": _deferrals(request, one),
            "can_ask": bool(to_defer(one)),
            "is_to_come": any(
                date.fromisoformat(line["date"]) >= request.now.date() and line["deferral"] != "granted"
                for line in one["lines"]
            ),
            "late": [event for event in one["history"] if event["event"] == "late_payment_recorded"],
            "replaced_by": replaced_by,
            "others": _others(request, one) if again else None,
            "again": request.form(action=AGAIN.format(**request.parameters)) if again else None,
        },
    )


@site.page(AGAIN, of=Role.CANDIDATE)
def see_file(request: Request) -> Redirect:
    return Redirect(DOSSIER.format(**request.parameters))


@site.action(AGAIN, of=Role.CANDIDATE)
def choose_again(request: Request) -> Redirect:
    """With the exams of the dossier, from its department on: nothing is typed twice."""
    one = read(request)
    department = one["centre_contact"]["department"]
    drafts.save(
        request,
        session=one["session"],
        exams=tuple(one["exams"]),
        department=departments.NAMES[department],
        centre="",
        after=one["reference"],
    )
    return Redirect(CHOICE)


def read(request: Request) -> Json:
    """The dossier that the address names, with its condition."""
    one: Json = request.api.get(address(request))
    return one | {"condition": condition(one)}


def address(request: Request) -> str:
    """Of the dossier, in the API. What was typed in the place of a reference stays one part of the path."""
    return f"/v1/registrations/{quote(request.parameters['reference'], safe='')}"


def condition(one: Json) -> str:
    """The state as a candidate understands it: that of a validated registration depends on its deferrals."""
    if one["state"] != "validated":
        return str(one["state"])
    deferrals = {line["deferral"] for line in one["lines"]}
    if "requested" in deferrals:
        return "deferral_requested"
    if "granted" in deferrals:
        return "deferred" if deferrals == {"granted"} else "partly_deferred"
    return "deferral_refused" if "refused" in deferrals else "validated"


def to_defer(one: Json) -> list[Json]:
    """The lines for which a deferral can be asked, as far as the dossier tells."""
    if one["state"] != "validated" or one["carried_over_from"]:
        return []
    return [line for line in one["lines"] if line["deferral"] not in {"granted", "requested"}]


def labels(request: Request, session: str) -> dict[str, str]:
    """Of the exams of a session, by their codes."""
    return {one["code"]: one["label"] for one in request.api.get(f"/v1/sessions/{session}/exams")["items"]}


def successors(request: Request) -> dict[str, str]:
    """The session after each."""
    return {one["code"]: one["successor"] or "" for one in seasons.sessions(request)}


def zone_of(one: Json) -> ZoneInfo:
    return departments.time_zone(one["centre_contact"]["department"])


def deferrals(request: Request) -> list[Json]:
    """Every request for a deferral of the dossier that the address names, oldest first."""
    found: list[Json] = request.api.get(f"{address(request)}/deferrals", limit=100)["items"]
    return found


def _deferrals(request: Request, one: Json) -> list[Json]:
    asked = any(event["event"] == "deferral_requested" for event in one["history"])
    return deferrals(request) if asked else []


def _replaced_by(request: Request, one: Json) -> str:
    """The dossier by which the candidate has asked for one of the exams again, if any."""
    if one["state"] not in CHOSEN_AGAIN:
        return ""
    for other in request.api.get("/v1/registrations", limit=100)["items"]:
        if other["session"] == one["session"] and other["state"] in LIVE and set(other["exams"]) & set(one["exams"]):
            return str(other["reference"])
    return ""


def _others(request: Request, one: Json) -> Json:
    """Where the same exams can be taken: centres with a seat in the same department, and its neighbours."""
    own = one["centre_contact"]["department"]
    found = request.api.get(f"/v1/sessions/{one['session']}/centres", department=own, exam=one["exams"])
    near = {own, *departments.NEIGHBOURS[own]}
    return {
        "centres": [each for each in found["items"] if not each["full"] and each["code"] != one["centre"]],
        "departments": [
            each for each in found["departments_with_a_centre"] if each["code"] in near and each["code"] != own
        ],
    }

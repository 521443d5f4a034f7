"""Deferrals to decide (A2): what was asked, whether it can be granted, where to, and the decision."""

from http import HTTPStatus
from typing import Any, Final

from functions.web import seasons
from functions.web.answers import Page, Redirect
from functions.web.api import RefusedError
from functions.web.association import lists
from functions.web.pages import site
from functions.web.request import Request
from shared.registration import reference
from shared.role import Role

LIST: Final = "/uppctsc/reports"
ONE: Final = "/uppctsc/reports/{id}"
GRANT: Final = "/uppctsc/reports/{id}/accord"
REFUSE: Final = "/uppctsc/reports/{id}/refus"


@site.page(LIST, of=Role.ASSOCIATION)
def to_decide(request: Request) -> Page:
    page = request.api.get("/v1/deferrals", cursor=lists.position(request))
    return Page("association/reports", {"reports": page["items"], "next": lists.beyond(request, page["next"])})


@site.page(ONE, of=Role.ASSOCIATION)
def read(request: Request) -> Page:
    """With the file, whose opening is entered in the trail: it says whether the lines may be deferred."""
    asked = _asked(request)
    if asked is None:
        return Page("services/not_found", status=404)
    file = request.api.get(f"/v1/registrations/{asked['reference']}")
    return Page("association/report", {"report": asked, "file": file, "eligibility": _eligibility(request, file)})


@site.page(f"{ONE}/justificatifs/{{document}}", of=Role.ASSOCIATION)
def open_document(request: Request) -> Redirect:
    """To the document itself, by an address that is good for a minute; the opening is entered in the trail."""
    id, number = request.parameters["id"], request.parameters["document"]
    return Redirect(request.api.get(f"/v1/deferrals/{id}/documents/{number}")["url"])


@site.page(GRANT, of=Role.ASSOCIATION)
def ask_to_grant(request: Request) -> Page:
    asked = _asked(request)
    if asked is None:
        return Page("services/not_found", status=404)
    file = request.api.get(f"/v1/registrations/{asked['reference']}")
    eligibility = _eligibility(request, file)
    same = request.api.get(f"/v1/centres/{asked['centre']}")
    department = request.query.one("departement").strip() or same["department"]
    told = request.kept.told if request.kept and request.kept.page == request.page else {}
    return Page(
        "association/grant",
        {
            "form": request.form({"centre": asked["centre"]}),
            "report": asked,
            "same": same,
            "successor": eligibility["successor"],
            "department": department,
            "offer": _offer(request, eligibility["successor"], department, asked["exams"]),
            "refusal": told,
        },
    )


@site.action(GRANT, of=Role.ASSOCIATION)
def grant(request: Request) -> Redirect:
    """What stands in the way is said on the same page, with what to do about it."""
    id = request.parameters["id"]
    body = {"decision": "granted", "centre": request.typed.one("centre") or None}
    try:
        request.api.send("POST", f"/v1/deferrals/{id}/decision", body, key=request.key)
    except RefusedError as refusal:
        if refusal.status != HTTPStatus.CONFLICT:
            raise
        told = {"code": refusal.code, "detail": refusal.problem["detail"]}
        return Redirect(lists.kept_at(request.page, request.keep(told=told)))
    return lists.done(f"/uppctsc/reports/{id}", "accorde")


@site.page(REFUSE, of=Role.ASSOCIATION)
def ask_to_refuse(request: Request) -> Page:
    asked = _asked(request)
    if asked is None:
        return Page("services/not_found", status=404)
    return Page("association/refuse", {"form": request.form(), "report": asked})


@site.action(REFUSE, of=Role.ASSOCIATION)
def refuse(request: Request) -> Redirect:
    id = request.parameters["id"]
    body = {"decision": "refused", "reason": request.typed.one("reason").strip() or None}
    request.api.send("POST", f"/v1/deferrals/{id}/decision", body, key=request.key)
    return lists.done(f"/uppctsc/reports/{id}", "refuse")


def _asked(request: Request) -> dict[str, Any] | None:
    """The request of this page, among the few of its registration."""
    id = request.parameters["id"]
    path = f"/v1/registrations/{reference.of_deferral(id)}/deferrals"
    return next((one for one in lists.everything(request, path) if one["id"] == id), None)


def _eligibility(request: Request, file: dict[str, Any]) -> dict[str, Any]:
    """As far as it can be told beforehand: the API decides. `successor` is a published session, or None."""
    here = next((one for one in seasons.sessions(request) if one["code"] == file["session"]), None)
    successor = here and next((one for one in seasons.sessions(request) if one["code"] == here["successor"]), None)
    return {
        "validated": file["state"] == "validated",
        "never_deferred": file["carried_over_from"] is None,
        "successor": successor,
    }


def _offer(
    request: Request, successor: dict[str, Any] | None, department: str, exams: list[str]
) -> dict[str, Any] | None:
    """The centres of a department that run these exams in the next session; None when nobody can tell."""
    if successor is None:
        return None
    try:
        offer: dict[str, Any] = request.api.get(
            f"/v1/sessions/{successor['code']}/centres", department=department, exam=exams
        )
    except RefusedError as refusal:
        if not refusal.errors:
            raise
        return {"department": "", "items": [], "errors": [text for _, text in refusal.errors]}
    return offer

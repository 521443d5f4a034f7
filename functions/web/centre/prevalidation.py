"""To pre-validate one request or several (K3): first what it means, then what has become of each."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Final

from functions.web.answers import Answer, Page, Redirect
from functions.web.api import RefusedError
from functions.web.centre.own import exams, file_page, own, registration, stood_already
from functions.web.centre.received import PATH as TO_ANSWER
from functions.web.centre.received import every
from functions.web.pages import site
from functions.web.request import CORRECTION, Request
from shared.role import Role

PATH: Final = "/centre/prevalidation"
RESULT: Final = "/centre/prevalidation/resultat"
AT_MOST: Final = 50
"""As many as the API decides in one call."""


@site.page(PATH, of=Role.CENTRE)
def confirm(request: Request) -> Answer:
    kept = request.kept.typed.get("dossier", []) if request.kept else []
    ticked = list(dict.fromkeys(request.query.many("dossier") or kept))[:AT_MOST]
    if not ticked:
        return Redirect(f"{TO_ANSWER}?aucune=oui")
    found = _found(request, ticked)
    pending = [one for one in found if one["state"] == "pending"]
    if len(found) == 1 and not pending:
        return Redirect(file_page(found[0]["reference"], deja="oui"))
    session = found[0]["session"] if found else None
    return Page(
        "centre/prevalidation",
        {
            **own(request),
            "form": request.form(),
            "items": pending,
            "others": [one for one in found if one["state"] != "pending"],
            "lost": [one for one in ticked if one not in {item["reference"] for item in found}],
            "deadline": request.api.get("/v1/centre/deadline"),
            "exams": exams(request, session) if session else {},
            "seats": _asked_of_seats(request, pending, session),
        },
    )


@site.action(PATH, of=Role.CENTRE)
def prevalidate(request: Request) -> Redirect:
    ticked = request.typed.many("dossier")
    if len(ticked) == 1:
        return _one(request, ticked[0])
    decisions = [{"reference": one, "action": "prevalidation"} for one in ticked]
    results = request.api.send("POST", "/v1/centre/decisions", {"decisions": decisions})["items"]
    told = {"results": json.dumps([_result(request, one) for one in results])}
    return Redirect(f"{RESULT}?{CORRECTION}={request.keep(told=told)}")


@site.page(RESULT, of=Role.CENTRE)
def results(request: Request) -> Answer:
    """Found again by whoever decided; afterwards each file tells the same."""
    if request.kept is None or "results" not in request.kept.told:
        return Redirect(TO_ANSWER)
    return Page("centre/decided", {**own(request), "results": json.loads(request.kept.told["results"])})


def _one(request: Request, reference: str) -> Redirect:
    try:
        answer = request.api.send("POST", registration(reference, "/prevalidation"), key=request.key)
    except RefusedError as refusal:
        if refusal.code == "illegal-transition":
            return Redirect(file_page(reference, deja="oui"))
        if refusal.code == "no-seat-left":
            return Redirect(f"{PATH}?dossier={reference}")
        raise
    if stood_already(request, answer):
        return Redirect(file_page(reference, deja="oui"))
    return Redirect(file_page(reference, fait="prevalidation"))


def _found(request: Request, ticked: Sequence[str]) -> list[dict[str, Any]]:
    """One file is read as such; of several, those still to answer, oldest first, and then the others."""
    if len(ticked) == 1:
        return [request.api.get(registration(ticked[0]))]
    wanted, found = set(ticked), []
    for one in every(request, state="pending"):
        if one and one["reference"] in wanted:
            found.append(one)
            wanted.remove(one["reference"])
        if not wanted:
            break
    return [*found, *_read(request, sorted(wanted))]


def _read(request: Request, references: Iterable[str]) -> list[dict[str, Any]]:
    read = []
    for one in references:
        try:
            read.append(request.api.get(registration(one)))
        except RefusedError:
            continue
    return read


def _asked_of_seats(request: Request, pending: Sequence[dict[str, Any]], session: str | None) -> list[dict[str, Any]]:
    """The seats of each exam that is asked for, and how many ask for one."""
    asked = Counter(exam for one in pending for exam in one["exams"])
    seats = request.api.get("/v1/centre/seats", session=session)["items"]
    return [{**one, "asked": asked[one["exam"]]} for one in seats if one["exam"] in asked]


def _result(request: Request, one: dict[str, Any]) -> dict[str, Any]:
    done, problem = one["registration"], one["problem"]
    if done is None:
        return {"reference": one["reference"], "code": problem["code"], "detail": problem["detail"]} | {
            "exam": problem.get("exam", "")
        }
    shown = ("reference", "given_name", "family_name", "last_day", "by", "at")
    return {name: done[name] for name in shown} | {"code": "", "already": stood_already(request, done)}

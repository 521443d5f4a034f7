"""A centre's own settings (K7): what candidates read, when it is closed, how many seats, which mails."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final
from urllib.parse import quote

from functions.web.answers import Page, Redirect
from functions.web.api import RefusedError
from functions.web.centre.own import day, exams, own
from functions.web.pages import site
from functions.web.request import MistakesError, Request
from shared.french.formats import short_date
from shared.role import Role

PATH: Final = "/centre/reglages"
DETAILS: Final = f"{PATH}/coordonnees"
SEATS: Final = f"{PATH}/places"
MAILS: Final = f"{PATH}/courriels"
SEAT_FIELD: Final = "places-"


@site.page(PATH, of=Role.CENTRE)
def settings(request: Request) -> Page:
    return Page(
        "centre/settings",
        {
            **own(request),
            **_seats(request),
            "digest": request.api.get("/v1/centre/notifications")["digest"],
            "keys": request.api.get("/v1/centre/keys")["items"],
            "done": request.query.one("fait") == "oui",
        },
    )


@site.page(DETAILS, of=Role.CENTRE)
def details(request: Request) -> Page:
    mine = own(request)
    centre = mine["centre"]
    days = "\n".join(short_date(date.fromisoformat(one)) for one in centre["closing_days"])
    form = request.form({**centre, "closing_days": days})
    return Page("centre/settings_details", {**mine, "form": form})


@site.action(DETAILS, of=Role.CENTRE)
def save_details(request: Request) -> Redirect:
    """Only over what was shown: two people of a centre may be at it."""
    body = {
        "email": request.typed.one("email").strip(),
        "payment_terms": request.typed.one("payment_terms"),
        "closing_days": list(_closing_days(request.typed.one("closing_days"))),
    }
    try:
        request.api.send("PUT", "/v1/centre", body, version=request.typed.one("version"))
    except RefusedError as refusal:
        if refusal.code != "precondition-failed":
            raise
        raise MistakesError({"": CHANGED}) from refusal
    return Redirect(f"{PATH}?fait=oui")


CHANGED: Final = (
    "Ces réglages ont été changés depuis l’ouverture de cette page : relisez vos réponses, puis enregistrez-les de "
    "nouveau"
)


def _closing_days(typed: str) -> Iterator[str]:
    for line in filter(str.strip, typed.replace(",", "\n").replace(";", "\n").split("\n")):
        read = day(line)
        if read is None:
            text = f"« {line.strip()[:40]} » n’est pas une date : écrivez par exemple 24/12/2026"
            raise MistakesError({"closing_days": text})
        yield read.isoformat()


@site.page(SEATS, of=Role.CENTRE)
def seats(request: Request) -> Page:
    found = _seats(request)
    form = request.form({f"{SEAT_FIELD}{one['exam']}": str(one["capacity"]) for one in found["seats"]})
    return Page("centre/settings_seats", {**own(request), **found, "form": form})


@site.action(SEATS, of=Role.CENTRE)
def save_seats(request: Request) -> Redirect:
    """Each that differs, by itself: what is refused is said beside it, and the others are saved."""
    before = request.api.get("/v1/centre/seats")
    errors = {}
    for one in before["items"]:
        name = f"{SEAT_FIELD}{one['exam']}"
        typed = request.typed.one(name).strip()
        if typed != str(one["capacity"]) and (said := _refused(request, one["exam"], before["session"], typed)):
            errors[name] = said
    if errors:
        raise MistakesError(errors)
    return Redirect(f"{PATH}?fait=oui")


def _refused(request: Request, exam: str, session: str, typed: str) -> str:
    """Why the capacity was not changed; empty when it was."""
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 5):
        return "Saisissez un nombre de places"
    try:
        body = {"capacity": int(typed), "session": session}
        request.api.send("PUT", f"/v1/centre/seats/{quote(exam, safe='')}", body)
    except RefusedError as refusal:
        return next((text for _, text in refusal.errors), str(refusal.problem["detail"]))
    return ""


def _seats(request: Request) -> dict[str, Any]:
    found = request.api.get("/v1/centre/seats")
    return {"seats": found["items"], "exams": exams(request, found["session"]) if found["items"] else {}}


@site.page(MAILS, of=Role.CENTRE)
def mails(request: Request) -> Page:
    form = request.form(request.api.get("/v1/centre/notifications"))
    return Page("centre/settings_mails", {**own(request), "form": form})


@site.action(MAILS, of=Role.CENTRE)
def save_mails(request: Request) -> Redirect:
    request.api.send("PUT", "/v1/centre/notifications", {"digest": request.typed.one("digest")})
    return Redirect(f"{PATH}?fait=oui")

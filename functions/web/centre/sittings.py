"""The exams that a centre runs, and who sits them."""

from typing import Final
from urllib.parse import quote

from functions.web.answers import Page
from functions.web.api import File
from functions.web.centre.own import exams, own
from functions.web.pages import site
from functions.web.request import Request
from shared.role import Role

PATH: Final = "/centre/epreuves"


@site.page(PATH, of=Role.CENTRE)
def sittings(request: Request) -> Page:
    seats = request.api.get("/v1/centre/seats", session=request.query.one("session") or None)
    known = exams(request, seats["session"]) if seats["items"] else {}
    in_order = sorted(seats["items"], key=lambda one: list(known).index(one["exam"]))
    return Page("centre/sittings", {**own(request), "seats": in_order, "exams": known, "session": seats["session"]})


@site.page(f"{PATH}.csv", of=Role.CENTRE)
def seats_as_file(request: Request) -> File:
    return request.api.file("/v1/centre/seats.csv", session=request.query.one("session") or None)


@site.page(f"{PATH}/{{exam}}/emargement", of=Role.CENTRE)
def attendance(request: Request) -> Page:
    return Page("centre/attendance", {**own(request), "list": request.api.get(_address(request), **_session(request))})


@site.page(f"{PATH}/{{exam}}/emargement.csv", of=Role.CENTRE)
def attendance_as_file(request: Request) -> File:
    return request.api.file(f"{_address(request)}.csv", **_session(request))


def _address(request: Request) -> str:
    return f"/v1/centre/exams/{quote(request.parameters['exam'], safe='')}/attendance"


def _session(request: Request) -> dict[str, str | None]:
    return {"session": request.query.one("session") or None}

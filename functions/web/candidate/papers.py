"""What a candidate takes along from a dossier: certificate, convocation, entries for the calendar."""

from typing import Final

from functions.web.answers import Answer, Page
from functions.web.api import File
from functions.web.candidate.files import DOSSIER, address, read
from functions.web.pages import site
from functions.web.request import Request
from shared.role import Role

CALENDAR: Final = "text/calendar; charset=utf-8; method=PUBLISH"


@site.page(f"{DOSSIER}/attestation", of=Role.CANDIDATE)
def certificate(request: Request) -> File:
    return _printed(request, "certificate")


@site.page(f"{DOSSIER}/convocation", of=Role.CANDIDATE)
def convocation(request: Request) -> File:
    return _printed(request, "convocation")


@site.page(f"{DOSSIER}/agenda", of=Role.CANDIDATE)
def calendar(request: Request) -> Answer:
    from functions.web.candidate.agenda import entry  # what it imports is a tenth of the cold start of every page

    one = read(request)
    found = entry(one, request)
    if found is None:
        return Page("services/not_found", status=404)
    name, content = found
    return File(CALENDAR, content, f'attachment; filename="{one["reference"]}-{name}"')


def _printed(request: Request, what: str) -> File:
    format = "pdf" if request.query.one("format") == "pdf" else "html"
    return request.api.file(f"{address(request)}/{what}", format=format)

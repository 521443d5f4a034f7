"""What a candidate takes along from a dossier: certificate, convocation, entries for the calendar."""

from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from functions.web.answers import Answer, Page
from functions.web.api import File
from functions.web.candidate.files import DOSSIER, Json, address, read, zone_of
from functions.web.pages import site
from functions.web.rendering import CONTACT
from functions.web.request import Request
from shared.french.words import session_name
from shared.mail.calendar import calendar_files
from shared.mail.model import Centre, Exam, Mail, Particulars, Prevalidated, Validated
from shared.registration.model import Role

CALENDAR: Final = "text/calendar; charset=utf-8; method=PUBLISH"


@site.page(f"{DOSSIER}/attestation", of=Role.CANDIDATE)
def certificate(request: Request) -> File:
    return _printed(request, "certificate")


@site.page(f"{DOSSIER}/convocation", of=Role.CANDIDATE)
def convocation(request: Request) -> File:
    return _printed(request, "convocation")


@site.page(f"{DOSSIER}/agenda", of=Role.CANDIDATE)
def calendar(request: Request) -> Answer:
    """The last day for the payment; of a validated registration, the exam that is named. As its mail brings."""
    one = read(request)
    mail, name = _mail(one, request)
    files = calendar_files(mail, organizer=CONTACT, stamped_at=request.now) if mail else {}
    if name not in files:
        return Page("services/not_found", status=404)
    return File(CALENDAR, files[name], f'attachment; filename="{one["reference"]}-{name}"')


def _printed(request: Request, what: str) -> File:
    format = "pdf" if request.query.one("format") == "pdf" else "html"
    return request.api.file(f"{address(request)}/{what}", format=format)


def _mail(one: Json, request: Request) -> tuple[Mail | None, str]:
    """The mail of its state, and which of its entries is wanted."""
    if one["state"] == "prevalidated":
        last_day = date.fromisoformat(one["last_day"])
        return Prevalidated(_particulars(one, request), last_day, one["explanation"]), "date-limite.ics"
    if one["state"] == "validated":
        name = f"epreuve-{request.query.one('epreuve')}.ics"
        return Validated(_particulars(one, request), request.now.date()), name
    return None, ""


def _particulars(one: Json, request: Request) -> Particulars:
    about, zone = one["centre_contact"], zone_of(one)
    known = {each["code"]: each for each in request.api.get(f"/v1/sessions/{one['session']}/exams")["items"]}
    return Particulars(
        reference=one["reference"],
        version=one["version"],
        given_name=one["given_name"],
        session=session_name(one["session"]),
        centre=Centre(**{name: about[name] for name in ("name", "address", "email", "payment_terms")}, zone=zone),
        exams=tuple(_exam(line, known[line["exam"]], zone) for line in one["lines"] if line["deferral"] != "granted"),
        amount_cents=one["amount_cents"],
    )


def _exam(line: Json, known: Json, zone: ZoneInfo) -> Exam:
    day, hour = date.fromisoformat(line["date"]), time.fromisoformat(line["time"])
    return Exam(
        code=line["exam"],
        label=known["label"],
        starts_at=datetime.combine(day, hour, tzinfo=zone),
        duration=timedelta(minutes=known["duration_minutes"]),
    )

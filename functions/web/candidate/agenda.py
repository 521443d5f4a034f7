"""The entries of a dossier for the candidate's calendar: as its mail brings them."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from functions.web.candidate.files import Json, zone_of
from functions.web.rendering import CONTACT
from functions.web.request import Request
from shared.french.words import session_name
from shared.mail.calendar import calendar_files
from shared.mail.model import Centre, Exam, Mail, Particulars, Prevalidated, Validated


def entry(one: Json, request: Request) -> tuple[str, bytes] | None:
    """The name and the content of the last day for the payment; of a validated registration, of the exam named."""
    mail, name = _mail(one, request)
    files = calendar_files(mail, organizer=CONTACT, stamped_at=request.now) if mail else {}
    return (name, files[name]) if name in files else None


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

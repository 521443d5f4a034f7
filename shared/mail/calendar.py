"""The entries that a mail brings for the candidate's calendar (RFC 5545): the payment deadline, the exams.

An entry keeps its UID for ever and its SEQUENCE is the version of the registration: a later mail moves the entry of an
earlier one instead of adding a second.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Final

from icalendar import Alarm, Calendar, Event, vCalAddress
from icalendar.enums import TRANSP

from shared.french.typography import typeset
from shared.mail.model import Exam, Mail, Particulars, PaymentDue, Validated
from shared.money import euros

_ONE_DAY: Final = timedelta(days=1)
# A whole day begins at midnight: its alarm rings at nine, the day before.
_NINE_THE_DAY_BEFORE: Final = timedelta(hours=-15)


def calendar_files(mail: Mail, *, organizer: str, stamped_at: datetime) -> dict[str, bytes]:
    """The mail's .ics files by name; most mails have none."""
    match mail:
        case PaymentDue():
            events = {"date-limite.ics": _last_day(mail)}
        case Validated():
            events = {f"epreuve-{exam.code}.ics": _exam(exam, mail.registration) for exam in mail.registration.exams}
        case _:
            events = {}
    return {name: _published(event, organizer, stamped_at) for name, event in events.items()}


def _last_day(mail: PaymentDue) -> Event:
    return _event(
        mail.registration,
        purpose="payment",
        summary=f"Dernier jour pour régler {euros(mail.registration.amount_cents)} au centre d’épreuves",
        start=mail.last_day,
        end=mail.last_day + _ONE_DAY,
    )


def _exam(exam: Exam, registration: Particulars) -> Event:
    starts_at = exam.starts_at.astimezone(UTC)
    return _event(
        registration,
        purpose=f"exam-{exam.code}",
        summary=f"Épreuve : {exam.label}",
        start=starts_at,
        end=starts_at + exam.duration,
        location=f"{registration.centre.name}, {registration.centre.address}",
    )


def _event(
    registration: Particulars, *, purpose: str, summary: str, start: date, end: date, location: str | None = None
) -> Event:
    """`start` and `end` are days for an entry that takes no time of the day, else instants."""
    whole_day = not isinstance(start, datetime)
    alarm = Alarm.new(description=typeset(summary))
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", _NINE_THE_DAY_BEFORE if whole_day else -_ONE_DAY)
    return Event.new(
        uid=f"{registration.reference}-{purpose}@certif-up",
        sequence=registration.version,
        summary=typeset(summary),
        description=typeset(f"Centre {registration.centre.name}. Dossier {registration.reference}."),
        location=location and typeset(location),
        start=start,
        end=end,
        transparency=TRANSP.TRANSPARENT if whole_day else TRANSP.OPAQUE,
        subcomponents=[alarm],
    )


def _published(event: Event, organizer: str, stamped_at: datetime) -> bytes:
    event.stamp = stamped_at
    event.organizer = vCalAddress(f"mailto:{organizer}")
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Certif-UP//FR")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return bytes(calendar.to_ical())

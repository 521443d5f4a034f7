"""The .ics files, parsed back."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar, Component

from shared.mail.calendar import calendar_files
from shared.mail.model import Mail
from tests.mail.samples import LETTERHEAD, PREVALIDATED, REGISTRATION, SAMPLES, SENT_AT, VALIDATED


def files(mail: Mail) -> dict[str, bytes]:
    return calendar_files(mail, organizer=LETTERHEAD.association, stamped_at=SENT_AT)


def only_event(content: bytes) -> Component:
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    return event


def event_of(mail: Mail, name: str) -> Component:
    return only_event(files(mail)[name])


def test_the_deadline_is_the_whole_of_the_last_day() -> None:
    event = event_of(PREVALIDATED, "date-limite.ics")
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (date(2026, 1, 21), date(2026, 1, 22))
    assert str(event["summary"]) == "Dernier jour pour régler 100\u00a0€ au centre d’épreuves"
    assert event["transp"] == "TRANSPARENT"


def test_the_reminder_moves_the_entry_of_the_prevalidation() -> None:
    first, second = (event_of(SAMPLES[name], "date-limite.ics") for name in ("prevalidated", "reminded"))
    assert first["uid"] == second["uid"] == f"{REGISTRATION.reference}-payment@certif-up"
    assert (first.decoded("sequence"), second.decoded("sequence")) == (2, 3)


def test_each_exam_of_a_validated_registration_is_an_entry_in_utc_at_the_centre() -> None:
    event = event_of(VALIDATED, "epreuve-STENO.ics")
    assert event.decoded("dtstart") == datetime(2026, 6, 10, 12, 30, tzinfo=UTC)
    assert b"\nDTSTART:20260610T123000Z\r" in files(VALIDATED)["epreuve-STENO.ics"]
    assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(minutes=90)
    assert str(event["location"]) == "Lycée Paul-Claudel, 1 rue de l’Exemple, 02000 Laon"
    assert event["uid"] == f"{REGISTRATION.reference}-exam-STENO@certif-up"
    assert event["transp"] == "OPAQUE"
    assert len({only_event(content)["uid"] for content in files(VALIDATED).values()}) == len(REGISTRATION.exams)


def test_an_exam_overseas_is_at_the_hour_of_the_place() -> None:
    event = event_of(SAMPLES["validated-overseas"], "epreuve-DACT.ics")
    assert event.decoded("dtstart") == datetime(2026, 6, 9, 13, tzinfo=UTC)


@pytest.mark.parametrize(
    ("mail", "name", "before"),
    [
        (PREVALIDATED, "date-limite.ics", timedelta(hours=15)),
        (VALIDATED, "epreuve-DACT.ics", timedelta(days=1)),
    ],
)
def test_an_alarm_rings_the_day_before(mail: Mail, name: str, before: timedelta) -> None:
    (alarm,) = event_of(mail, name).walk("VALARM")
    assert alarm.decoded("trigger") == -before
    assert alarm["action"] == "DISPLAY"
    assert alarm["description"]


@pytest.mark.parametrize("mail", [PREVALIDATED, VALIDATED], ids=["prevalidated", "validated"])
def test_the_file_is_published_as_the_standard_wants_it(mail: Mail) -> None:
    for content in files(mail).values():
        calendar = Calendar.from_ical(content)
        assert (calendar["version"], calendar["method"]) == ("2.0", "PUBLISH")
        assert calendar["prodid"]
        assert only_event(content).decoded("dtstamp") == SENT_AT
        assert str(only_event(content)["organizer"]) == "mailto:accueil@union-prof.asso.fr"
        assert max(map(len, content.split(b"\r\n"))) <= 75


def test_what_is_typed_cannot_add_a_line() -> None:
    centre = replace(REGISTRATION.centre, name="Lycée\r\nATTENDEE:mailto:x@y.example; a, b")
    mail = replace(VALIDATED, registration=replace(VALIDATED.registration, centre=centre))
    assert "attendee" not in event_of(mail, "epreuve-DACT.ics")


def test_other_mails_bring_nothing() -> None:
    assert not any(files(mail) for name, mail in SAMPLES.items() if not name.startswith(("prev", "rem", "val")))

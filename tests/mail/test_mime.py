"""The message as it travels, parsed back by what a mail program would use."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from shared.mail.mime import compose
from shared.mail.model import Mail
from shared.mail.render import render
from tests.mail.samples import LETTERHEAD, PREVALIDATED, REGISTRATION, SAMPLES, SENT_AT, VALIDATED, every_mail


def raw(mail: Mail, to: str = "zoe@candidats.example", to_name: str = "Zoë Ñandú", sender: str = "") -> bytes:
    letterhead = replace(LETTERHEAD, sender=sender or LETTERHEAD.sender)
    return compose(mail, letterhead, to=to, to_name=to_name, sent_at=SENT_AT)


def parsed(mail: Mail, **changes: str) -> EmailMessage:
    message = message_from_bytes(raw(mail, **changes), policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert not [part.defects for part in message.walk() if part.defects]
    return message


@every_mail
def test_a_mail_is_text_and_html_with_the_same_words_as_before_its_journey(mail: Mail) -> None:
    text, html = parsed(mail).get_body(("plain",)), parsed(mail).get_body(("html",))
    assert isinstance(text, EmailMessage)
    assert isinstance(html, EmailMessage)
    rendered = render(mail, LETTERHEAD)
    assert text.get_content().replace("\r\n", "\n") == rendered.text
    assert html.get_content().replace("\r\n", "\n").rstrip("\n") == rendered.html.rstrip("\n")


@every_mail
def test_the_text_comes_before_the_html_so_that_the_html_is_preferred(mail: Mail) -> None:
    alternative = next(part for part in parsed(mail).walk() if part.get_content_type() == "multipart/alternative")
    assert [part.get_content_type() for part in alternative.iter_parts()] == ["text/plain", "text/html"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("prevalidated", ["date-limite.ics"]),
        ("reminded", ["date-limite.ics"]),
        ("validated", ["epreuve-DACT.ics", "epreuve-STENO.ics"]),
        ("registered", []),
        ("deferral_granted", []),
    ],
)
def test_calendar_entries_are_attached(name: str, expected: list[str]) -> None:
    message = parsed(SAMPLES[name])
    files = list(message.iter_attachments()) if expected else []
    assert [one.get_filename() for one in files] == expected
    assert {one.get_content_type() for one in files} <= {"text/calendar"}
    assert {one.get_param("method") for one in files} <= {"PUBLISH"}
    assert message.get_content_type() == ("multipart/mixed" if expected else "multipart/alternative")


@every_mail
def test_a_mail_travels_through_7_bit_relays_with_short_lines(mail: Mail) -> None:
    message = raw(mail)
    assert message.isascii()
    assert max(map(len, message.split(b"\r\n"))) <= 78
    assert b"\n" not in message.replace(b"\r\n", b"")


def test_the_headers_say_what_it_is_and_that_a_machine_sent_it() -> None:
    message = parsed(PREVALIDATED)
    assert message["From"] == "Certif-UP <ne-pas-repondre@certif-up.example>"
    assert message["To"].addresses[0].addr_spec == "zoe@candidats.example"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Certif-Up-Mail"] == "prevalidated; version=1"
    assert message["Date"].datetime == SENT_AT


@every_mail
def test_the_subject_and_the_name_arrive_letter_for_letter(mail: Mail) -> None:
    message = parsed(mail)
    assert message["Subject"] == render(mail, LETTERHEAD).subject
    assert message["To"].addresses[0].display_name == "Zoë Ñandú"


@pytest.mark.parametrize("name", SAMPLES)
def test_replies_go_to_the_centre_while_money_is_due_and_to_the_association_otherwise(name: str) -> None:
    mail = SAMPLES[name]
    to_the_centre = name.startswith(("prevalidated", "reminded"))
    expected = mail.registration.centre.email if to_the_centre else LETTERHEAD.association  # type: ignore[attr-defined]
    assert parsed(mail)["Reply-To"] == expected


def test_a_mail_sent_again_has_the_same_identity_and_another_mail_another() -> None:
    identities = [parsed(mail)["Message-ID"] for name, mail in SAMPLES.items() if "-" not in name]
    assert parsed(PREVALIDATED)["Message-ID"] == f"<{REGISTRATION.reference}.2.prevalidated@certif-up.example>"
    assert len(set(identities)) == len(identities)


def test_a_long_domain_leaves_the_identity_whole() -> None:
    domain = "une-tres-longue-adresse-de-messagerie.certif-up.union-prof.asso.example"
    sent = raw(SAMPLES["deferral_requested"], sender=f"ne-pas-repondre@{domain}")
    message = message_from_bytes(sent, policy=policy.default)
    assert message["Message-ID"].strip() == f"<{REGISTRATION.reference}.5.deferral_requested@{domain}>"


@pytest.mark.parametrize(
    "name",
    [
        "Zoë\r\nBcc: x@y.example",
        "Zoë\nBcc: x@y.example",
        'Zoë" <x@y.example>',
        "李小龍",
        "Zoë, dite « Zo »",
        "\x00\x1b",
        "Z" * 300,
    ],
)
def test_a_name_cannot_add_a_header_nor_a_recipient(name: str) -> None:
    message = parsed(VALIDATED, to_name=name)
    assert "Bcc" not in message
    assert [one.addr_spec for one in message["To"].addresses] == ["zoe@candidats.example"]


@pytest.mark.parametrize(
    "to", ["zoe@candidats.example\r\nBcc: x@y.example", "zoe@candidats.example, x@y.example", "zoe"]
)
def test_what_is_not_one_address_is_refused(to: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (the standard library's words, in several wordings)
        raw(VALIDATED, to=to)


def test_the_same_mail_is_the_same_whenever_it_is_composed() -> None:
    def bodies(message: EmailMessage) -> list[object]:
        return [part.get_content() for part in message.walk() if not part.is_multipart()]

    again = message_from_bytes(
        compose(
            VALIDATED, LETTERHEAD, to="zoe@candidats.example", sent_at=datetime(2026, 1, 16, 17, 45, 3, tzinfo=UTC)
        ),
        policy=policy.default,
    )
    assert isinstance(again, EmailMessage)
    assert bodies(again) == bodies(parsed(VALIDATED))

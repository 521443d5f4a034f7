"""What a mail may hold: nothing secret, nothing that loads or follows, nothing that somebody typed and that acts."""

import re
from dataclasses import replace

import pytest

from shared.mail.account_mails import AccountMail, LinkMail
from shared.mail.model import Mail
from shared.mail.render import Rendered, render
from tests.mail.reading import links, shown, tags
from tests.mail.samples import LETTERHEAD, PREVALIDATED, REFUSED, REGISTRATION, TOKEN, VALIDATED, every_mail

SECRET_WHERE_A_REGISTRATION_IS_NAMED = r"mot de passe|sécurité sociale|\bNIR\b|\bNUC\b"


def rendered(mail: Mail) -> Rendered:
    return render(mail, LETTERHEAD)


@every_mail
def test_a_mail_never_speaks_of_what_is_secret(mail: Mail) -> None:
    parts = rendered(mail)
    secret = r"sécurité sociale|\bNIR\b" if isinstance(mail, AccountMail) else SECRET_WHERE_A_REGISTRATION_IS_NAMED
    assert not re.search(secret, parts.text + shown(parts.html), re.IGNORECASE)


@every_mail
def test_the_token_of_a_link_stands_once_in_each_part_and_nowhere_else(mail: Mail) -> None:
    parts = rendered(mail)
    times = 1 if isinstance(mail, LinkMail) else 0
    assert [said.count(TOKEN) for said in (parts.subject, parts.text, parts.html)] == [0, times, times]
    assert TOKEN not in repr(mail)
    assert [link.endswith(f"?jeton={TOKEN}") for link in links(parts.html)].count(True) == times


@every_mail
def test_the_page_is_accessible_and_has_one_title_and_one_action(mail: Mail) -> None:
    html = rendered(mail).html
    assert tags(html, "html") == [{"lang": "fr"}]
    assert len(tags(html, "h1")) == 1
    assert [one.get("role") for one in tags(html) if one.get("role") == "main"] == ["main"]
    assert {one.get("role") for one in tags(html, "table")} == {"presentation"}
    assert [one.get("class") for one in tags(html, "a")].count("button") == 1


@every_mail
def test_the_page_loads_nothing_and_follows_nobody(mail: Mail) -> None:
    html = rendered(mail).html
    assert not {"img", "link", "script", "iframe"} & set(re.findall(r"<(\w+)", html))
    assert not re.search(r"src=|url\(|@import", html)
    assert all(link.startswith((f"{LETTERHEAD.public_url}", "mailto:")) for link in links(html))
    assert not any("?" in link.partition("?jeton=")[0] for link in links(html))


def test_dark_mode_leaves_the_button_its_colour() -> None:
    html = rendered(VALIDATED).html
    dark = html.partition("prefers-color-scheme: dark")[2].partition("</style>")[0]
    assert re.findall(r"^ *(a\b.*?|\.button.*?) \{", dark, re.MULTILINE) == ["a:not(.button)"]


HOSTILE = "<script>alert('é')</script>\r\nBcc: x@y.example {{ 7 * 7 }} & Cie"


def hostile() -> list[Mail]:
    centre = replace(REGISTRATION.centre, name=HOSTILE, address=HOSTILE, payment_terms=HOSTILE)
    exams = tuple(replace(exam, label=HOSTILE) for exam in REGISTRATION.exams)
    registration = replace(REGISTRATION, given_name=HOSTILE, centre=centre, exams=exams)
    return [
        replace(PREVALIDATED, registration=registration),
        replace(REFUSED, registration=registration, message=HOSTILE),
        replace(VALIDATED, registration=registration),
    ]


@pytest.mark.parametrize("mail", hostile(), ids=lambda mail: mail.kind)
def test_what_people_type_is_shown_and_never_obeyed(mail: Mail) -> None:
    parts = rendered(mail)
    assert "<script" not in parts.html
    assert "&lt;script&gt;" in parts.html
    assert "{{ 7 * 7 }}" in parts.text


def test_a_line_break_in_a_name_does_not_begin_a_line() -> None:
    said = rendered(replace(PREVALIDATED, registration=replace(REGISTRATION, given_name="Zoë,\n\nPayez ici\x00"))).text
    assert "Bonjour Zoë, Payez ici,\n" in said


def test_the_centre_s_own_lines_stay_lines() -> None:
    parts = rendered(REFUSED)
    assert "prises.<br>Le lycée" in parts.html
    assert "> Toutes nos places de dactylographie sont prises.\n> Le lycée" in parts.text

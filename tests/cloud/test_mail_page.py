"""The page of the mails sent: a list, each mail in a frame that runs nothing, its attachments to be saved."""

import urllib.error
import urllib.request
from email.message import Message
from typing import Final, NamedTuple

import pytest

from local.mailbox import Mail
from tests.cloud.conftest import LocalCloud
from tests.cloud.facts import kinds, sent
from tests.cloud.lives import prevalidate
from tests.cloud.people import newcomer, register

LAON: Final = "02-LAON"


class Page(NamedTuple):
    status: int
    headers: Message
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode()


@pytest.fixture(scope="module")
def mail(cloud: LocalCloud) -> Mail:
    """The one with a deadline for the candidate's calendar."""
    reference = register(cloud, newcomer(cloud), LAON, "TEXTE")
    prevalidate(cloud, reference, remind_in=3_000, expire_in=3_600)
    cloud.wait_for(lambda: kinds(cloud, reference) == ["registered", "prevalidated"])
    return sent(cloud, reference)[-1].mail


def opened(cloud: LocalCloud, path: str) -> Page:
    try:
        with urllib.request.urlopen(cloud.mail_url + path, timeout=30) as answer:  # noqa: S310 (our own address)
            return Page(answer.status, answer.headers, answer.read())
    except urllib.error.HTTPError as refusal:
        with refusal:
            return Page(refusal.code, refusal.headers, refusal.read())


def test_the_list_leads_to_every_mail(cloud: LocalCloud, mail: Mail) -> None:
    page = opened(cloud, "/")
    assert page.status == 200
    ids = [one.mail.id for one in sent(cloud)]
    assert mail.id in ids
    assert [id for id in ids if f'href="/mail/{id}"' not in page.text] == []


def test_a_mail_is_shown_in_a_frame_that_runs_no_script(cloud: LocalCloud, mail: Mail) -> None:
    page = opened(cloud, f"/mail/{mail.id}")
    assert page.status == 200
    assert f'<iframe sandbox="allow-popups" title="Courriel" src="/mail/{mail.id}/html">' in page.text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    framed = opened(cloud, f"/mail/{mail.id}/html")
    assert framed.text == mail.html
    rules = framed.headers["Content-Security-Policy"]
    assert rules.startswith("sandbox")
    assert "allow-scripts" not in rules


def test_its_attachment_is_offered_to_be_saved(cloud: LocalCloud, mail: Mail) -> None:
    calendar = mail.attachments[0]
    assert calendar.name in opened(cloud, f"/mail/{mail.id}").text
    saved = opened(cloud, f"/mail/{mail.id}/attachment/0")
    assert (saved.status, saved.content) == (200, calendar.content)
    assert saved.headers["Content-Disposition"].startswith("attachment;")


def test_what_is_not_there_is_not_found(cloud: LocalCloud, mail: Mail) -> None:
    for path in (
        "/nothing",
        "/mail/nothing",
        "/mail/..%2Faccess.json",
        f"/mail/{mail.id}/attachment/99",
        f"/mail/{mail.id}/attachment/x",
    ):
        page = opened(cloud, path)
        assert (page.status, "Page introuvable" in page.text) == (404, True), path

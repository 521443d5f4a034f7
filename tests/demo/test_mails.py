from collections.abc import Callable
from pathlib import Path

import pytest

from local.cloud import Cloud
from local.demo.api import StoryError
from local.demo.mails import Post, centres_named
from local.demo.telling import Teller
from shared.mail.mime import compose
from shared.mail.model import Mail, MailKind
from tests.mail.samples import LETTERHEAD, PREVALIDATED, REFUSED, REGISTRATION, SENT_AT, VALIDATED

MAIL_PAGE = "http://127.0.0.1:8025"
Deliver = Callable[[Mail], None]


@pytest.fixture
def cloud(tmp_path: Path) -> Cloud:
    (tmp_path / "mail").mkdir()
    return Cloud(base_url="", mail_url=MAIL_PAGE, aws_url="", states_url="", folder=tmp_path, pid=0)


@pytest.fixture
def deliver(cloud: Cloud) -> Deliver:
    def put_in_the_mailbox(mail: Mail) -> None:
        number = len(list(cloud.mails.iterdir()))
        raw = compose(mail, LETTERHEAD, to="zoe@candidats.example", to_name="Zoë Ñandú", sent_at=SENT_AT)
        (cloud.mails / f"20261123T120000.{number:06}Z.eml").write_bytes(raw)

    return put_in_the_mailbox


def test_a_mail_is_told_with_its_recipient_its_beginning_its_attachments_and_where_to_read_it(
    cloud: Cloud, deliver: Deliver, capsys: pytest.CaptureFixture[str]
) -> None:
    post = Post(cloud, Teller())
    deliver(PREVALIDATED)
    post.tell(MailKind.PREVALIDATED, REGISTRATION.reference)
    told = [line.strip() for line in capsys.readouterr().out.replace("\u00a0", " ").splitlines() if line]
    assert told[0].startswith("✉ Certif-UP : 100 € à régler au plus tard le 21 janvier")
    assert "à Zoë Ñandú <zoe@candidats.example>" in told
    assert "│ Le centre Lycée Paul-Claudel a pré-validé votre demande pour :" in told
    assert any(line.startswith("⊕ ") and line.endswith(".ics") for line in told)
    assert told[-1] == f"{MAIL_PAGE}/mail/20261123T120000.000000Z"


def test_a_mail_that_was_there_before_the_story_is_not_taken_for_one_of_it(cloud: Cloud, deliver: Deliver) -> None:
    deliver(VALIDATED)
    post = Post(cloud, Teller())
    with pytest.raises(StoryError, match="n’est pas arrivé"):
        post.tell(MailKind.VALIDATED, REGISTRATION.reference, patience=0)


def test_another_kind_of_mail_about_the_same_registration_is_not_enough(cloud: Cloud, deliver: Deliver) -> None:
    post = Post(cloud, Teller())
    deliver(VALIDATED)
    with pytest.raises(StoryError):
        post.tell(MailKind.PREVALIDATED, REGISTRATION.reference, patience=0)


def test_a_mail_that_comes_twice_is_noticed(cloud: Cloud, deliver: Deliver) -> None:
    post = Post(cloud, Teller())
    deliver(VALIDATED)
    post.tell(MailKind.VALIDATED, REGISTRATION.reference)
    post.expect_no_other()
    deliver(VALIDATED)
    with pytest.raises(StoryError, match="rien n’annonçait"):
        post.expect_no_other()


def test_mails_about_registrations_outside_the_story_are_nobody_s_business(cloud: Cloud, deliver: Deliver) -> None:
    post = Post(cloud, Teller())
    deliver(VALIDATED)
    post.expect_no_other()


def test_the_other_centres_of_a_refusal_are_found(cloud: Cloud, deliver: Deliver) -> None:
    post = Post(cloud, Teller())
    deliver(REFUSED)
    mail = post.tell(MailKind.REFUSED, REGISTRATION.reference)
    assert centres_named(mail) == [f"{one.name}, {one.department}" for one in REFUSED.alternatives] != []

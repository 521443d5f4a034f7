"""Bounces and complaints: seen on the registration, told to the association once, whatever comes twice or late."""

import json
from itertools import permutations
from typing import Any

import pytest
from time_machine import Traveller

from shared import keys, mail_orders, suppression, table
from shared.letters import Letter
from tests.mails.telling import ALICES, EARLY, LATE, bounce, complaint, mailed
from tests.support import lives, season
from tests.support.api import ALICE, ASSOCIATION, LAON, call
from tests.support.aws import Aws
from tests.support.calls import Fault, struck, watched
from tests.support.contents import contents
from tests.support.snapshot import Snapshot


def problems(reference: str, by: Any = ASSOCIATION) -> list[Any]:
    history = call(f"GET /v1/registrations/{reference}", by=by).body["history"]
    return [one["mail_problem"] for one in history]


def listed() -> list[Any]:
    items: list[Any] = call("GET /v1/mail-problems", by=ASSOCIATION).body["items"]
    return items


@pytest.mark.parametrize("by", [LAON, ASSOCIATION])
def test_a_bounce_is_seen_by_the_staff_and_changes_neither_state_nor_version(aws: Aws, by: Any) -> None:
    reference = mailed(aws)
    before = lives.registration(reference)
    assert aws.mails(bounce(reference)) == []
    assert lives.registration(reference) == before
    assert problems(reference, by) == [
        {"failure": "bounced", "cause": "no-email", "at": "2026-11-27T08:00:05Z", "resent_as": None}
    ]
    assert problems(reference, ALICE) == [None]


def test_the_association_is_told_the_reference_and_the_cause_only(aws: Aws) -> None:
    reference = mailed(aws)
    aws.mails(bounce(reference))
    aws.deliver()
    mail = aws.sent()[-1]
    assert str(mail["To"]) == "accueil@certif-up.example"
    assert str(mail["Subject"]).replace("\u00a0", " ") == f"Certif-UP : adresse en échec ({reference})"
    said = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "l’adresse n’existe pas" in said
    for word in ("alice", "Martin", "20230001"):
        assert word not in said


def test_it_stands_in_the_list_of_the_association(aws: Aws) -> None:
    reference = mailed(aws)
    aws.mails(bounce(reference))
    assert listed() == [
        {
            "reference": reference,
            "version": 1,
            "event": "registered",
            "failure": "bounced",
            "cause": "no-email",
            "at": "2026-11-27T08:00:05Z",
        }
    ]


def test_a_mail_carries_what_its_bounce_will_say_and_nobody_s_name(aws: Aws) -> None:
    reference = lives.register(ALICE)
    aws.follow()
    with watched() as made:
        aws.mail(aws.waiting())
    (sent,) = [one.params for one in made if one.operation == "SendRawEmail"]
    carried = {tag["Name"]: tag["Value"] for tag in sent["Tags"]}
    assert carried == {"mail": "registered", "template": "1", "reference": reference, "version": "1"}


def test_every_order_of_the_events_with_doubles_ends_the_same(aws: Aws) -> None:
    reference = mailed(aws)
    start = Snapshot.taken()
    events = [
        bounce(reference, kind="Transient", cause="MailboxFull", at=LATE),
        bounce(reference, at=EARLY),
        bounce(reference, cause="General", at=LATE),
        complaint(reference, at=EARLY),
    ]
    ends = []
    for order in permutations([*events, events[1]]):
        start.restore()
        for told in order:
            assert aws.mails(told) == []
        ends.append(json.dumps([one for one in contents().items() if one[1]["kind"] != "limit"], sort_keys=True))
    assert len(set(ends)) == 1
    assert problems(reference)[0]["failure"] == "complained"


def test_however_often_it_is_told_the_association_gets_one_mail(aws: Aws, clock: Traveller) -> None:
    reference = mailed(aws)
    for told in (bounce(reference), bounce(reference), complaint(reference), bounce(reference)):
        aws.mails(told, told)
        aws.deliver()
        clock.shift(600)
    assert aws.sent_kinds().count("address_failed") == 1


def test_a_crash_at_any_call_loses_nothing_once_the_queue_gives_the_event_again(aws: Aws, clock: Traveller) -> None:
    reference = mailed(aws)
    start = Snapshot.taken()
    with watched() as made:
        aws.mails(bounce(reference))
    aws.deliver()
    for number in range(len(made)):
        for fault in Fault:
            start.restore()
            clock.shift(600)
            sent = aws.sent_count()
            with struck(number, fault):
                aws.mails(bounce(reference))
            assert aws.mails(bounce(reference)) == []
            aws.deliver()
            assert aws.sent_kinds(sent) == ["address_failed"], (made[number], fault)
            assert problems(reference)[0]["failure"] == "bounced"


def test_a_bounce_that_is_quicker_than_the_mark_stays_on_the_list(aws: Aws) -> None:
    """SES has told of it before the mailer has written that it was sent."""
    reference = lives.register(ALICE)
    aws.follow()

    def told(_number: int, one: Any) -> None:
        if one.operation == "SendRawEmail":
            with watched():
                aws.mails(bounce(reference))

    with watched(after=told):
        aws.mail(aws.waiting())
    assert [one["reference"] for one in listed()] == [reference]
    (item,) = table.read(keys.history(reference, 1))
    assert item
    assert item["mail_sent_at"]
    assert item["work_pk"] == keys.MAIL_PROBLEMS


@pytest.mark.parametrize("told", [bounce, complaint])
def test_nothing_more_is_sent_to_such_an_address(aws: Aws, told: Any) -> None:
    reference = mailed(aws)
    aws.mails(told(reference))
    aws.deliver()
    sent = aws.sent_count()
    lives.refuse(reference)
    aws.follow()
    aws.deliver()
    assert aws.sent(sent) == []
    assert [one["failure"] for one in problems(reference)][1:] == ["suppressed"]
    assert {one["version"] for one in listed()} == {1, 2}


def test_nor_a_letter_about_the_account(aws: Aws) -> None:
    aws.mails(bounce(""))
    with aws.running("mails"):
        mail_orders.order_letter(Letter.PASSWORD, user_name=ALICE["id"])
    aws.deliver()
    assert aws.sent() == []


def test_a_full_mailbox_stops_nothing(aws: Aws) -> None:
    reference = mailed(aws)
    aws.mails(bounce(reference, kind="Transient", cause="MailboxFull"))
    assert problems(reference)[0] == {
        "failure": "undelivered",
        "cause": "mailbox-full",
        "at": "2026-11-27T08:00:05Z",
        "resent_as": None,
    }
    assert not suppression.is_suppressed(ALICES, now=season.NOW)


def test_who_says_that_it_is_no_spam_has_no_problem(aws: Aws) -> None:
    reference = mailed(aws)
    assert aws.mails(complaint(reference, said="not-spam")) == []
    assert problems(reference) == [None]


def test_what_nobody_can_read_is_given_back_alone(aws: Aws, caplog: pytest.LogCaptureFixture) -> None:
    reference = mailed(aws)
    broken = bounce(reference) | {"feedback": {"bouncedRecipients": [{"emailAddress": ALICES}]}}
    assert aws.mails(bounce(reference), broken, {"outcome": "opened"}) == [1, 2]
    assert problems(reference)[0]["failure"] == "bounced"
    assert ALICES not in caplog.text + str([vars(one) for one in caplog.records])
    failures = [vars(one) for one in caplog.records if one.message == "feedback_failed"]
    assert [(one["order"], one["error"]) for one in failures] == [("1", "ValidationError"), ("2", "ValidationError")]


def test_a_mail_that_nobody_knows_is_nothing_to_do(aws: Aws) -> None:
    assert aws.mails(bounce("CU-2701-0000-61")) == []
    assert listed() == []


def test_the_mark_of_an_address_says_nothing_of_whose_it_is(aws: Aws) -> None:
    aws.mails(bounce(""))
    (kept,) = [item for item in contents().values() if item["kind"] == "suppressed address"]
    assert set(kept) == {"pk", "sk", "kind", "ttl"}
    assert "alice" not in str(kept)

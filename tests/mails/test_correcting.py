"""The association corrects an address that failed and sends the mail again."""

from typing import Any

import pytest
from time_machine import Traveller

from shared import audit, keys, suppression, table
from tests.mails.telling import ALICES, bounce, complaint, mailed
from tests.mails.test_feedback import listed, problems
from tests.support import lives, season
from tests.support.api import ALICE, ASSOCIATION, BOB, LAON, Reply, call
from tests.support.aws import Aws
from tests.support.calls import Fault, struck, watched
from tests.support.contents import contents
from tests.support.snapshot import Snapshot
from tests.support.steps import refused

NEW = "alice.martin@example.org"


def correct(reference: str, email: str = NEW) -> Reply:
    return call(f"PUT /v1/registrations/{reference}/email", {"email": email}, by=ASSOCIATION)


def resend(reference: str, version: int | str = 1, **headers: str) -> Reply:
    return call(f"POST /v1/registrations/{reference}/mails/{version}/resend", {}, by=ASSOCIATION, headers=headers)


def settle(aws: Aws) -> None:
    aws.follow()
    aws.deliver()


@pytest.fixture
def failed(aws: Aws) -> str:
    """A registration whose first mail bounced, and the association knows."""
    reference = mailed(aws)
    aws.mails(bounce(reference))
    aws.deliver()
    return reference


def test_once_corrected_and_sent_again_it_is_off_the_list_and_the_history_tells_it(aws: Aws, failed: str) -> None:
    sent = aws.sent_count()
    assert correct(failed).status == 200
    again = resend(failed)
    assert (again.status, again.body) == (200, {"reference": failed, "version": 1, "resent_as": 2})
    settle(aws)
    assert [str(one["To"]) for one in aws.sent(sent) if "registered" in one["X-Certif-Up-Mail"]] == [
        f"Alice Martin <{NEW}>"
    ]
    assert listed() == []
    assert [one and one["resent_as"] for one in problems(failed)] == [2, None]
    assert [(one.event, one.by.name, one.state) for one in lives.history(failed)][1:] == [
        ("mail_resent", "Dominique Noir", "pending")
    ]


def test_the_mail_sent_again_is_the_same_mail(aws: Aws, failed: str) -> None:
    correct(failed)
    resend(failed)
    settle(aws)
    first, *_, second = [one for one in aws.sent() if "registered" in one["X-Certif-Up-Mail"]]
    assert first["Message-ID"] == second["Message-ID"]
    assert first.get_body(("plain",)).get_content() == second.get_body(("plain",)).get_content()  # type: ignore[union-attr]


def test_both_addresses_are_told_but_not_the_one_that_failed_for_good(aws: Aws) -> None:
    reference = mailed(aws)
    aws.mails(bounce(reference, kind="Transient", cause="MailboxFull"))
    correct(reference)
    aws.deliver()
    told = {(str(one["To"]), str(one["X-Certif-Up-Mail"]).partition(";")[0]) for one in aws.sent(1)}
    assert {("alice@example.org", "address_changed"), (f"Alice Martin <{NEW}>", "address_corrected")} <= told
    failing = mailed(aws, BOB)
    aws.mails(
        bounce(failing)
        | {"feedback": bounce(failing)["feedback"] | {"bouncedRecipients": [{"emailAddress": "bob@example.org"}]}}
    )
    aws.deliver()
    since = aws.sent_count()
    correct(failing, "robert@example.org")
    aws.deliver()
    assert aws.sent_kinds(since) == ["address_corrected"]


def test_the_correction_is_in_the_audit_trail_and_the_candidate_is_found_by_the_new_address(
    aws: Aws, failed: str
) -> None:
    correct(failed)
    entries = audit.load(season.NOW.date()).entries
    assert [(one["reference"], one["by"]["name"]) for one in entries] == [(failed, "Dominique Noir")]
    (item,) = table.read(keys.candidate(ALICE["id"]))
    assert item
    assert item["email"] == NEW
    assert table.read(keys.email(NEW, ALICE["id"]), keys.email(ALICES, ALICE["id"]))[1] is None


def test_repeated_it_tells_both_again_and_changes_nothing(aws: Aws, failed: str) -> None:
    correct(failed)
    (before,) = table.read(keys.candidate(ALICE["id"]))
    assert correct(failed).status == 200
    assert table.read(keys.candidate(ALICE["id"])) == [before]


def test_an_address_that_failed_too_is_no_correction(aws: Aws, failed: str) -> None:
    problem = refused(correct(failed, ALICES.upper().replace("EXAMPLE.ORG", "example.org")), 422, "validation")
    assert problem["errors"][0]["pointer"] == "/email"


def test_nothing_is_sent_again_while_the_address_fails(aws: Aws, failed: str) -> None:
    before = contents()
    refused(resend(failed), 409, "address-failing")
    assert contents() == before


def test_nor_a_mail_that_is_not_known_to_have_failed(aws: Aws) -> None:
    reference = mailed(aws)
    refused(resend(reference), 409, "mail-not-failed")
    for version in (2, 0, "x", "1111111", "²"):
        refused(resend(reference, version), 404, "not-found")


def test_sent_again_twice_is_sent_again_once(aws: Aws, failed: str) -> None:
    correct(failed)
    first, second = resend(failed), resend(failed)
    assert first.body == second.body
    settle(aws)
    assert lives.events(failed) == ["registered", "mail_resent"]


def test_what_is_told_of_the_old_mail_afterwards_changes_nothing(aws: Aws, failed: str) -> None:
    correct(failed)
    resend(failed)
    settle(aws)
    before = table.read(keys.history(failed, 1))
    for told in (bounce(failed), complaint(failed), bounce(failed)):
        assert aws.mails(told) == []
    assert table.read(keys.history(failed, 1)) == before
    assert listed() == []


def test_the_mail_sent_again_can_fail_again_and_be_sent_again(aws: Aws, failed: str) -> None:
    correct(failed)
    resend(failed)
    settle(aws)
    again = bounce(failed, 2)
    again["feedback"]["bouncedRecipients"] = [{"emailAddress": NEW}]
    aws.mails(again)
    assert [(one["version"], one["event"]) for one in listed()] == [(2, "mail_resent")]
    correct(failed, "third@example.org")
    assert resend(failed, 2).body["resent_as"] == 3
    since = aws.sent_count()
    settle(aws)
    assert "registered" in aws.sent_kinds(since)


def test_a_mail_that_was_held_back_goes_out_then(aws: Aws, failed: str) -> None:
    lives.prevalidate(failed)
    settle(aws)
    correct(failed)
    since = aws.sent_count()
    resend(failed, 2)
    settle(aws)
    assert "prevalidated" in aws.sent_kinds(since)
    assert [one["version"] for one in listed()] == [1]


@pytest.mark.parametrize("action", [correct, resend])
def test_a_crash_at_any_call_is_mended_by_the_same_call_again(aws: Aws, clock: Traveller, action: Any) -> None:
    reference = mailed(aws)
    aws.mails(bounce(reference))
    aws.deliver()
    if action is resend:
        correct(reference)
        aws.deliver()
    start = Snapshot.taken()
    with watched() as made:
        action(reference)
    for number in range(len(made)):
        for fault in (Fault.CRASH_BEFORE, Fault.CRASH_AFTER):
            start.restore()
            clock.shift(600)
            while records := aws.waiting():
                aws.forget(records)
            since = aws.sent_count()
            with struck(number, fault):
                action(reference)
            assert action(reference).status == 200
            aws.deliver()
            clock.shift(600)
            aws.reconcile()
            aws.deliver()
            wanted = "address_corrected" if action is correct else "registered"
            assert wanted in aws.sent_kinds(since), (made[number], fault)
    assert not suppression.is_suppressed(NEW, now=season.NOW)


def test_of_an_erased_person_there_is_nothing_to_correct(aws: Aws, failed: str) -> None:
    table.write(table.delete_anyway(keys.candidate(ALICE["id"])))
    refused(correct(failed), 404, "not-found")
    refused(resend(failed), 404, "not-found")


@pytest.mark.parametrize("by", [ALICE, LAON])
def test_others_may_not(aws: Aws, failed: str, by: Any) -> None:
    assert call(f"PUT /v1/registrations/{failed}/email", {"email": NEW}, by=by).status == 403
    assert call(f"POST /v1/registrations/{failed}/mails/1/resend", {}, by=by).status == 403
    assert call("GET /v1/mail-problems", by=by).status == 403

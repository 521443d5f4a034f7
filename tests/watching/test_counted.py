"""What is counted: each transition, mail, failure and first invocation, and nothing of whom it concerns."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

import pytest
from time_machine import Traveller

from functions.lifecycle.funnel import COUNTED
from shared import keys, table
from shared.metrics import GAUGES, Metric
from shared.registration.lifecycle import Event
from tests.mails.telling import bounce, complaint, mailed
from tests.support import lives, season, steps
from tests.support.api import ALICE, BOB, LAON, call
from tests.support.aws import Aws
from tests.support.calls import Call, refused, watched
from tests.support.contents import failing
from tests.support.emitted import emitted

Counted = Callable[[], dict[str, float]]
MOVES_NOBODY: Final = {
    *(Event.REMINDED, Event.DOCUMENT_RECEIVED, Event.DEFERRAL_CANCELLED, Event.DEFERRAL_REFUSED, Event.MAIL_RESENT)
}


class TestTheFunnel:
    def test_knows_every_event(self) -> None:
        assert set(Event) == COUNTED.keys() | MOVES_NOBODY

    def test_counts_a_life_that_ends_well(self, aws: Aws, counted: Counted) -> None:
        reference = lives.register()
        lives.prevalidate(reference)
        lives.pay(reference)
        aws.follow()
        assert counted() == {"Requests": 1, "Prevalidated": 1, "Paid": 1, "Validated": 1}

    def test_counts_refusals_withdrawals_and_expiries(self, aws: Aws, counted: Counted) -> None:
        lives.refuse(lives.register(BOB))
        one = lives.register()
        lives.withdraw(one)
        other = lives.register()
        lives.prevalidate(other)
        steps.expire(other)
        aws.follow()
        assert counted() == {"Requests": 3, "Refused": 1, "Withdrawn": 1, "Prevalidated": 1, "Expired": 1}

    def test_counts_a_request_that_nobody_answered_as_refused(self, aws: Aws, counted: Counted) -> None:
        steps.leave_unanswered(lives.register())
        aws.follow()
        assert counted() == {"Requests": 1, "Refused": 1}

    def test_counts_money_that_came_too_late_as_paid_and_not_as_validated(self, aws: Aws, counted: Counted) -> None:
        reference = lives.register()
        lives.prevalidate(reference)
        lives.withdraw(reference)
        lives.pay(reference)
        aws.follow()
        assert counted() == {"Requests": 1, "Prevalidated": 1, "Withdrawn": 1, "Paid": 1}

    def test_counts_a_deferral_and_the_registration_that_it_makes(self, aws: Aws, counted: Counted) -> None:
        reference = lives.register()
        lives.prevalidate(reference)
        lives.pay(reference)
        aws.follow()
        counted()
        lives.decide_deferral(lives.ask_deferral(reference, "CHI"), "granted")
        aws.follow()
        assert counted() == {"DeferralsRequested": 1, "DeferralsGranted": 1, "Validated": 1}

    def test_counts_a_batch_that_failed_once_it_succeeds_and_once(self, aws: Aws, counted: Counted) -> None:
        for who in (ALICE, BOB):
            lives.register(who)
        records, orders = aws.stream(), 0

        def fails_at_the_second(_number: int, one: Call) -> None:
            nonlocal orders
            orders += one.operation == "SendMessage"
            if orders == 2:
                raise refused(one, "Throttling")

        with watched(fails_at_the_second), pytest.raises(Exception, match="Throttling"):
            aws.follow(records)
        assert counted() == {}
        aws.follow(records)
        assert counted() == {"Requests": 2}

    def test_counts_a_record_that_is_given_again_after_all_again(self, aws: Aws, counted: Counted) -> None:
        """As it is told in functions/lifecycle/funnel.py; what follows from the record still happens once."""
        lives.register()
        records = aws.stream()
        aws.follow(records)
        aws.follow(records)
        aws.deliver()
        assert counted() == {"Requests": 2, "MailsSent": 1}

    def test_does_not_count_what_the_reconciliation_repairs(self, aws: Aws, counted: Counted) -> None:
        lives.register()
        aws.reconcile(minimum_age_seconds=0)
        assert counted() == {}


class TestTheMails:
    def test_are_counted_when_they_are_sent(self, aws: Aws, counted: Counted) -> None:
        mailed(aws)
        assert counted() == {"Requests": 1, "MailsSent": 1}

    def test_that_ses_does_not_take_are_counted_at_each_try(self, aws: Aws, counted: Counted) -> None:
        def throttles(_number: int, one: Call) -> None:
            if one.operation == "SendRawEmail":
                raise refused(one, "Throttling")

        lives.register()
        aws.follow()
        with watched(throttles):
            aws.mail(aws.waiting())
        assert counted() == {"Requests": 1, "MailsFailed": 1}

    def test_that_bounce_or_are_complained_about_are_counted(self, aws: Aws, counted: Counted) -> None:
        reference = mailed(aws)
        counted()
        assert aws.mails(bounce(reference), complaint(reference), bounce("", kind="Permanent")) == []
        assert counted() == {"MailsBounced": 2, "MailsComplained": 1}

    def test_whose_mailbox_is_full_or_whose_reader_is_content_are_not(self, aws: Aws, counted: Counted) -> None:
        reference = mailed(aws)
        counted()
        told = aws.mails(bounce(reference, kind="Transient", cause="MailboxFull"), complaint("", said="not-spam"))
        assert (told, counted()) == ([], {})

    def test_of_which_something_is_told_that_fails_are_counted_when_it_is_done(
        self, aws: Aws, counted: Counted
    ) -> None:
        reference = mailed(aws)
        counted()
        with failing("PutItem", "InternalServerError", times=9):
            assert aws.mails(bounce(reference)) == [0]
        assert counted() == {}
        assert aws.mails(bounce(reference)) == []
        assert counted() == {"MailsBounced": 1}


class TestUnexpectedErrors:
    def test_of_the_api_are_counted(self, aws: Aws, counted: Counted) -> None:
        with failing("BatchGetItem", "AccessDeniedException", times=1):
            assert steps.send("CHI").status == 500
        assert counted() == {"UnexpectedErrors": 1}

    def test_are_no_refusals(self, aws: Aws, counted: Counted) -> None:
        assert call("GET /v1/registrations", by=LAON).status == 403
        assert counted() == {}

    def test_of_a_schedule_are_counted(self, aws: Aws, counted: Counted) -> None:
        lives.register()
        with failing("UpdateItem", "InternalServerError", times=9):
            assert aws.reconcile(minimum_age_seconds=0)["failed"] == 1
        assert counted() == {"UnexpectedErrors": 1}


def test_the_first_invocation_of_an_instance_is_counted_and_no_other(
    aws: Aws, capsys: pytest.CaptureFixture[str]
) -> None:
    lives.register()
    aws.follow()
    aws.deliver()
    assert [one.name for one in emitted(capsys.readouterr().out)].count("ColdStarts") == 1


class TestTheGauges:
    @pytest.fixture
    def gauges(self, aws: Aws, capsys: pytest.CaptureFixture[str]) -> Callable[[], dict[str, float]]:
        def measured() -> dict[str, float]:
            capsys.readouterr()
            aws.measure()
            titles = {metric.title for metric in GAUGES}
            return {one.name: one.value for one in emitted(capsys.readouterr().out) if one.name in titles}

        return measured

    def test_tell_of_an_open_session_in_which_nothing_waits(self, gauges: Callable[[], Any]) -> None:
        assert gauges() == {
            "SessionsOpen": 1,
            "WaitingTooLong": 0,
            "DueWithinADay": 0,
            "PastDue": 0,
            "OldestUnsent": 0,
        }

    def test_tell_when_no_session_is_open(self, gauges: Callable[[], Any], clock: Traveller) -> None:
        opens_at, closes_at = season.SESSIONS[0].opens_at, season.SESSIONS[0].closes_at
        found = []
        for moment in (opens_at - timedelta(seconds=1), opens_at, closes_at - timedelta(seconds=1), closes_at):
            clock.move_to(moment)
            found.append(gauges()["SessionsOpen"])
        assert found == [0, 1, 1, 0]

    def test_tell_of_requests_that_a_centre_has_left_for_more_than_five_of_its_working_days(
        self, gauges: Callable[[], Any], clock: Traveller
    ) -> None:
        lives.register()
        found = {}
        for days in range(12):
            found[days] = gauges()["WaitingTooLong"]
            clock.shift(timedelta(days=1))
        # Sent on a Friday: its fifth working day is the Friday after, and the next one the Monday.
        assert [days for days, waiting in found.items() if waiting] == [10, 11]

    def test_tell_what_is_due_soon_and_what_is_past_due(self, gauges: Callable[[], Any], clock: Traveller) -> None:
        reference = lives.register()
        lives.prevalidate(reference)
        due_at = lives.registration(reference).due_at
        assert due_at
        found = []
        for hours in (-25, -24, -1, 0, 1):
            clock.move_to(due_at + timedelta(hours=hours))
            found.append((gauges()["DueWithinADay"], gauges()["PastDue"]))
        assert found == [(0, 0), (1, 0), (1, 0), (1, 0), (0, 1)]

    def test_tell_the_age_of_the_oldest_mail_that_is_not_sent_however_often_it_was_tried(
        self, aws: Aws, gauges: Callable[[], Any], clock: Traveller
    ) -> None:
        lives.register()
        clock.shift(timedelta(minutes=10))
        lives.register(BOB)
        aws.reconcile()
        aws.empty_queues()
        clock.shift(timedelta(minutes=1))
        assert gauges()["OldestUnsent"] == 660
        aws.reconcile(minimum_age_seconds=0)
        aws.deliver()
        clock.shift(timedelta(minutes=20))
        aws.reconcile(minimum_age_seconds=0)
        aws.deliver()
        assert gauges()["OldestUnsent"] == 0

    def test_cost_the_same_calls_however_many_registrations_there_are(self, aws: Aws, clock: Traveller) -> None:
        def calls() -> int:
            with watched() as made:
                aws.measure()
            assert {one.operation for one in made} == {"Query"}
            return len(made)

        before = calls()
        for _ in range(10):
            lives.withdraw(lives.register())
        lives.register()
        clock.shift(timedelta(days=12))
        assert calls() == before

    def test_stop_counting_where_they_are_told_to_over_several_answers(self, aws: Aws) -> None:
        filling = "x" * 20_000  # a megabyte at most is looked at for one answer
        for at in range(110):
            item = {"pk": f"TEST#{at}", "sk": "TEST", "kind": "test", "filling": filling}
            table.write(table.put({**item, **keys.work(keys.DUE, season.NOW)}))
        due = table.key_is("work_pk", keys.DUE)
        found = {limit: table.count(due, index=keys.WORK_INDEX, limit=limit) for limit in (10, 100, 200)}
        assert found == {10: 10, 100: 100, 200: 110}

    def test_come_with_every_counter_as_a_zero(self, aws: Aws, capsys: pytest.CaptureFixture[str]) -> None:
        capsys.readouterr()
        aws.measure()
        found = {one.name: one.value for one in emitted(capsys.readouterr().out)}
        assert found.keys() == {metric.title for metric in Metric}


def test_no_metric_tells_of_anybody_or_of_a_centre(aws: Aws, capsys: pytest.CaptureFixture[str]) -> None:
    """Of a whole life, its mails, their feedback, an error and the gauges: names, numbers and the environment."""
    reference = mailed(aws)
    lives.prevalidate(reference)
    lives.pay(reference)
    aws.follow()
    aws.deliver()
    aws.mails(bounce(reference))
    with failing("BatchGetItem", "AccessDeniedException", times=1):
        steps.send("CHI")
    aws.measure()
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if line.startswith('{"_aws"')]
    assert len(lines) >= 6
    units = {metric.title: metric.unit for metric in Metric}
    for line in lines:
        told = line.pop("_aws")
        (directive,) = told.pop("CloudWatchMetrics")
        assert told.keys() == {"Timestamp"}
        assert (directive["Namespace"], directive["Dimensions"]) == ("certif-up", [["Environment"]])
        assert line.pop("Environment") == "production"
        assert {one["Name"]: one["Unit"] for one in directive["Metrics"]} == {name: units[name] for name in line}
        assert all(isinstance(value, float) for values in line.values() for value in values)

"""One mail a transition: whatever fails, none is lost, and none is sent twice for nothing."""

import json
from collections import Counter
from datetime import timedelta
from random import Random
from typing import Any, Final

import pytest
from botocore.exceptions import ReadTimeoutError
from time_machine import Traveller

from shared import keys, table
from tests.support import lives, season
from tests.support.api import ALICE, BOB, CHLOE, candidate
from tests.support.aws import Aws
from tests.support.calls import Call, refused, watched

UNTIL_THE_QUEUE_GIVES_IT_AGAIN: Final = timedelta(minutes=3, seconds=1)


def order(reference: str, version: int, message: str = "message") -> dict[str, Any]:
    """A message as the queue gives it, which stands in no queue."""
    return {
        "messageId": message,
        "receiptHandle": message,
        "body": json.dumps({"reference": reference, "version": version}),
        "attributes": {"MessageGroupId": reference},
        "messageAttributes": {},
        "eventSource": "aws:sqs",
    }


class Weather:
    """What befalls the sends: a share of them, by chance, and the same at every run."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)  # noqa: S311 (a test, not a secret)
        self.befallen: Counter[str] = Counter()

    def befalls(self, share: float, what: str) -> bool:
        struck = self.chance.random() < share
        self.befallen[what] += struck
        return struck

    def throttles(self, _number: int, one: Call) -> None:
        """Before SES takes the mail."""
        if one.operation == "SendRawEmail" and self.befalls(0.3, "throttled"):
            raise refused(one, "Throttling")

    def loses_the_reply(self, _number: int, one: Call) -> None:
        """SES has taken the mail, and nobody hears of it."""
        if one.operation == "SendRawEmail" and self.befalls(0.3, "unheard"):
            raise ReadTimeoutError(endpoint_url="ses")


def candidates(number: int) -> list[str]:
    people = [
        season.ALICE.model_copy(update={"nuc": f"2023{at:04}", "email": f"{at}@example.org"}) for at in range(number)
    ]
    season.store(*people)
    return [person.nuc for person in people]


def test_of_50_mails_with_30_percent_of_the_sends_failing_none_is_lost_and_none_sent_twice(
    aws: Aws, clock: Traveller
) -> None:
    wanted, weather = ordered(aws, 35, 15), Weather(1)
    with watched(before=weather.throttles) as made:
        until_settled(aws, clock)
    assert sorted(aws.sent_transitions()) == wanted
    sends = sum(one.operation == "SendRawEmail" for one in made)
    assert sends == len(wanted) + weather.befallen["throttled"]
    assert 0.2 < weather.befallen["throttled"] / sends < 0.4


def test_of_mails_that_ses_took_without_a_word_there_are_no_more_doubles_than_silences(
    aws: Aws, clock: Traveller
) -> None:
    wanted, weather = ordered(aws, 15, 5), Weather(2)
    with watched(before=weather.throttles, after=weather.loses_the_reply):
        until_settled(aws, clock)
    sent = Counter(aws.sent_transitions())
    assert sorted(sent) == wanted
    assert sent.total() - len(wanted) == weather.befallen["unheard"] > 0


def ordered(aws: Aws, registered: int, refused_then: int) -> list[str]:
    """Many mails, in the queue; the transitions that they are about, sorted."""
    references = [lives.register(candidate(nuc)) for nuc in candidates(registered)]
    for reference in references[:refused_then]:
        lives.refuse(reference)
    aws.follow()
    return sorted([f"{one}.1" for one in references] + [f"{one}.2" for one in references[:refused_then]])


def until_settled(aws: Aws, clock: Traveller) -> None:
    for _ in range(40):
        aws.deliver()
        clock.shift(UNTIL_THE_QUEUE_GIVES_IT_AGAIN)
        aws.reconcile()
        if not unsettled():
            return
    raise AssertionError(unsettled())


def unsettled() -> list[dict[str, Any]]:
    return list(table.all_of(table.key_is("work_pk", keys.UNSETTLED), index=keys.WORK_INDEX))


def test_of_ten_messages_the_one_that_fails_is_given_back_alone(aws: Aws) -> None:
    references = [lives.register(candidate(nuc)) for nuc in candidates(10)]
    records = [order(reference, 1, reference) for reference in references]
    records[3]["body"] = json.dumps({"reference": references[3], "version": 99})
    assert aws.mailer(records) == [references[3]]
    assert sorted(aws.sent_transitions()) == sorted(f"{one}.1" for one in references if one != references[3])


def test_what_comes_after_it_in_its_group_waits_for_it(aws: Aws) -> None:
    alice, bob = lives.register(ALICE), lives.register(BOB)
    lives.refuse(alice)
    lives.refuse(bob)
    poison = order(alice, 99, "poison")
    records = [
        order(bob, 1, "bob 1"),
        poison,
        order(alice, 1, "alice 1"),
        order(bob, 2, "bob 2"),
        order(alice, 2, "a 2"),
    ]
    assert aws.mailer(records) == ["poison", "alice 1", "a 2"]
    assert aws.sent_transitions() == [f"{bob}.1", f"{bob}.2"]
    assert aws.mailer([order(alice, 1, "alice 1")]) == []


def test_a_batch_in_which_all_fail_is_given_back_whole(aws: Aws) -> None:
    reference = lives.register()
    assert aws.mailer([order(reference, 98, "one"), order(reference, 99, "two")]) == ["one", "two"]


def test_a_message_that_always_fails_is_a_dead_letter_after_three_tries(aws: Aws, clock: Traveller) -> None:
    failing, other = lives.register(ALICE), lives.register(BOB)
    table.write(table.update(keys.registration(failing), remove=["centre"]))
    aws.follow()
    tries = 0
    for _ in range(5):
        if records := aws.waiting():
            tries += sum(one["attributes"]["MessageGroupId"] == failing for one in records)
            aws.mail(records)
        clock.shift(UNTIL_THE_QUEUE_GIVES_IT_AGAIN)
    assert tries == 3
    assert aws.dead_letters() == [{"reference": failing, "version": 1}]
    assert aws.sent_transitions() == [f"{other}.1"]


def test_once_mended_it_is_sent_by_the_next_order(aws: Aws, clock: Traveller) -> None:
    reference = lives.register()
    table.write(table.update(keys.registration(reference), remove=["centre"]))
    aws.follow()
    aws.deliver()
    table.write(table.update(keys.registration(reference), set={"centre": "C02"}))
    clock.shift(timedelta(hours=1))
    aws.reconcile()
    aws.deliver()
    assert aws.sent_transitions() == [f"{reference}.1"]


def test_an_order_for_a_mail_that_is_marked_is_dropped(aws: Aws) -> None:
    reference = lives.register()
    assert aws.mailer([order(reference, 1)]) == []
    with watched() as made:
        assert aws.mailer([order(reference, 1), order(reference, 1, "again")]) == []
    assert {one.operation for one in made} == {"BatchGetItem"}
    assert aws.sent_transitions() == [f"{reference}.1"]


def test_the_mark_says_when_and_under_which_name_it_was_sent(aws: Aws) -> None:
    reference = lives.register()
    aws.mailer([order(reference, 1)])
    (item,) = table.read(keys.history(reference, 1))
    assert item
    assert item["mail_sent_at"] == keys.instant(season.NOW)
    assert item["mail_id"]
    assert "work_pk" not in item


def test_an_erased_candidate_gets_no_mail_and_nothing_waits_for_it(aws: Aws) -> None:
    reference = lives.register()
    table.commit(table.delete(keys.candidate(season.ALICE.nuc), table.PRESENT))
    assert aws.mailer([order(reference, 1)]) == []
    (item,) = table.read(keys.history(reference, 1))
    assert item
    assert "work_pk" not in item
    assert "mail_sent_at" not in item
    assert aws.sent() == []


@pytest.mark.parametrize("code", ["MessageRejected", "Throttling"])
def test_a_failure_is_logged_without_the_address(aws: Aws, caplog: pytest.LogCaptureFixture, code: str) -> None:
    reference = lives.register(CHLOE)

    def refuse(_number: int, one: Call) -> None:
        if one.operation == "SendRawEmail":
            raise refused(one, code, f"not verified: {season.CHLOE.email}")

    with watched(before=refuse):
        assert aws.mailer([order(reference, 1)]) == ["message"]
    (failure,) = [record for record in caplog.records if record.message == "mail_failed"]
    assert (failure.error, failure.reference) == (code, reference)  # type: ignore[attr-defined]
    assert [one for one in season.CHLOE.attributes().values() if str(one) in logged(caplog)] == []


def test_an_address_that_cannot_be_written_to_is_not_logged_either(aws: Aws, caplog: pytest.LogCaptureFixture) -> None:
    reference = lives.register()
    season.store(season.ALICE.model_copy(update={"email": "alice@@example.org"}))
    assert aws.mailer([order(reference, 1)]) == ["message"]
    assert "mail_failed" in logged(caplog)
    assert "alice@" not in logged(caplog)


def logged(caplog: pytest.LogCaptureFixture) -> str:
    """Everything, tracebacks included."""
    return caplog.text + "".join(str(vars(record)) for record in caplog.records)

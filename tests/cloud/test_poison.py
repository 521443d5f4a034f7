"""One order of a mail that cannot be carried out, among ten: the others are not held up, and it is not lost."""

import json
from typing import Any, Final

import pytest

from tests.cloud.conftest import LocalCloud
from tests.cloud.facts import inside, kinds, mailed, orders, unsettled
from tests.cloud.lives import pending
from tests.cloud.measured import alarm
from tests.cloud.people import someone, store

LAON: Final = "02-LAON"
TRIES: Final = 3


@pytest.mark.usefixtures("impatient_queue")
def test_nine_mails_go_out_and_the_tenth_waits_among_the_dead_letters_until_its_cause_is_repaired(
    cloud: LocalCloud,
) -> None:
    candidates = [someone() for _ in range(10)]
    unreachable = candidates[4]
    store(cloud, *candidates, unreachable.model_copy(update={"email": "no address"}))
    with inside(cloud):
        references = [pending(one.nuc, cloud.access["session"], LAON, "PAIE-1") for one in candidates]
    poisoned = references.pop(4)

    assert alarm(cloud, "DeadLettersAlarm") == "OK"
    cloud.wait_for(lambda: orders(cloud, "MailDeadLettersUrl") == 1)
    assert alarm(cloud, "DeadLettersAlarm") == "ALARM"
    assert [mailed(cloud, reference, "registered") for reference in references] == [["registered"]] * 9
    assert (kinds(cloud, poisoned), unsettled(cloud, poisoned)) == ([], ["registered"])

    store(cloud, unreachable)
    letter = _dead_letter(cloud)
    assert json.loads(letter["Body"]) == {"reference": poisoned, "version": 1}
    assert int(letter["Attributes"]["ApproximateReceiveCount"]) > TRIES
    _order_again(cloud, letter["Body"], "redriven")
    assert mailed(cloud, poisoned, "registered") == ["registered"]

    _order_again(cloud, letter["Body"], "redriven twice")
    cloud.wait_for(lambda: not orders(cloud, "MailQueueUrl"))
    assert kinds(cloud, poisoned) == ["registered"]
    assert orders(cloud, "MailDeadLettersUrl") == 0
    assert alarm(cloud, "DeadLettersAlarm") == "OK"


def _dead_letter(cloud: LocalCloud) -> dict[str, Any]:
    """Takes the only one out of its queue."""
    sqs, url = cloud.client("sqs"), cloud.outputs["MailDeadLettersUrl"]
    answer = sqs.receive_message(QueueUrl=url, AttributeNames=["All"], WaitTimeSeconds=5)
    (letter,) = answer["Messages"]
    sqs.delete_message(QueueUrl=url, ReceiptHandle=letter["ReceiptHandle"])
    taken: dict[str, Any] = letter
    return taken


def _order_again(cloud: LocalCloud, body: str, deduplication_id: str) -> None:
    cloud.client("sqs").send_message(
        QueueUrl=cloud.outputs["MailQueueUrl"],
        MessageBody=body,
        MessageGroupId=json.loads(body)["reference"],
        MessageDeduplicationId=deduplication_id.replace(" ", "-"),
    )

"""The queues of an environment: what waits in them, and what is done with the dead letters of each."""

from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import boto3

from operate.place import Place

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

WORKING: Final = ("mail.fifo", "mail-feedback")


class DeadLetters(NamedTuple):
    """What is done with them.

    Messages go back to the queue `back_to`. Records of calls that failed have none: `function` is called again,
    with the event of its schedule, and finds in the table whatever is left to do.
    """

    back_to: str = ""
    function: str = ""
    event: Mapping[str, Any] = MappingProxyType({})


DEAD_LETTERS: Final = {
    "mail-dead-letters.fifo": DeadLetters(back_to="mail.fifo"),
    "mail-feedback-dead-letters": DeadLetters(back_to="mail-feedback"),
    "lifecycle-failures": DeadLetters(function="lifecycle", event={"task": "reconcile"}),
    "documents-failures": DeadLetters(function="documents", event={"task": "tend"}),
    "rights-failures": DeadLetters(function="rights", event={"task": "tend"}),
    "attention-failures": DeadLetters(function="attention", event={"anytime": True}),
}


class Depth(NamedTuple):
    queue: str
    waiting: int
    in_work: int

    @property
    def total(self) -> int:
        return self.waiting + self.in_work


@cache
def sqs() -> "SQSClient":
    return boto3.client("sqs")


def url(place: Place, queue: str) -> str:
    return sqs().get_queue_url(QueueName=place.name(queue))["QueueUrl"]


def depths(place: Place) -> Iterator[Depth]:
    """All of them, the working ones first; the numbers are SQS's, which calls them approximate."""
    for queue in (*WORKING, *DEAD_LETTERS):
        found = sqs().get_queue_attributes(
            QueueUrl=url(place, queue),
            AttributeNames=["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
        )["Attributes"]
        yield Depth(
            queue,
            int(found["ApproximateNumberOfMessages"]),
            int(found["ApproximateNumberOfMessagesNotVisible"]),
        )

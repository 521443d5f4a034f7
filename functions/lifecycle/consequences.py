"""What follows from a transition: its execution is woken, its mail ordered. All of it can be done twice."""

import json
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

import boto3

from functions.lifecycle import executions
from functions.lifecycle.clock import outcome, read
from shared import keys, table
from shared.registration.lifecycle import Event
from shared.registration.model import HistoryItem
from shared.registration.transition import NO_CONSEQUENCE
from shared.settings import setting

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


@cache
def client() -> "SQSClient":
    return boto3.client("sqs")


def follow(history: HistoryItem) -> None:
    """Wakes first, mails second: the mailer, as the last, marks the transition settled."""
    if history.event in NO_CONSEQUENCE:
        return
    if history.event is Event.REGISTERED:
        executions.start(history.reference)
    else:
        wake(history)
    order_mail(history)


def wake(history: HistoryItem) -> None:
    """Answers the wait that began before this transition, if there is one."""
    (token,) = table.read(keys.token(history.reference))
    if token is not None and token["version"] < history.version:
        executions.answer(token["token"], outcome(read(history.reference), datetime.now(UTC)))


def order_mail(history: HistoryItem) -> None:
    """One group a registration: its mails go out one by one, in the order of its history. One mail a transition."""
    client().send_message(
        QueueUrl=setting("MAIL_QUEUE_URL"),
        MessageBody=json.dumps({"reference": history.reference, "version": history.version}),
        MessageGroupId=history.reference,
        MessageDeduplicationId=f"{history.reference}#{history.version}",
    )

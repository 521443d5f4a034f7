"""Orders in the mail queue: the mails of transitions, letters about accounts, notices to the staff, mails that failed.

An order names what is in the table; the mailer reads it, sends, and marks it there. So an order can be given twice.
"""

import json
import secrets
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING

import boto3

from shared import aws
from shared.letters import Letter
from shared.notice import Notice
from shared.settings import setting

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


def order_mail(reference: str, version: int) -> None:
    """One group a registration: its mails go out one by one, in the order of its history. One mail a transition."""
    _order({"reference": reference, "version": version}, reference, version)


def order_notice(notice: Notice) -> None:
    name = f"{notice.topic}#{notice.addressee}"
    _order({"notice": notice.topic, "day": notice.day.isoformat(), "addressee": notice.addressee}, name, notice.day)


def order_mail_problem(reference: str, version: int) -> None:
    """A group of its own: it must not hold up the registration's mails."""
    _order({"problem": reference, "version": version}, f"problem#{reference}", version)


def order_letter(letter: Letter, **content: str) -> None:
    """Says what is meant to happen, never whether anybody is there: the mailer looks the person up."""
    body = {"letter": letter, **content}
    _order(body, sha256(json.dumps(body, sort_keys=True).encode()).hexdigest(), secrets.token_hex(16))


def _order(body: Mapping[str, str | int], group: str, once: object) -> None:
    """One after the other within a group; the same order within five minutes is one order."""
    client().send_message(
        QueueUrl=setting("MAIL_QUEUE_URL"),
        MessageBody=json.dumps(body),
        MessageGroupId=group,
        MessageDeduplicationId=f"{group}#{once}",
    )


@cache
def client() -> "SQSClient":
    return boto3.client("sqs", config=aws.limits())

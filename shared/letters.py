"""Orders for the mails about accounts: the second kind of order in the mail queue.

An order says what is meant to happen, never whether anybody is there: the mailer looks the person up, so that the API
does the same for everybody. Passwords, tokens and NIRs are never in an order.
"""

import json
import secrets
from enum import StrEnum
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING

import boto3

from shared.settings import setting

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


class Letter(StrEnum):
    """With what its order holds besides."""

    NUC = "nuc"
    """`known_as`"""
    PASSWORD = "password"  # noqa: S105 (a kind of letter)
    """`user_name`"""
    PASSWORD_CHANGED = "password-changed"  # noqa: S105 (a kind of letter)
    """`user_name`"""
    FIRST_TIME = "first-time"
    """`email`"""
    WELCOME = "welcome"
    """`user_name`: the NUC that has just been given."""
    ADDRESS = "address"
    """`user_name`, `email`: the new address, to be confirmed."""
    ADDRESS_CHANGED = "address-changed"
    """`user_name`, `email`: the old address, which is told."""


def order(letter: Letter, **content: str) -> None:
    """Puts the order into the queue; those with the same content are carried out one after the other."""
    body = json.dumps({"letter": letter, **content}, sort_keys=True)
    client().send_message(
        QueueUrl=setting("MAIL_QUEUE_URL"),
        MessageBody=body,
        MessageGroupId=sha256(body.encode()).hexdigest(),
        MessageDeduplicationId=secrets.token_hex(16),
    )


@cache
def client() -> "SQSClient":
    return boto3.client("sqs")

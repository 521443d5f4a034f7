"""Orders for the mails about accounts, to the mailer: it looks the person up, so that the API does the same for all."""

import json
import secrets
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING

import boto3

from shared.letters import Letter
from shared.settings import setting

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


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

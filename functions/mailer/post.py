"""Hands a mail over to SES."""

from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

import boto3

from shared.mail.mime import compose
from shared.mail.model import Letterhead, Mail
from shared.settings import setting

if TYPE_CHECKING:
    from mypy_boto3_ses import SESClient


def hand_over(mail: Mail, to: str, to_name: str, now: datetime) -> str:
    """Sends it; gives the identifier by which SES knows it."""
    letterhead = Letterhead(sender=setting("SENDER"), association=setting("REPLY_TO"), public_url=setting("PUBLIC_URL"))
    answer = client().send_raw_email(
        Destinations=[to],
        RawMessage={"Data": compose(mail, letterhead, to=to, to_name=to_name, sent_at=now)},
        ConfigurationSetName=setting("CONFIGURATION_SET"),
        Tags=[{"Name": "mail", "Value": mail.kind}, {"Name": "version", "Value": str(mail.template_version)}],
    )
    return answer["MessageId"]


@cache
def client() -> "SESClient":
    return boto3.client("ses")

"""Hands a mail over to SES."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import boto3

from shared import aws
from shared.mail.mime import compose
from shared.mail.model import Letterhead, Mail
from shared.metrics import Metric, emit
from shared.settings import setting

if TYPE_CHECKING:
    from mypy_boto3_ses import SESClient


_NO_TAGS: Final[Mapping[str, str]] = MappingProxyType({})


def hand_over(mail: Mail, to: str, to_name: str, now: datetime, tags: Mapping[str, str] = _NO_TAGS) -> str:
    """Sends it; gives the identifier by which SES knows it. What SES tells of it later carries the tags."""
    letterhead = Letterhead(sender=setting("SENDER"), association=setting("REPLY_TO"), public_url=setting("PUBLIC_URL"))
    carried = {"mail": mail.kind, "template": str(mail.template_version), **tags}
    answer = client().send_raw_email(
        Destinations=[to],
        RawMessage={"Data": compose(mail, letterhead, to=to, to_name=to_name, sent_at=now)},
        ConfigurationSetName=setting("CONFIGURATION_SET"),
        Tags=[{"Name": name, "Value": value} for name, value in carried.items()],
    )
    emit({Metric.MAILS_SENT: 1})
    return answer["MessageId"]


@cache
def client() -> "SESClient":
    return boto3.client("ses", config=aws.limits())

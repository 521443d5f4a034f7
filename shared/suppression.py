"""Addresses to which nothing is sent: they bounced for good, or somebody there called our mails unwanted.

SES keeps such a list of its own; ours is what the API and the mailer can ask.
"""

from datetime import datetime, timedelta
from typing import Final

from boto3.dynamodb.conditions import Attr

from shared import keys, table
from shared.table import StaleError, Write

KEPT_FOR: Final = timedelta(days=365)
"""After that one more mail is tried: addresses are given again, and the item would otherwise be there for ever."""


def suppressed(email: str, *, at: datetime) -> Write:
    """The latest event decides how long the item stays, in whatever order they come.

    Raises (when written):
        StaleError: a later event has been here.
    """
    ttl = int((at + KEPT_FOR).timestamp())
    item = {**keys.suppressed_address(email), "kind": "suppressed address", "ttl": ttl}
    return table.put(item, table.ABSENT | Attr("ttl").lte(ttl), refused=lambda _: StaleError())


def is_suppressed(email: str, *, now: datetime) -> bool:
    (found,) = table.read(keys.suppressed_address(email))
    return found is not None and now.timestamp() < found["ttl"]

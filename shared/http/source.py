"""Where a call that the pages pass on comes from: the person's own address, in a header that only `web` can sign.

`v1;<address>;<seconds since 1970>;<MAC, base64url>`. The MAC is KMS's, over the purpose, the address and the second, so
none of them can be changed and no other message serves (docs/decisions/0023-where-a-call-comes-from.md).
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta
from functools import cache
from ipaddress import ip_address
from typing import Any, Final

import boto3
from aws_lambda_powertools import Logger

from shared import aws
from shared.patterns import pattern
from shared.settings import setting

logger = Logger()

VALID_FOR: Final = timedelta(seconds=60)
"""Either way: the clocks of two functions differ a little."""

_PURPOSE: Final = "certif-up:source:v1"
_ALGORITHM: Final = "HMAC_SHA_256"
_SIGNED: Final = pattern(r"v1;([0-9a-f.:]{2,45});([0-9]{1,11});([A-Za-z0-9_-]{43})")


def signed(address: str, *, now: datetime) -> str:
    """The header for a call made in the name of whoever called from this address.

    Raises:
        ValueError: it is no address.
    """
    address, seconds = str(ip_address(address)), int(now.timestamp())
    answer = kms().generate_mac(
        KeyId=setting("SOURCE_KEY"), MacAlgorithm=_ALGORITHM, Message=_message(address, seconds)
    )
    return f"v1;{address};{seconds};{urlsafe_b64encode(answer['Mac']).decode().rstrip('=')}"


def told(header: str, *, now: datetime) -> str | None:
    """The address that `web` vouches for; None for anything else, and KMS is not even asked about most of that.

    Raises:
        ClientError: KMS does not say whether it is true; then nothing may be believed, nor the call served.
    """
    if not (found := _SIGNED.fullmatch(header)):
        return None
    address, seconds, mac = found[1], int(found[2]), urlsafe_b64decode(found[3] + "=")
    if not _is_one(address) or abs(now.timestamp() - seconds) > VALID_FOR.total_seconds():
        return None
    try:
        kms().verify_mac(
            KeyId=setting("SOURCE_KEY"), MacAlgorithm=_ALGORITHM, Message=_message(address, seconds), Mac=mac
        )
    except kms().exceptions.KMSInvalidMacException:
        logger.warning("source_not_believed")
        return None
    return address


def _message(address: str, seconds: int) -> bytes:
    return f"{_PURPOSE};{address};{seconds}".encode()


def _is_one(text: str) -> bool:
    """An address as `signed` writes it."""
    try:
        return str(ip_address(text)) == text
    except ValueError:
        return False


@cache
def kms() -> Any:
    return boto3.client("kms", config=aws.limits(read_seconds=4, attempts=2))

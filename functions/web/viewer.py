"""The address of whoever looks at a page, which the gateway sees only when CloudFront is not between.

CloudFront says it in a header that anybody could send to the gateway's own address. It is believed together with what
CloudFront alone can show (docs/decisions/0024-the-edge.md).
"""

import hmac
from functools import cache
from ipaddress import ip_address
from typing import Any, Final

import boto3
from aws_lambda_powertools import Logger
from botocore.exceptions import BotoCoreError, ClientError

from shared import aws
from shared.http.correlation import header
from shared.settings import setting

logger = Logger()

EDGE: Final = "x-certif-up-edge"
VIEWER: Final = "x-certif-up-viewer"


def address(event: dict[str, Any]) -> str:
    """The person's own, or else the one that the gateway saw.

    Behind CloudFront that is a server which many people share, so in doubt the limits are stricter and never laxer.
    """
    seen: str = event["requestContext"]["http"]["sourceIp"]
    shown, said = header(event, EDGE), header(event, VIEWER)
    if shown is None or said is None or not _is_edge(shown):
        return seen
    return _one(said) or seen


def _is_edge(shown: str) -> bool:
    try:
        proof = _proof()
    except (BotoCoreError, ClientError):
        logger.warning("edge_not_known")
        return False
    if not hmac.compare_digest(shown.encode(), proof.encode()):
        logger.warning("edge_not_believed")
        return False
    return True


def _one(text: str) -> str | None:
    try:
        return str(ip_address(text))
    except ValueError:
        return None


@cache
def _proof() -> str:
    """Asked for once a process; a failure is not kept."""
    answer: str = secrets_manager().get_secret_value(SecretId=setting("EDGE_PROOF"))["SecretString"]
    return answer


@cache
def secrets_manager() -> Any:
    # The page must still be made when there is no answer.
    return boto3.client("secretsmanager", config=aws.limits(read_seconds=2, attempts=2))

"""Who is calling: a person by a token of the user pool, a centre's program by its API key.

It never refuses: the function that is called does, with a problem in French. Should it be unable to tell who somebody
is (no keys, no table), it fails, because an unfounded 401 would be cached for a minute and believed by programs.
"""

import base64
from datetime import UTC, datetime
from typing import Any, Final

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.exceptions import ClientError

from functions.authorizer import people
from shared import api_key, keys, table
from shared.api_key import ApiKey
from shared.http.correlation import correlation_of
from shared.http.identity import Identity
from shared.invocation import invoked
from shared.role import Role

logger = Logger()

NOBODY: Final = {"role": "nobody", "id": "", "name": "", "centre": "", "scopes": ""}


@invoked(logger)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    identity = identify(event["identitySource"][0], now=datetime.now(UTC))
    known = _context(identity) if identity else NOBODY
    # Never the id: it may be a NUC or an address, and these do not belong in the logs.
    logger.info("identified", role=known["role"], centre=known["centre"], correlation_id=correlation_of(event))
    return {"isAuthorized": True, "context": known}


def identify(authorization: str, *, now: datetime) -> Identity | None:
    """Who sent this `Authorization` header; a key may also be the password of HTTP Basic, under any user name."""
    scheme, _, sent = authorization.strip().partition(" ")
    match scheme.lower():
        case "basic":
            return _program(_password(sent), now=now)
        case "bearer" if sent.startswith(api_key.PREFIX):
            return _program(sent, now=now)
        case "bearer":
            return people.known(sent)
    return None


def _program(sent: str, *, now: datetime) -> Identity | None:
    if not api_key.is_one(sent):
        return None
    (item,) = table.read(keys.api_key(sent))
    if item is None:
        return None
    key = ApiKey.model_validate(item)
    if key.revoked_at is not None:
        return None
    if key.use_is_worth_recording(now=now):
        _record_use(sent, now=now)
    return Identity(Role.CENTRE, key.id, key.label, key.centre, frozenset(key.scopes))


def _record_use(sent: str, *, now: datetime) -> None:
    try:
        table.write(api_key.used(sent, now=now))
    except ClientError:  # the date of the last use is a help to the centre, not worth refusing a call for
        logger.warning("use_not_recorded")


def _password(credentials: str) -> str:
    try:
        return base64.b64decode(credentials, validate=True).decode().partition(":")[2]
    except ValueError:
        return ""


def _context(identity: Identity) -> dict[str, str]:
    """Strings only: the gateway passes on nothing else. `shared.http.identity.from_context` reads it."""
    return {
        "role": str(identity.role),
        "id": identity.id,
        "name": identity.name,
        "centre": identity.centre,
        "scopes": " ".join(sorted(identity.scopes)),
    }

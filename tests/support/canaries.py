"""Secrets that the tests plant everywhere, and the search for them wherever they must never turn up.

Planted: social security numbers, passwords, API keys, tokens, what a medical certificate says. Searched, through
the whole suite: every log line and line of output, every message in a queue, every input and output of an execution,
every mail, every metric, every write to the table, every answer of the API but those that exist to show one.
"""

import json
import re
from collections.abc import Iterable
from email import message_from_bytes
from email.message import Message
from typing import Any, Final

import boto3

NIRS: Final = ("298030200212350", "298030200212351", "197015900100188", "798030200212391")
PASSWORDS: Final = ("quatre-mots-sans-rapport", "bateau lanterne quatre nuages", "sept lampes sous un chêne")
CERTIFICATE: Final = "entorse du poignet gauche"

_KEY: Final = re.compile(r"cup_(?:live|test)_[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])")
_TOKEN: Final = re.compile(r"eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}")
_WORDS: Final = tuple(one.replace(" ", "") for one in (*NIRS, *PASSWORDS, CERTIFICATE))
_SPACES: Final = re.compile(r"[\s\u00a0\u202f\u2420]")

WRITES: Final = {
    "SendMessage",
    "SendMessageBatch",
    "StartExecution",
    "SendTaskSuccess",
    "SendTaskFailure",
    "SendRawEmail",
    "PutMetricData",
    "PutItem",
    "UpdateItem",
    "TransactWriteItems",
    "BatchWriteItem",
}
"""The calls of AWS by which something is stored, queued, executed, mailed or measured."""
HARMLESS: Final = {
    "DeleteObject",
    "GeneratePresignedPost",
    "GeneratePresignedUrl",
    "GetPaginator",
    "BatchGetItem",
    "Query",
    "GetObject",
    "GetObjectTagging",
    "ListObjectsV2",
    "GetSecretValue",
    "AdminGetUser",
}
"""They read, delete or sign an address: nothing of what they are given is kept."""
KEEPERS: Final = {
    "GenerateDataKey",
    "GenerateMac",
    "VerifyMac",
    "Decrypt",
    "Sign",
    "PutObject",
    "AdminSetUserPassword",
    "AdminInitiateAuth",
    "AdminRespondToAuthChallenge",
    "AssociateSoftwareToken",
    "VerifySoftwareToken",
}
"""Those to which a secret belongs: keys, the user pool, and the bucket of the documents."""
ABOUT_ACCOUNTS: Final = {
    "AdminCreateUser",
    "AdminAddUserToGroup",
    "AdminDisableUser",
    "AdminDeleteUser",
    "AdminSetUserMFAPreference",
    "AdminUserGlobalSignOut",
}
"""Searched too; a user name is no secret."""


_caught: list[str] = []
_planted: set[str] = set()


def plant(secret: str) -> None:
    """For the rest of the test that is running: one that looks like nothing, such as moto's refresh tokens."""
    _planted.add(secret)


def found(text: str) -> list[str]:
    """The secrets in a text, however they are spaced."""
    bare = _SPACES.sub("", text)
    words = [word for word in (*_WORDS, *_planted) if word in bare]
    return words + _KEY.findall(text) + _TOKEN.findall(text)


def search(place: str, what: Any) -> None:
    """Whatever is found is kept for the report of the test that is running."""
    text = what if isinstance(what, str) else json.dumps(what, default=_text, ensure_ascii=False)
    _caught.extend(f"{secret} in {place}" for secret in found(text))


def search_for(secrets: Iterable[str], place: str, text: str) -> None:
    """The same for secrets that only this run has."""
    _caught.extend(f"a secret of this run in {place}" for secret in secrets if secret in text)


def caught() -> list[str]:
    """What was found since the last call."""
    secrets = list(_caught)
    _caught.clear()
    _planted.clear()
    return secrets


def _text(value: object) -> str:
    """A mail as it is read, other bytes as they are."""
    if not isinstance(value, bytes):
        return str(value)
    parts = [_content(part) for part in message_from_bytes(value).walk() if part.get_content_maintype() == "text"]
    return "\n".join([value.decode(errors="replace"), *parts])


def _content(part: Message) -> str:
    """Without its headers, which take longest to be understood."""
    content: Any = part.get_payload(decode=True)
    return str(content.decode(part.get_content_charset("utf-8"), errors="replace"))


def _on_call(params: dict[str, Any], model: Any, **_: Any) -> None:
    if model.name in WRITES | ABOUT_ACCOUNTS:
        search(model.name, params)


def watch() -> None:
    """Every client made from here on shows what it is about to send."""
    if boto3.DEFAULT_SESSION is None:
        boto3.setup_default_session()
    events: Any = boto3.DEFAULT_SESSION.events  # type: ignore[union-attr]
    events.register("before-parameter-build", _on_call)

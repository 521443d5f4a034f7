"""What a form sent: its fields, and its files."""

from collections.abc import Mapping
from email import message_from_bytes, policy
from typing import Any, Final
from urllib.parse import parse_qsl

FORM_LIMIT_BYTES: Final = 64 * 1024
FILE_LIMIT_BYTES: Final = 2 * 1024 * 1024
"""As the API's own (shared/http/door.py)."""


class TooLargeError(Exception):
    pass


class Typed:
    """A field may have been sent several times (check boxes). A line ends with a line feed alone."""

    def __init__(self, fields: Mapping[str, list[str]], files: Mapping[str, bytes] | None = None) -> None:
        self.fields = dict(fields)
        self._files = dict(files or {})

    def one(self, name: str, otherwise: str = "") -> str:
        return self.fields.get(name, [otherwise])[-1]

    def many(self, name: str) -> list[str]:
        return self.fields.get(name, [])

    def file(self, name: str) -> bytes:
        """Empty when none was chosen."""
        return self._files.get(name, b"")

    def but(self, *names: str) -> dict[str, list[str]]:
        """The fields without those that must not be kept."""
        return {name: values for name, values in self.fields.items() if name not in names}


def query_of(event: Mapping[str, Any]) -> Typed:
    return Typed(_collected(parse_qsl(event.get("rawQueryString", ""), keep_blank_values=True)))


def typed(content: bytes, content_type: str) -> Typed:
    """Reads a form's body.

    Raises:
        TooLargeError: it is longer than any form of ours.
    """
    with_files = content_type.startswith("multipart/form-data")
    if len(content) > (FILE_LIMIT_BYTES if with_files else 0) + FORM_LIMIT_BYTES:
        raise TooLargeError
    if not with_files:
        return Typed(_collected(parse_qsl(content.decode("utf-8", "replace"), keep_blank_values=True)))
    message = message_from_bytes(f"Content-Type: {content_type}\r\n\r\n".encode() + content, policy=policy.HTTP)
    pairs, files = [], {}
    for part in message.iter_parts() if message.is_multipart() else ():
        name = str(part.get_param("name", "", header="content-disposition"))
        payload = part.get_payload(decode=True)
        raw = payload if isinstance(payload, bytes) else b""
        if part.get_filename() is None:
            pairs.append((name, raw.decode("utf-8", "replace")))
        else:
            files[name] = raw
    return Typed(_collected(pairs), files)


def _collected(pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value.replace("\r\n", "\n"))
    return fields

"""Where the local cloud's mails go: a mail server on loopback that keeps each one as a file, and reading them again."""

import email
import email.policy
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import NamedTuple

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Attachment(NamedTuple):
    name: str
    content_type: str
    content: bytes


class Mail(NamedTuple):
    id: str
    received_at: datetime
    message: EmailMessage

    @property
    def text(self) -> str:
        return self._part("plain")

    @property
    def html(self) -> str:
        return self._part("html")

    @property
    def attachments(self) -> list[Attachment]:
        return [
            Attachment(part.get_filename() or "sans-nom", part.get_content_type(), part.get_payload(decode=True) or b"")
            for part in self.message.iter_attachments()
        ]

    def _part(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        return str(part.get_content()) if part else ""


class Mailbox:
    """A folder of `.eml` files. Their names are the moment at which they came, so they sort by age."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def newest_first(self) -> list[Mail]:
        return [self._read(path) for path in sorted(self.folder.glob("*.eml"), reverse=True)]

    def find(self, id: str) -> Mail | None:
        return next((self._read(path) for path in self.folder.glob("*.eml") if path.stem == id), None)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: ARG002, N802 (aiosmtpd's)
        """Keeps the mail. Written beside its place first, so that a reader never sees half of it."""
        id = f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}"
        content = envelope.content or b""
        draft = self.folder / f"{id}.part"
        draft.write_bytes(content if isinstance(content, bytes) else content.encode())
        draft.rename(draft.with_suffix(".eml"))
        return "250 OK"

    @staticmethod
    def _read(path: Path) -> Mail:
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        return Mail(path.stem, datetime.strptime(path.stem, "%Y%m%dT%H%M%S.%fZ").replace(tzinfo=UTC), message)


def mail_server(mailbox: Mailbox, port: int) -> Controller:
    return Controller(mailbox, hostname="127.0.0.1", port=port)

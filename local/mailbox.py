"""Where the local cloud's mails go: a mail server on loopback that keeps each one as a file, and reading them again."""

import email
import email.policy
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import NamedTuple

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

MOMENT = "%Y%m%dT%H%M%S.%fZ"


class Attachment(NamedTuple):
    name: str
    content_type: str
    content: bytes


class Mail(NamedTuple):
    id: str
    received_at: datetime
    source: bytes
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
            Attachment(part.get_filename() or "sans-nom", part.get_content_type(), _content(part))
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

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's)
        """Keeps the mail. Written beside its place first, so that a reader never sees half of it."""
        id = datetime.now(UTC).strftime(MOMENT)
        content = envelope.content or b""
        draft = self.folder / f"{id}.part"
        draft.write_bytes(content if isinstance(content, bytes) else content.encode())
        draft.rename(draft.with_suffix(".eml"))
        return "250 OK"

    @staticmethod
    def _read(path: Path) -> Mail:
        source = path.read_bytes()
        received_at = datetime.strptime(path.stem, MOMENT).replace(tzinfo=UTC)
        return Mail(path.stem, received_at, source, email.message_from_bytes(source, policy=email.policy.default))


def _content(part: EmailMessage) -> bytes:
    decoded = part.get_payload(decode=True)
    return decoded if isinstance(decoded, bytes) else part.as_bytes()  # an attached mail is no single part


def mail_server(mailbox: Mailbox, port: int) -> Controller:
    return Controller(mailbox, hostname="127.0.0.1", port=port)

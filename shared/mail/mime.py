"""A mail as it travels: text and HTML, its calendar entries, its headers (RFC 5322, RFC 2045)."""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Final

from shared.mail.calendar import calendar_files
from shared.mail.model import Letterhead, Mail
from shared.mail.render import one_line, render

# 7 bits survive every relay, and every reader of raw messages.
_POLICY: Final = SMTP.clone(cte_type="7bit")


def compose(mail: Mail, letterhead: Letterhead, *, to: str, to_name: str = "", sent_at: datetime) -> bytes:
    """The raw message. The same arguments give the same bytes, but for the boundaries between the parts.

    Raises:
        ValueError: `to` is not an address that can stand in a header.
    """
    rendered = render(mail, letterhead)
    sender = Address("Certif-UP", addr_spec=letterhead.sender)
    message = EmailMessage(policy=_POLICY)
    message["From"] = sender
    message["To"] = Address(one_line(to_name), addr_spec=to)
    message["Reply-To"] = Address(addr_spec=mail.answers_go_to or letterhead.association)
    message["Subject"] = rendered.subject
    message["Date"] = sent_at
    message["Message-ID"] = f"<{mail.identity}.{mail.kind}@{sender.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Certif-Up-Mail"] = f"{mail.kind}; version={mail.template_version}"
    message.set_content(rendered.text, cte="quoted-printable")
    message.add_alternative(rendered.html, subtype="html", cte="quoted-printable")
    files = calendar_files(mail, organizer=letterhead.association, stamped_at=sent_at)
    for filename, content in files.items():
        message.add_attachment(
            content,
            maintype="text",
            subtype="calendar",
            params={"method": "PUBLISH", "charset": "utf-8"},
            filename=filename,
        )
    return message.as_bytes()

"""What the e-mails to the centres and to the association say, typed as those to candidates are in `model.py`."""

from dataclasses import dataclass
from datetime import date, datetime

from shared.mail.model import Mail, MailKind


@dataclass(frozen=True, kw_only=True)
class Notice(Mail):
    """To the staff, once a day. It names no candidate."""

    id: str
    day: date
    count: int

    @property
    def identity(self) -> str:
        return f"{self.id}.{self.day}"


@dataclass(frozen=True, kw_only=True)
class ExamNumbers:
    label: str
    session: str
    """« janvier 2027 »"""
    count: int
    left: int


@dataclass(frozen=True, kw_only=True)
class RequestsWaiting(Notice):
    """To a centre."""

    kind = MailKind.REQUESTS_WAITING
    centre: str
    exams: tuple[ExamNumbers, ...]
    oldest_on: date
    oldest_days: int
    answer_by_at: datetime | None
    """Exclusive; set when it is near."""


@dataclass(frozen=True, kw_only=True)
class PaymentsDue(Notice):
    """To a centre."""

    kind = MailKind.PAYMENTS_DUE
    centre: str
    exams: tuple[ExamNumbers, ...]
    amount_cents: int


@dataclass(frozen=True, kw_only=True)
class OldRequest:
    reference: str
    centre: str
    received_on: date
    days: int


@dataclass(frozen=True, kw_only=True)
class RequestsOverdue(Notice):
    """To the association."""

    kind = MailKind.REQUESTS_OVERDUE
    requests: tuple[OldRequest, ...]
    """The oldest of the `count`."""


@dataclass(frozen=True, kw_only=True)
class AddressFailed(Mail):
    """To the association: which file, and why; nothing else."""

    kind = MailKind.ADDRESS_FAILED
    id: str
    reference: str
    failure: str
    """One of `shared.french.words.MAIL_FAILURES`."""
    cause: str
    """One of `shared.french.words.MAIL_CAUSES`."""

    @property
    def identity(self) -> str:
        return self.id

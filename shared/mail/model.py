"""What each e-mail says, typed: one class a kind of mail, whose fields are what its template may name.

A new mail is a member of `MailKind`, a template of that name and a class here; nothing else needs to know it.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import ClassVar
from zoneinfo import ZoneInfo


class MailKind(StrEnum):
    """The value is the name of the template, and what the mail is tagged with."""

    REGISTERED = "registered"
    PREVALIDATED = "prevalidated"
    REFUSED = "refused"
    REMINDED = "reminded"
    EXPIRED = "expired"
    VALIDATED = "validated"
    DEFERRAL_REQUESTED = "deferral_requested"
    DOCUMENT_RECEIVED = "document_received"
    DEFERRAL_GRANTED = "deferral_granted"
    DEFERRAL_REFUSED = "deferral_refused"
    LATE_PAYMENT = "late_payment"
    WITHDRAWN = "withdrawn"
    NUC_REMINDER = "nuc_reminder"
    NUC_GIVEN = "nuc_given"
    ALREADY_KNOWN = "already_known"
    FIRST_TIME = "first_time"
    FIRST_SIGN_IN = "first_sign_in"
    PASSWORD_LINK = "password_link"  # noqa: S105 (a kind of mail)
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 (a kind of mail)
    NEW_ADDRESS = "new_address"
    ADDRESS_CHANGED = "address_changed"
    ADDRESS_CORRECTED = "address_corrected"
    REQUESTS_WAITING = "requests_waiting"
    PAYMENTS_DUE = "payments_due"
    REQUESTS_OVERDUE = "requests_overdue"
    ADDRESS_FAILED = "address_failed"


@dataclass(frozen=True, kw_only=True)
class Letterhead:
    """What is the same on every mail of an installation."""

    sender: str
    """The address alone; the name shown is « Certif-UP »."""
    association: str
    """The association's address, to which people write and reply."""
    public_url: str
    """Where the pages are, without a final slash."""


@dataclass(frozen=True, kw_only=True)
class Centre:
    name: str
    address: str
    email: str
    payment_terms: str
    zone: ZoneInfo


@dataclass(frozen=True, kw_only=True)
class Exam:
    code: str
    label: str
    starts_at: datetime
    """In the centre's time zone."""
    duration: timedelta


@dataclass(frozen=True, kw_only=True)
class Alternative:
    """A centre that has a seat left for every exam of a refused registration."""

    name: str
    department: str
    """« Aisne (02) »"""


@dataclass(frozen=True, kw_only=True)
class Particulars:
    """What every mail about a registration may say of it."""

    reference: str
    version: int
    """The transition's: a resend repeats it, so the mail and its calendar entries keep their identity."""
    given_name: str
    session: str
    """« janvier 2027 »"""
    centre: Centre
    exams: tuple[Exam, ...]
    amount_cents: int

    @property
    def fee_cents(self) -> int:
        return self.amount_cents // len(self.exams)


@dataclass(frozen=True)
class Mail:
    """Base of every mail."""

    kind: ClassVar[MailKind]
    template_version: ClassVar[int] = 1
    """Raised when what the mail says changes."""

    @property
    def identity(self) -> str:
        """The same for the same mail sent again, different from every other mail of its kind."""
        raise NotImplementedError

    @property
    def answers_go_to(self) -> str | None:
        """Who gets the replies, when it is not the association."""
        return None


@dataclass(frozen=True)
class RegistrationMail(Mail):
    registration: Particulars

    @property
    def identity(self) -> str:
        return f"{self.registration.reference}.{self.registration.version}"


@dataclass(frozen=True)
class Registered(RegistrationMail):
    kind = MailKind.REGISTERED


@dataclass(frozen=True)
class PaymentDue(RegistrationMail):
    """What the pre-validation and its reminder have in common: the candidate deals with the centre."""

    last_day: date
    explanation: str
    """« 72 heures ouvrées à partir du … ; … exclus »"""

    @property
    def answers_go_to(self) -> str:
        return self.registration.centre.email


@dataclass(frozen=True)
class Prevalidated(PaymentDue):
    kind = MailKind.PREVALIDATED


@dataclass(frozen=True)
class Reminded(PaymentDue):
    kind = MailKind.REMINDED


@dataclass(frozen=True)
class Refused(RegistrationMail):
    """Also when the centre gave no answer."""

    kind = MailKind.REFUSED
    reason: str
    """One of `shared.french.words.REFUSALS`."""
    message: str | None
    alternatives: tuple[Alternative, ...]
    choose_until_at: datetime | None
    """Exclusive; None when it is too late to choose another centre."""


@dataclass(frozen=True)
class Expired(RegistrationMail):
    kind = MailKind.EXPIRED
    last_day: date
    choose_until_at: datetime | None


@dataclass(frozen=True)
class Validated(RegistrationMail):
    kind = MailKind.VALIDATED
    received_on: date


@dataclass(frozen=True)
class DeferralRequested(RegistrationMail):
    kind = MailKind.DEFERRAL_REQUESTED
    exams: tuple[Exam, ...]
    """Those of the request."""
    ground: str
    """One of `shared.french.words.GROUNDS`."""
    reason: str | None


@dataclass(frozen=True)
class DocumentReceived(RegistrationMail):
    """Of what it is, and not what is in it."""

    kind = MailKind.DOCUMENT_RECEIVED
    exams: tuple[Exam, ...]
    """Those of the request."""


@dataclass(frozen=True)
class DeferralGranted(RegistrationMail):
    """`registration` is the one that was deferred, `carried_over` the new one."""

    kind = MailKind.DEFERRAL_GRANTED
    carried_over: Particulars
    kept: tuple[Exam, ...]
    """The exams that stay where they are."""


@dataclass(frozen=True)
class DeferralRefused(RegistrationMail):
    kind = MailKind.DEFERRAL_REFUSED
    exams: tuple[Exam, ...]
    reason: str


@dataclass(frozen=True)
class LatePayment(RegistrationMail):
    kind = MailKind.LATE_PAYMENT
    amount_cents: int
    received_on: date
    reason: str
    """One of `shared.french.words.LATE_PAYMENTS`."""


@dataclass(frozen=True)
class Withdrawn(RegistrationMail):
    kind = MailKind.WITHDRAWN
    register_until_at: datetime | None
    """Exclusive; None when the registrations of the session are closed."""

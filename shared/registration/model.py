"""A registration as the table holds it: one candidate's request for some exams, at one centre, in one session."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from shared import keys
from shared.catalogue import Centre, Exam
from shared.models import Stored
from shared.registration.lifecycle import HOLDING, LIVE, Event, State
from shared.role import Role


class Actor(Stored):
    """Who did something. A candidate is shown the role only, staff the name."""

    role: Role
    id: str
    name: str


SYSTEM = Actor(role=Role.SYSTEM, id="lifecycle", name="Certif-UP")


class Cause(NamedTuple):
    """What made a transition happen: who, when, and in the course of which call."""

    by: Actor
    at: datetime
    correlation_id: str


class LineDeferral(StrEnum):
    REQUESTED = "requested"
    REFUSED = "refused"
    GRANTED = "granted"


class Line(Stored):
    """One exam of a registration. `on` and `at` are the centre's wall time, `starts_at` the same instant in UTC."""

    exam: str
    on: date
    at: time
    starts_at: datetime
    deferral: LineDeferral | None = None
    deferral_id: str | None = None
    """The last request that named this line."""
    deferred_at: datetime | None = None

    @property
    def deferred(self) -> bool:
        return self.deferral is LineDeferral.GRANTED


def lines(exams: Iterable[Exam], centre: Centre) -> tuple[Line, ...]:
    """The lines of a registration for these exams at this centre, in the order of their hours."""
    return tuple(
        Line(exam=exam.code, on=exam.on, at=exam.at, starts_at=exam.starts_at(centre.zone).astimezone(UTC))
        for exam in sorted(exams, key=lambda exam: (exam.on, exam.at))
    )


class Payment(Stored):
    """Money that reached the centre: `received_on` is the local day of its receipt, not of its recording."""

    amount_cents: int
    received_on: date
    method: str


class Registration(Stored):
    reference: str
    version: int
    """Counts the transitions: the first is 1. It is the entity tag and the number of the last history item."""
    state: State
    session: str
    centre: str
    nuc: str
    given_name: str
    family_name: str
    lines: tuple[Line, ...]
    amount_cents: int
    created_at: datetime
    changed_at: datetime
    """The last change that a centre cares about: everything but a reminder."""
    entered_at: datetime
    entered_by: Actor
    """When and by whom the registration was brought into its state."""
    due_at: datetime | None = None
    """When the next thing must happen to it by itself: the work list `DUE` is sorted by it."""
    prevalidated_at: datetime | None = None
    deadline_at: datetime | None = None
    """Exclusive: the first instant at which a payment is late."""
    last_day: date | None = None
    excluded_days: tuple[date, ...] = ()
    """Days between the pre-validation and `last_day` that did not count."""
    zone: ZoneInfo | None = None
    """Where `last_day` and `excluded_days` are days: at the centre."""
    window: timedelta | None = None
    """The time to pay by which the deadline was counted."""
    hold_until: datetime | None = None
    """The deadline plus the centre's recording grace: until then the seats are held."""
    reminded_at: datetime | None = None
    payment: Payment | None = None
    refusal: str | None = None
    message: str | None = None
    carried_over_from: str | None = None
    """The reference whose deferred lines these are. They cannot be deferred again."""

    def line(self, exam: str) -> Line | None:
        return next((line for line in self.lines if line.exam == exam), None)

    @property
    def exams(self) -> list[str]:
        return [line.exam for line in self.lines]

    def lines_with(self, exams: Iterable[str], **changes: Any) -> tuple[Line, ...]:
        """All the lines, with these changes to those of the named exams."""
        return tuple(line.model_copy(update=changes) if line.exam in exams else line for line in self.lines)

    def live_lines(self) -> list[Line]:
        """The lines at whose hours nothing else of the candidate may stand."""
        return [line for line in self.lines if self.state in LIVE and not line.deferred]

    def held_lines(self) -> list[Line]:
        """The lines that hold a seat. One deferred after its exam began keeps it."""
        return [line for line in self.lines if self.state in HOLDING and not _gave_its_seat_back(line)]


def _gave_its_seat_back(line: Line) -> bool:
    return line.deferred_at is not None and line.deferred_at < line.starts_at


def item(registration: Registration) -> dict[str, Any]:
    """With its keys and its places in the indexes, which all follow from its attributes."""
    one = registration
    return {
        **keys.registration(one.reference),
        "kind": "registration",
        **one.attributes(),
        **keys.registrations_of_candidate(one.nuc, one.created_at, one.reference),
        **keys.registrations_of_centre(one.centre, one.session, one.state, one.changed_at, one.reference),
        **(keys.work(keys.DUE, one.due_at) if one.due_at else {}),
    }


class MailFailure(StrEnum):
    """What became of a mail that did not arrive well."""

    SUPPRESSED = "suppressed"
    """Not sent at all: the address had failed before."""
    UNDELIVERED = "undelivered"
    """For the time being: a full mailbox, a server that does not answer."""
    BOUNCED = "bounced"
    """The address refuses mails for good: nothing more is sent to it."""
    COMPLAINED = "complained"
    """Reported as unwanted: nothing more is sent to the address."""


class MailProblem(Stored):
    """`cause` is one of `shared.french.words.MAIL_CAUSES`."""

    failure: MailFailure
    cause: str
    at: datetime


class HistoryItem(Stored):
    """One transition, for ever. It is also the outbox: its mail and its wake-up call follow from it."""

    reference: str
    version: int
    event: Event
    state: State
    at: datetime
    by: Actor
    correlation_id: str
    details: dict[str, Any]
    mail_sent_at: datetime | None = None
    mail_problem: MailProblem | None = None
    mail_problem_told_at: datetime | None = None
    """When the association was written to about it."""
    mail_resent_as: int | None = None
    """The version of the transition by which the mail was sent again."""

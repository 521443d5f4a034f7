"""What a season is made of: sessions, their exams, the centres, and the seats they offer."""

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, StringConstraints

from shared import keys, table
from shared.deadline.calendar import Calendar
from shared.models import Stored
from shared.problems.calls import NotFoundError

SessionCode = Annotated[str, StringConstraints(pattern=r"^20[0-9]{2}-(01|06)$")]
"""Year and month: sessions are held in January and June."""
Code = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9][A-Z0-9-]{0,15}$")]
"""The code of a centre or of an exam."""


class NirSetting(StrEnum):
    """Whether a session asks for the social security number (docs/decisions/0012-the-nir.md)."""

    OFF = "off"
    OPTIONAL = "optional"
    REQUIRED = "required"


def _in_order(session: "Session") -> "Session":
    if not session.opens_at < session.closes_at <= session.decide_by_at:
        raise ValueError("opening < closing ≤ decide-by")
    return session


class Digest(StrEnum):
    """What a centre is told of its work by mail."""

    DAILY = "daily"
    """At eight, on its working days, when there is something to do."""
    OFF = "off"


class Session(Stored):
    """A session of exams.

    Requests are sent from `opens_at` until before `closes_at`; centres answer before `decide_by_at`, until when who was
    refused or ran out of time may choose again.
    """

    code: SessionCode
    opens_at: datetime
    closes_at: datetime
    decide_by_at: datetime
    fee_cents: int = Field(gt=0)
    successor: SessionCode | None = None
    nir: NirSetting = NirSetting.REQUIRED
    version: int = 0
    """Counts the changes; of a draft, those of its exams too."""

    def asks_for_nir(self, *, now: datetime) -> bool:
        """Numbers are taken only while a session has a use for them."""
        return self.nir is not NirSetting.OFF and now < self.decide_by_at

    def may_move_decide_by(self, to: datetime, *, now: datetime) -> bool:
        """Requests carry the date from their sending on, and a later one reaches them: never an earlier one."""
        return to >= self.decide_by_at or now < self.opens_at


CheckedSession = Annotated[Session, AfterValidator(_in_order)]
"""A session as it is set up: its dates in order."""


class Exam(Stored):
    """One exam of one session; `on` and `at` are the wall time of each centre."""

    session: SessionCode
    code: Code
    label: str
    on: date
    at: time
    duration_minutes: int = Field(gt=0)

    def starts_at(self, zone: ZoneInfo) -> datetime:
        return datetime.combine(self.on, self.at, zone)

    def duration(self) -> timedelta:
        return timedelta(minutes=self.duration_minutes)


class Centre(Stored):
    """A centre and the settings that are its own."""

    code: Code
    name: str
    department: str
    address: str
    """One line, as on an envelope: street, postcode, town."""
    email: str
    payment_terms: str
    """How to pay, as the candidate will read it."""
    observes_good_friday: bool = False
    closing_days: tuple[date, ...] = ()
    recording_grace_days: int = Field(default=1, ge=0, le=10)
    """Working days after the deadline during which a payment received in time can still be recorded."""
    digest: Digest = Digest.DAILY
    accepts_late_payments: bool = False
    """Whether money received after the deadline validates as long as the seats are free."""
    active: bool = True
    """Whether it is listed and takes requests; those that it has received already go on."""
    version: int = 0

    @property
    def calendar(self) -> Calendar:
        return Calendar(self.department, self.observes_good_friday, frozenset(self.closing_days))

    @property
    def zone(self) -> ZoneInfo:
        """That of its department."""
        return self.calendar.zone


class Seats(Stored):
    """One exam offered by one centre in one session.

    `taken` never exceeds `capacity`, by the conditions of the writes.
    """

    session: SessionCode
    centre: Code
    exam: Code
    capacity: int = Field(ge=0)
    taken: int = Field(default=0, ge=0)

    @property
    def left(self) -> int:
        return max(self.capacity - self.taken, 0)


def sessions() -> list[Session]:
    """Every published session, oldest first. A draft stands elsewhere and does not exist for anybody else."""
    return [Session.model_validate(item) for item in table.all_of(table.key_is("pk", keys.SESSIONS))]


def centres() -> list[Centre]:
    """Every centre, in the order of the codes."""
    return [Centre.model_validate(item) for item in table.all_of(table.key_is("pk", keys.CENTRES))]


def exams_and_seats(session: str) -> tuple[list[Exam], list[Seats]]:
    """The whole offer of a session, in one partition: its size grows with the centres, not with the registrations."""
    exams: list[Exam] = []
    seats: list[Seats] = []
    for item in table.all_of(table.key_is("pk", keys.session_partition(session))):
        if item["sk"].startswith(keys.EXAMS):
            exams.append(Exam.model_validate(item))
        else:
            seats.append(Seats.model_validate(item))
    return exams, seats


def current_session(all_sessions: list[Session], *, now: datetime) -> Session | None:
    """The session that people mean when they name none.

    The one open now, else the last one that opened, else the first to come.
    """
    opened = [session for session in all_sessions if session.opens_at <= now]
    still_open = [session for session in opened if now < session.closes_at]
    return next(iter(still_open or opened[-1:] or all_sessions), None)


def session_meant(*, now: datetime) -> str:
    """The code of the current session.

    Raises:
        NotFoundError: there is no session at all.
    """
    session = current_session(sessions(), now=now)
    if session is None:
        raise NotFoundError("Aucune session n’est encore créée.")
    return session.code


def centres_running(seats: list[Seats], exams: list[str]) -> dict[str, list[Seats]]:
    """The centres that run **all** of the exams, with their seats for them (Mode opératoire B, note 1)."""
    offers: dict[str, list[Seats]] = {}
    for one in seats:
        if one.exam in exams and one.capacity > 0:
            offers.setdefault(one.centre, []).append(one)
    return {centre: offer for centre, offer in offers.items() if len(offer) == len(set(exams))}


def at_the_same_time(exams: list[Exam]) -> list[tuple[Exam, Exam]]:
    """The pairs of neighbours among the exams that begin at the same hour of the same day."""
    in_order = sorted(exams, key=lambda exam: (exam.on, exam.at))
    return [(one, other) for one, other in pairwise(in_order) if (one.on, one.at) == (other.on, other.at)]


ITEM_KINDS: Final = {Session: "session", Exam: "exam", Centre: "centre", Seats: "seats"}


def item(value: Session | Exam | Centre | Seats) -> dict[str, Any]:
    """A catalogue entry as the table holds it."""
    match value:
        case Session():
            key = keys.session(value.code)
        case Exam():
            key = keys.exam(value.session, value.code)
        case Centre():
            key = keys.centre(value.code)
        case Seats():
            key = keys.seats(value.session, value.centre, value.exam)
    return {**key, "kind": ITEM_KINDS[type(value)], **value.attributes()}

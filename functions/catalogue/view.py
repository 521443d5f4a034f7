"""What everybody may know of a season."""

from datetime import date, datetime
from typing import Self

from shared.catalogue import Centre, Exam, NirSetting, Seats, Session
from shared.french.words import session_name
from shared.registration.view import View


class SessionView(View):
    code: str
    label: str
    opens_at: datetime
    closes_at: datetime
    decide_by_at: datetime
    open: bool
    fee_cents: int
    currency: str = "EUR"
    successor: str | None
    nir: NirSetting

    @classmethod
    def of(cls, session: Session, *, now: datetime) -> Self:
        is_open = session.opens_at <= now < session.closes_at
        return cls(**dict(session), label=session_name(session.code), open=is_open)


class SessionList(View):
    items: list[SessionView]


class ExamView(View):
    code: str
    label: str
    date: date
    time: str
    duration_minutes: int

    @classmethod
    def of(cls, exam: Exam) -> Self:
        return cls(
            code=exam.code,
            label=exam.label,
            date=exam.on,
            time=f"{exam.at:%H:%M}",
            duration_minutes=exam.duration_minutes,
        )


class ExamList(View):
    items: list[ExamView]


class SeatsLeftView(View):
    exam: str
    left: int


class CentreView(View):
    """`full`: at least one of the exams has no seat left."""

    code: str
    name: str
    department: str
    address: str
    seats: list[SeatsLeftView]
    full: bool

    @classmethod
    def of(cls, centre: Centre, seats: list[Seats]) -> Self:
        return cls(
            code=centre.code,
            name=centre.name,
            department=centre.department,
            address=centre.address,
            seats=[SeatsLeftView(exam=one.exam, left=one.left) for one in seats],
            full=any(one.left == 0 for one in seats),
        )


class DepartmentView(View):
    """`centres`: how many of its centres run all of the exams, full ones included."""

    code: str
    name: str
    centres: int


class CentreList(View):
    """`department` is the one that was understood."""

    department: str
    items: list[CentreView]
    departments_with_a_centre: list[DepartmentView]

"""The mails to the staff: the notices of the day, and the mails to candidates that failed. Each is marked once sent."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Final

from functions.mailer.post import hand_over
from shared import catalogue, keys, notice, suppression, table
from shared.catalogue import Centre
from shared.french.words import session_name
from shared.mail import staff
from shared.mail.model import Mail
from shared.notice import ExamCount, Notice, OverdueNotice, PaymentsNotice, RequestsNotice, Topic
from shared.registration.model import HistoryItem
from shared.settings import setting


def send_notice(order: dict[str, Any], now: datetime) -> str:
    """What was done with `{"notice", "day", "addressee"}`."""
    key = keys.notice(date.fromisoformat(order["day"]), order["notice"], order["addressee"])
    stored, place = table.read(key, keys.centre(order["addressee"]))
    if stored is None:
        raise LookupError("a notice that nobody wrote")
    told = notice.read(stored)
    if told.sent_at:
        return "sent_before"
    centre = Centre.model_validate(place) if place else None
    to = centre.email if centre else setting("REPLY_TO")
    if centre and suppression.is_suppressed(to, now=now):
        return "suppressed"
    hand_over(_MAILS[told.topic](told, centre), to, centre.name if centre else "", now)
    table.write(table.update(key, set={"sent_at": keys.instant(now)}))
    return "sent"


def send_problem(order: dict[str, Any], now: datetime) -> str:
    """Once a mail, whatever else SES tells of it."""
    key = keys.history(order["problem"], order["version"])
    (stored,) = table.read(key)
    history = HistoryItem.model_validate(stored)
    if history.mail_problem is None or history.mail_problem_told_at:
        return "sent_before"
    problem = history.mail_problem
    mail = staff.AddressFailed(
        id=f"{history.reference}.{history.version}",
        reference=history.reference,
        failure=problem.failure,
        cause=problem.cause,
    )
    hand_over(mail, setting("REPLY_TO"), "", now)
    table.write(table.update(key, set={"mail_problem_told_at": keys.instant(now)}))
    return "sent"


def _requests(told: Any, centre: Centre) -> Mail:
    one: RequestsNotice = told
    if one.oldest_at is None:
        raise AssertionError("requests without an oldest one")
    return staff.RequestsWaiting(
        **_start(one),
        centre=centre.name,
        exams=_exams(one.exams),
        oldest_on=one.oldest_at.astimezone(centre.zone).date(),
        oldest_days=one.oldest_days,
        answer_by_at=one.answer_by_at,
    )


def _payments(told: Any, centre: Centre) -> Mail:
    one: PaymentsNotice = told
    return staff.PaymentsDue(**_start(one), centre=centre.name, exams=_exams(one.exams), amount_cents=one.amount_cents)


def _overdue(told: Any, _: None) -> Mail:
    one: OverdueNotice = told
    requests = tuple(
        staff.OldRequest(reference=each.reference, centre=each.centre, received_on=each.received_on, days=each.days)
        for each in one.requests
    )
    return staff.RequestsOverdue(**_start(one), requests=requests)


_MAILS: Final[dict[Topic, Callable[[Any, Any], Mail]]] = {
    Topic.REQUESTS: _requests,
    Topic.PAYMENTS: _payments,
    Topic.OVERDUE: _overdue,
}


def _start(one: Notice) -> dict[str, Any]:
    return {"id": f"{one.topic}.{one.addressee}", "day": one.day, "count": one.count}


def _exams(counts: tuple[ExamCount, ...]) -> tuple[staff.ExamNumbers, ...]:
    stored = table.read(*(keys.exam(one.session, one.exam) for one in counts))
    labels = {(exam.session, exam.code): exam.label for exam in map(catalogue.Exam.model_validate, stored)}
    return tuple(
        staff.ExamNumbers(
            label=labels[one.session, one.exam],
            session=session_name(one.session),
            count=one.count,
            left=one.left,
        )
        for one in counts
    )

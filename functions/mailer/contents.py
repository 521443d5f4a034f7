"""From a transition to what its mail says."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final, NamedTuple

from functions.mailer.alternatives import alternatives
from shared import catalogue, keys, table
from shared.catalogue import Session
from shared.deferral import Deferral
from shared.french.explanation import explanation
from shared.french.words import session_name
from shared.mail import model
from shared.mail.model import Mail, Particulars
from shared.registration.clock import UNANSWERED
from shared.registration.lifecycle import Event
from shared.registration.model import HistoryItem, Line, Payment, Registration


class Case(NamedTuple):
    """A transition and what the table says around it."""

    history: HistoryItem
    registration: Registration
    centre: catalogue.Centre
    session: Session
    particulars: Particulars
    now: datetime

    @property
    def details(self) -> dict[str, Any]:
        return self.history.details

    def exams(self, codes: list[str]) -> tuple[model.Exam, ...]:
        return tuple(exam for exam in self.particulars.exams if exam.code in codes)

    @property
    def choose_until_at(self) -> datetime | None:
        return self.session.decide_by_at if self.now < self.session.decide_by_at else None


def letter(history: HistoryItem, registration: Registration, *, now: datetime) -> Mail:
    """The mail that belongs to this transition: every transition with consequences has exactly one.

    That of a resend is the mail that failed, with its own number.
    """
    if history.event is Event.MAIL_RESENT:
        (failed,) = table.read(keys.history(history.reference, history.details["mail"]))
        history = HistoryItem.model_validate(failed)
    return _LETTERS[history.event](_case(history, registration, now))


def _case(history: HistoryItem, registration: Registration, now: datetime) -> Case:
    session, centre, *exams = table.read(
        keys.session(registration.session),
        keys.centre(registration.centre),
        *(keys.exam(registration.session, line.exam) for line in registration.lines),
    )
    where = catalogue.Centre.model_validate(centre)
    what = {exam.code: exam for exam in (catalogue.Exam.model_validate(one) for one in exams)}
    particulars = Particulars(
        reference=registration.reference,
        version=history.version,
        given_name=registration.given_name,
        session=session_name(registration.session),
        centre=model.Centre(
            name=where.name,
            address=where.address,
            email=where.email,
            payment_terms=where.payment_terms,
            zone=where.zone,
        ),
        exams=tuple(_exam(line, what[line.exam], where) for line in registration.lines),
        amount_cents=registration.amount_cents,
    )
    return Case(history, registration, where, Session.model_validate(session), particulars, now)


def _exam(line: Line, exam: catalogue.Exam, centre: catalogue.Centre) -> model.Exam:
    return model.Exam(
        code=exam.code,
        label=exam.label,
        starts_at=line.starts_at.astimezone(centre.zone),
        duration=exam.duration(),
    )


def _payment_due(mail: type[model.PaymentDue], case: Case) -> Mail:
    registration = case.registration
    if registration.last_day is None or registration.prevalidated_at is None or registration.window is None:
        raise AssertionError("pre-validated without a deadline")
    counted = explanation(
        registration.prevalidated_at,
        case.centre.zone,
        registration.window,
        registration.excluded_days,
        case.centre.calendar.names(registration.excluded_days),
    )
    return mail(case.particulars, registration.last_day, counted)


def _refused(case: Case) -> Mail:
    until = case.choose_until_at
    return model.Refused(
        case.particulars,
        case.details.get("reason", UNANSWERED),
        case.details.get("message"),
        alternatives(case.registration, case.centre.department) if until else (),
        until,
    )


def _expired(case: Case) -> Mail:
    if case.registration.last_day is None:
        raise AssertionError("expired without a deadline")
    return model.Expired(case.particulars, case.registration.last_day, case.choose_until_at)


def _validated(case: Case) -> Mail:
    return model.Validated(case.particulars, Payment.model_validate(case.details).received_on)


def _late_payment(case: Case) -> Mail:
    payment = Payment.model_validate(case.details)
    return model.LatePayment(case.particulars, payment.amount_cents, payment.received_on, case.details["reason"])


def _withdrawn(case: Case) -> Mail:
    return model.Withdrawn(case.particulars, case.session.closes_at if case.now < case.session.closes_at else None)


def _deferral_requested(case: Case) -> Mail:
    (item,) = table.read(keys.deferral(case.details["id"]))
    request = Deferral.model_validate(item)
    return model.DeferralRequested(case.particulars, case.exams(case.details["exams"]), request.ground, request.reason)


def _document_received(case: Case) -> Mail:
    return model.DocumentReceived(case.particulars, case.exams(case.details["exams"]))


def _deferral_granted(case: Case) -> Mail:
    (item,) = table.read(keys.registration(case.details["registration"]))
    new = Registration.model_validate(item)
    carried_over = _case(case.history, new, case.now).particulars
    kept = case.exams([line.exam for line in case.registration.lines if not line.deferred])
    return model.DeferralGranted(case.particulars, carried_over, kept)


def _deferral_refused(case: Case) -> Mail:
    return model.DeferralRefused(case.particulars, case.exams(case.details["exams"]), case.details["reason"])


_LETTERS: Final[dict[Event, Callable[[Case], Mail]]] = {
    Event.REGISTERED: lambda case: model.Registered(case.particulars),
    Event.PREVALIDATED: lambda case: _payment_due(model.Prevalidated, case),
    Event.REMINDED: lambda case: _payment_due(model.Reminded, case),
    Event.REFUSED: _refused,
    Event.UNANSWERED: _refused,
    Event.EXPIRED: _expired,
    Event.WITHDRAWN: _withdrawn,
    Event.PAID: _validated,
    Event.REVIVED: _validated,
    Event.LATE_PAYMENT_RECORDED: _late_payment,
    Event.DEFERRAL_REQUESTED: _deferral_requested,
    Event.DOCUMENT_RECEIVED: _document_received,
    Event.DEFERRAL_GRANTED: _deferral_granted,
    Event.DEFERRAL_REFUSED: _deferral_refused,
}

"""What the API says of a registration."""

from datetime import date, datetime, timedelta
from typing import Any, Final, Self

from pydantic import BaseModel, ConfigDict

from shared.candidate import Candidate
from shared.catalogue import Centre
from shared.deadline import deadline
from shared.french.explanation import explanation
from shared.french.typography import typeset
from shared.french.words import ROLES
from shared.http.call import Call
from shared.http.identity import Identity
from shared.registration.lifecycle import Event, State
from shared.registration.model import Actor, HistoryItem, LineDeferral, MailFailure, Registration
from shared.role import Role
from shared.table import Page

SETTLING: Final = timedelta(seconds=20)
"""A change bears the moment at which it was decided, and can be read in a list up to so much later."""


class View(BaseModel):
    """Base of what the API answers. New fields may appear; none disappears within a version."""

    model_config = ConfigDict(frozen=True, defer_build=True)


class LineView(View):
    exam: str
    date: date
    time: str
    deferral: LineDeferral | None


class RegistrationView(View):
    """A registration in a list, and the answer to every action on it.

    `by` and `at` tell who brought it into its state, and when; `deadline_at` is exclusive, `last_day` is the last day
    on which a payment can arrive.
    """

    reference: str
    state: str
    version: int
    session: str
    centre: str
    exams: list[str]
    lines: list[LineView]
    given_name: str
    family_name: str
    amount_cents: int
    currency: str = "EUR"
    created_at: datetime
    changed_at: datetime
    at: datetime
    by: str
    prevalidated_at: datetime | None
    deadline_at: datetime | None
    last_day: date | None
    working_days_left: int | None
    """After today, as long as a payment is awaited: 0 on the last day, None once the deadline has passed."""
    recordable_until: date | None
    """Last day on which the centre can record what arrived in time; not told to candidates, who have `last_day`."""
    reason: str | None
    message: str | None
    carried_over_from: str | None


class DecisionView(RegistrationView):
    explanation: str | None
    """How the deadline was counted, in French."""


class RegistrationList(View):
    """`now` is the server's time less `SETTLING`: as the next `modified_since` it misses nothing, and may repeat."""

    items: list[RegistrationView]
    next: str | None
    now: datetime


class MailProblemView(View):
    failure: MailFailure
    cause: str
    at: datetime
    resent_as: int | None

    @classmethod
    def of(cls, one: HistoryItem) -> Self | None:
        """None while nothing is known to have gone wrong with the mail of a transition."""
        if one.mail_problem is None:
            return None
        return cls(**one.mail_problem.model_dump(), resent_as=one.mail_resent_as)


class HistoryView(View):
    """`by` is a role for a candidate (« le centre ») and a person for staff; `mail_problem` is for the staff only."""

    version: int
    at: datetime
    event: str
    state: str
    by: str
    role: Role
    details: dict[str, Any]
    mail_problem: MailProblemView | None


class ContactView(View):
    """What a centre needs to reach a candidate."""

    given_name: str
    family_name: str
    email: str
    phone: str | None


class CentreContactView(View):
    name: str
    department: str
    address: str
    email: str
    payment_terms: str


class RegistrationFileView(DecisionView):
    history: list[HistoryView]
    centre_contact: CentreContactView
    candidate: ContactView | None
    """For the centre and the association only."""


def listed(registration: Registration, call: Call) -> RegistrationView:
    return RegistrationView(**_common(registration, call))


def listed_page(page: Page, call: Call) -> RegistrationList:
    registrations = [Registration.model_validate(item) for item in page.items]
    items = [listed(one, call) for one in registrations]
    return RegistrationList(items=items, next=page.next, now=call.now - SETTLING)


def decided(registration: Registration, centre: Centre, call: Call) -> DecisionView:
    return DecisionView(**_common(registration, call), explanation=_explanation(registration, centre))


def file(
    registration: Registration,
    centre: Centre,
    history: list[HistoryItem],
    candidate: Candidate | None,
    call: Call,
) -> RegistrationFileView:
    """`candidate` is None once the person's data are erased."""
    reader = call.identity
    to_staff = candidate if reader.role is not Role.CANDIDATE else None
    return RegistrationFileView(
        **_common(registration, call),
        explanation=_explanation(registration, centre),
        history=[
            HistoryView(
                version=one.version,
                at=one.at,
                event=one.event,
                state=one.state,
                by=called(one.by, reader),
                role=one.by.role,
                details=_details(one, reader),
                mail_problem=MailProblemView.of(one) if reader.role is not Role.CANDIDATE else None,
            )
            for one in history
            if not (reader.role is Role.CENTRE and one.event is Event.DOCUMENT_RECEIVED)
        ],
        centre_contact=CentreContactView.model_validate(centre, from_attributes=True),
        candidate=ContactView.model_validate(to_staff, from_attributes=True) if to_staff else None,
    )


_BETWEEN_THEM: Final = {Event.DEFERRAL_REQUESTED, Event.DEFERRAL_REFUSED, Event.DEFERRAL_CANCELLED}


def _details(one: HistoryItem, reader: Identity) -> dict[str, Any]:
    """Why somebody cannot come to an exam is between the candidate and the association."""
    if reader.role is Role.CENTRE and one.event in _BETWEEN_THEM:
        return {"exams": one.details["exams"]}
    return one.details


def called(actor: Actor, reader: Identity) -> str:
    """Roles for candidates, persons for staff; a candidate is always named by the role."""
    if reader.role is Role.CANDIDATE or actor.role in {Role.CANDIDATE, Role.SYSTEM}:
        return typeset(ROLES[actor.role])
    return actor.name


def _common(registration: Registration, call: Call) -> dict[str, Any]:
    one, reader = registration, call.identity
    return {
        "reference": one.reference,
        "state": one.state,
        "version": one.version,
        "session": one.session,
        "centre": one.centre,
        "exams": one.exams,
        "lines": [
            LineView(exam=line.exam, date=line.on, time=f"{line.at:%H:%M}", deferral=line.deferral)
            for line in one.lines
        ],
        "given_name": one.given_name,
        "family_name": one.family_name,
        "amount_cents": one.amount_cents,
        "created_at": one.created_at,
        "changed_at": one.changed_at,
        "at": one.entered_at,
        "by": called(one.entered_by, reader),
        "prevalidated_at": one.prevalidated_at,
        "deadline_at": one.deadline_at,
        "last_day": one.last_day,
        "working_days_left": _working_days_left(one, now=call.now),
        "recordable_until": _recordable_until(one, reader),
        "reason": one.refusal,
        "message": one.message,
        "carried_over_from": one.carried_over_from,
    }


def _working_days_left(one: Registration, *, now: datetime) -> int | None:
    if one.state is not State.PREVALIDATED or not (one.zone and one.last_day and one.deadline_at):
        return None
    if now >= one.deadline_at:
        return None
    return deadline.working_days_left(now.astimezone(one.zone).date(), one.last_day, one.excluded_days)


def _recordable_until(one: Registration, reader: Identity) -> date | None:
    if one.state is not State.PREVALIDATED or not (one.zone and one.hold_until) or reader.role is Role.CANDIDATE:
        return None
    return deadline.last_day(one.hold_until, one.zone)


def _explanation(registration: Registration, centre: Centre) -> str | None:
    if registration.prevalidated_at is None or registration.window is None:
        return None
    excluded = registration.excluded_days
    return explanation(
        registration.prevalidated_at, centre.zone, registration.window, excluded, centre.calendar.names(excluded)
    )

"""What the staff is told by mail once a day: requests and payments to the centres, old requests to the association.

A notice is written before it is ordered, and marked once it is sent: one a day, topic and addressee, whatever fails and
however often the schedule runs (docs/decisions/0020-nobody-sleeps-on-a-request.md). It names no candidate.
"""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from shared import keys
from shared.attributes import Item
from shared.models import Stored

KEPT_FOR: Final = timedelta(days=31)
ASSOCIATION: Final = "UPPCTSC"
"""The addressee that is no centre."""


class Topic(StrEnum):
    REQUESTS = "requests"
    """Waiting for this centre."""
    PAYMENTS = "payments"
    """Due to this centre today."""
    OVERDUE = "overdue"
    """Waiting for too long, anywhere."""


class Notice(Stored):
    """`count` 0: there was nothing to tell that day, and nothing is sent."""

    topic: Topic
    day: date
    addressee: str
    count: int
    sent_at: datetime | None = None


class ExamCount(Stored):
    """`left` is what the centre still has, where it matters."""

    exam: str
    session: str
    count: int
    left: int = 0


class RequestsNotice(Notice):
    exams: tuple[ExamCount, ...] = ()
    oldest_at: datetime | None = None
    oldest_days: int = 0
    """Whole working days of the centre for which the oldest has waited."""
    answer_by_at: datetime | None = None
    """Exclusive; only when it is near."""


class PaymentsNotice(Notice):
    exams: tuple[ExamCount, ...] = ()
    amount_cents: int = 0


class OverdueRequest(Stored):
    reference: str
    centre: str
    received_on: date
    days: int


class OverdueNotice(Notice):
    """`count` may be greater than the number of those that are listed."""

    requests: tuple[OverdueRequest, ...] = ()


_CLASSES: Final[dict[Topic, type[Notice]]] = {
    Topic.REQUESTS: RequestsNotice,
    Topic.PAYMENTS: PaymentsNotice,
    Topic.OVERDUE: OverdueNotice,
}


def item(notice: Notice, *, now: datetime) -> dict[str, Any]:
    return {
        **keys.notice(notice.day, notice.topic, notice.addressee),
        "kind": "notice",
        **notice.attributes(),
        "ttl": int((now + KEPT_FOR).timestamp()),
    }


def read(stored: Item) -> Notice:
    return _CLASSES[Topic(stored["topic"])].model_validate(stored)

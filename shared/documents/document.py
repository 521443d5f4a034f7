"""A document of a request for a deferral: from the form with which it is sent to its deletion."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from shared.documents.faults import Fault
from shared.documents.kind import Kind
from shared.models import Stored

SETTLED_AFTER: Final = timedelta(minutes=10)
"""From when on the schedule looks for a file that nobody confirmed: no form can be used any more by then."""


class DocumentState(StrEnum):
    """`unused` is a form with which nothing was sent."""

    AWAITED = "awaited"
    RECEIVED = "received"
    REFUSED = "refused"
    UNUSED = "unused"
    DELETED = "deleted"


class Document(Stored):
    """`number` counts within its request."""

    number: int
    state: DocumentState = DocumentState.AWAITED
    settled_at: datetime | None = None
    kind: Kind | None = None
    size_bytes: int | None = None
    sha256: str | None = None
    """Part of the name of the object that is shown: what was found fit, and nothing that was sent afterwards."""
    fault: Fault | None = None


def received(documents: Iterable[Document]) -> bool:
    """Whether there is one at least to decide on."""
    return any(one.state is DocumentState.RECEIVED for one in documents)


def deleted(documents: Iterable[Document], *, now: datetime) -> tuple[Document, ...]:
    """What remains known of them afterwards: that they were there."""
    return tuple(Document(number=one.number, state=DocumentState.DELETED, settled_at=now) for one in documents)

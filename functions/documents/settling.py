"""The verdict on a file that was sent: read once, examined by its bytes, kept or refused, recorded in one write."""

from datetime import datetime
from typing import NamedTuple

from shared import deferral
from shared.deferral import Deferral
from shared.documents import content, store
from shared.documents.document import Document, DocumentState
from shared.documents.faults import UnfitError
from shared.registration import transition
from shared.registration.lifecycle import Event
from shared.registration.model import Cause, Registration
from shared.table import Write


class Settled(NamedTuple):
    document: Document
    writes: list[Write]


def settle(asked: Deferral, registration: Registration, awaited: Document, cause: Cause) -> Settled | None:
    """What became of a document, and what records it; None if nothing was sent.

    What is fit is copied to its place before it is recorded: a run that stops between the two is only repeated.
    """
    sent = store.sent(asked.id, awaited.number)
    if sent is None:
        return None
    document = _verdict(asked.id, awaited.number, sent, cause.at)
    writes = deferral.settled(asked, document)
    if document.state is DocumentState.RECEIVED:
        after = transition.moved(registration, Event.DOCUMENT_RECEIVED, cause)
        details = {"id": asked.id, "exams": list(asked.exams)}
        writes += transition.writes(registration, after, Event.DOCUMENT_RECEIVED, cause, details)
    return Settled(document, writes)


def _verdict(id: str, number: int, sent: bytes, now: datetime) -> Document:
    try:
        examined = content.examined(sent)
    except UnfitError as unfit:
        return Document(number=number, state=DocumentState.REFUSED, settled_at=now, fault=unfit.fault)
    return Document(
        number=number,
        state=DocumentState.RECEIVED,
        settled_at=now,
        kind=examined.kind,
        size_bytes=len(examined.kept),
        sha256=store.keep(id, number, examined),
    )

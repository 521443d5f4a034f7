"""A request to move lines of a validated registration to the next session (« report »)."""

from datetime import datetime, timedelta
from enum import StrEnum

from boto3.dynamodb.conditions import Attr, ConditionBase

from shared import keys, table
from shared.documents.document import SETTLED_AFTER, Document
from shared.models import Stored
from shared.registration.model import Actor
from shared.table import StaleError, Write


class Ground(StrEnum):
    """No other ground exists (Mode opératoire B, rappel des règles de report)."""

    MEDICAL = "medical"
    EMPLOYER = "employer"


class DeferralState(StrEnum):
    REQUESTED = "requested"
    GRANTED = "granted"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    """By the candidate, before any decision."""


class Deferral(Stored):
    """`id` is `<reference>-D<version>`: the version of the registration that the request made."""

    id: str
    reference: str
    nuc: str
    given_name: str
    family_name: str
    session: str
    centre: str
    exams: tuple[str, ...]
    ground: Ground
    reason: str | None = None
    """The employer's reason, as the candidate typed it."""
    state: DeferralState = DeferralState.REQUESTED
    requested_at: datetime
    decided_at: datetime | None = None
    decided_by: Actor | None = None
    decision_reason: str | None = None
    registration: str | None = None
    """The reference of the new lines, once granted."""
    documents: tuple[Document, ...] = ()

    def document(self, number: str) -> Document | None:
        return next((one for one in self.documents if str(one.number) == number), None)

    def documents_with(self, changed: Document) -> tuple[Document, ...]:
        """All the documents, with this one in the place of what it was."""
        return tuple(changed if one.number == changed.number else one for one in self.documents)


def identifier(reference: str, version: int) -> str:
    return f"{reference}-D{version}"


def requested(deferral: Deferral) -> list[Write]:
    """Listed for the association, oldest first, until it is decided. Its first document is awaited."""
    put = table.put(
        {
            **keys.deferral(deferral.id),
            "kind": "deferral",
            **deferral.attributes(),
            **keys.work(keys.DEFERRALS, deferral.requested_at),
        },
        refused=lambda _: StaleError(),
    )
    return [put, *(_upload(deferral.id, one, deferral.requested_at) for one in deferral.documents)]


def awaiting(deferral: Deferral, added: Document, *, now: datetime) -> list[Write]:
    """One more document of an open request."""
    return [_documents(deferral, (*deferral.documents, added)), _upload(deferral.id, added, now)]


def settled(deferral: Deferral, changed: Document) -> list[Write]:
    """A document is no longer awaited: once, by whoever comes first."""
    gone = table.delete_anyway(keys.upload(deferral.id, changed.number))
    return [_documents(deferral, deferral.documents_with(changed)), gone]


def decided(deferral: Deferral, *, documents_kept_for: timedelta) -> Write:
    """Once only, and on the documents that whoever decided was told of.

    Of two decisions at once, or of a decision and one document more, the second finds the first.
    """
    said = deferral.attributes()
    ends_at = (deferral.decided_at or deferral.requested_at) + documents_kept_for
    return table.update(
        keys.deferral(deferral.id),
        Attr("state").eq(DeferralState.REQUESTED) & _same_documents(deferral),
        set={
            name: said[name]
            for name in ("state", "decided_at", "decided_by", "decision_reason", "registration")
            if name in said
        }
        | keys.work(keys.DOCUMENTS, ends_at),
        refused=lambda _: StaleError(),
    )


def without_documents(deferral: Deferral, documents: tuple[Document, ...]) -> Write:
    """After they are deleted."""
    return table.update(
        keys.deferral(deferral.id),
        _same_documents(deferral),
        set={"documents": [one.attributes() for one in documents]},
        remove=("work_pk", "work_at"),
        refused=lambda _: StaleError(),
    )


def _documents(deferral: Deferral, documents: tuple[Document, ...]) -> Write:
    return table.update(
        keys.deferral(deferral.id),
        Attr("state").eq(deferral.state) & _same_documents(deferral),
        set={"documents": [one.attributes() for one in documents]},
        refused=lambda _: StaleError(),
    )


def _same_documents(deferral: Deferral) -> ConditionBase:
    return Attr("documents").eq([one.attributes() for one in deferral.documents])


def _upload(id: str, document: Document, now: datetime) -> Write:
    """So that a file that nobody confirmed is found all the same."""
    return table.put(
        {
            **keys.upload(id, document.number),
            "kind": "upload",
            "deferral": id,
            "number": document.number,
            **keys.work(keys.UPLOADS, now + SETTLED_AFTER),
        },
        refused=lambda _: StaleError(),
    )

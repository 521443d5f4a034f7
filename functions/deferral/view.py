"""What the API says of a deferral."""

from datetime import datetime

from shared.deferral import Deferral, DeferralState, Ground
from shared.documents import store
from shared.documents.document import Document, DocumentState
from shared.documents.faults import MAX_BYTES
from shared.documents.kind import Kind
from shared.documents.view import DocumentView
from shared.documents.view import shown as shown_document
from shared.http.identity import Identity
from shared.registration.view import View, called
from shared.role import Role


class UploadView(View):
    """A form to send one document with, in one of the three types; the file is its last field."""

    document: str
    content_type: Kind
    max_bytes: int
    url: str
    fields: dict[str, str]
    expires_at: datetime


class DeferralView(View):
    """`registration` is the reference of the new lines once granted."""

    id: str
    state: DeferralState
    reference: str
    session: str
    centre: str
    given_name: str
    family_name: str
    exams: list[str]
    ground: Ground
    reason: str | None
    requested_at: datetime
    decided_at: datetime | None
    decided_by: str | None
    decision_reason: str | None
    registration: str | None
    documents: list[DocumentView]
    uploads: tuple[UploadView, ...] = ()


class DeferralList(View):
    items: list[DeferralView]
    next: str | None


def shown(deferral: Deferral, reader: Identity) -> DeferralView:
    changed = {
        "decided_by": called(deferral.decided_by, reader) if deferral.decided_by else None,
        "documents": [shown_document(one) for one in deferral.documents],
    }
    return DeferralView(**{name: value for name, value in dict(deferral).items() if name != "nuc"} | changed)


def shown_with_uploads(deferral: Deferral, reader: Identity, *, now: datetime) -> DeferralView:
    """With a form for every document that is awaited, in each of the types; only for who is to send them."""
    if reader.role is not Role.CANDIDATE or deferral.state is not DeferralState.REQUESTED:
        return shown(deferral, reader)
    awaited = [one for one in deferral.documents if one.state is DocumentState.AWAITED]
    forms = tuple(_form(deferral.id, one, kind, now) for one in awaited for kind in Kind)
    return shown(deferral, reader).model_copy(update={"uploads": forms})


def _form(id: str, document: Document, kind: Kind, now: datetime) -> UploadView:
    url, fields = store.form(id, document.number, kind)
    return UploadView(
        document=str(document.number),
        content_type=kind,
        max_bytes=MAX_BYTES,
        url=url,
        fields=fields,
        expires_at=now + store.FORM_LASTS,
    )

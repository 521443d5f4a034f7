"""The documents of deferrals: confirmed by the candidate, read by the association, deleted when their time is over.

No other function can read them: the key of the bucket is opened to this function's role alone.
"""

from datetime import UTC, datetime
from typing import Any, Final

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.documents import tending
from functions.documents.settling import settle
from shared import audit
from shared.deferral import Deferral
from shared.documents import store
from shared.documents.document import Document, DocumentState
from shared.documents.kind import Kind
from shared.documents.view import DocumentView, shown
from shared.http.call import Call
from shared.http.door import Door
from shared.http.operation import Answer
from shared.invocation import invoked
from shared.models import Nothing
from shared.problems.calls import NotFoundError
from shared.problems.registrations import DeferralDecidedError, DocumentMissingError, DocumentUnreadableError
from shared.registration import access
from shared.registration.view import View
from shared.role import Role
from shared.settings import setting

door = Door()
SPARE_MILLISECONDS: Final = 12_000
"""The schedule's run stops taking up new work when this little of its time is left: a file may take that long."""


class DocumentLink(View):
    """Where to save a document from, for a minute."""

    document: str
    content_type: Kind
    size_bytes: int
    name: str
    url: str
    expires_at: datetime


@door.operation(
    "POST",
    "/v1/deferrals/{id}/documents/{document}/confirmation",
    summary="Confirmer qu’un justificatif est envoyé, et savoir s’il est accepté",
    roles=frozenset({Role.CANDIDATE}),
    body=Nothing,
    status=200,
    answer=DocumentView,
    problems=(NotFoundError, DeferralDecidedError, DocumentMissingError),
)
def confirm(call: Call, id: str, document: str, body: Nothing) -> Answer:
    """Confirming again answers the first verdict: what is sent afterwards with the same form is never looked at."""
    asked, registration, _ = access.deferral(call, id)
    found = _document(asked, document)
    if found.state is not DocumentState.AWAITED:
        return Answer(200, shown(found))
    access.check_undecided(asked, call.identity)
    settled = settle(asked, registration, found, call.cause)
    if settled is None:
        raise DocumentMissingError("Aucun fichier n’est encore arrivé : envoyez-le, puis confirmez.")
    answer = call.commit(settled.writes, Answer(200, shown(settled.document)))
    store.drop_upload(asked.id, found.number)
    return answer


@door.operation(
    "GET",
    "/v1/deferrals/{id}/documents/{document}",
    summary="Ouvrir un justificatif ; l’ouverture est inscrite au journal",
    roles=frozenset({Role.ASSOCIATION}),
    status=200,
    answer=DocumentLink,
    problems=(NotFoundError, DocumentUnreadableError),
)
def read(call: Call, id: str, document: str) -> Answer:
    asked, _, trail = access.deferral(call, id, *audit.to_read(call))
    found = _document(asked, document)
    if found.state is not DocumentState.RECEIVED or found.kind is None:
        raise DocumentUnreadableError("Ce justificatif n’est pas disponible : il n’a pas été accepté, ou est supprimé.")
    if setting("MALWARE_SCAN") == "on" and not store.is_clean(asked.id, found):
        raise DocumentUnreadableError("L’analyse antivirus n’est pas terminée, ou a trouvé quelque chose.")
    link = DocumentLink(
        document=document,
        content_type=found.kind,
        size_bytes=found.size_bytes or 0,
        name=store.file_name(asked.id, found, found.kind),
        url=store.link(asked.id, found, found.kind),
        expires_at=call.now + store.LINK_LASTS,
    )
    audit.record(call, asked.reference, trail, document=f"{asked.id}/{found.number}")
    return Answer(200, link)


def _document(asked: Deferral, number: str) -> Document:
    if (found := asked.document(number)) is None:
        raise NotFoundError("Aucun justificatif de cette demande ne porte ce numéro.")
    return found


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return _scheduled(event, context) if "task" in event else door.handler(event, context)


@invoked(door.logger)
def _scheduled(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    def has_time() -> bool:
        return context.get_remaining_time_in_millis() > SPARE_MILLISECONDS

    now, id = datetime.now(UTC), context.aws_request_id
    done = tending.tend(now=now, correlation_id=id, has_time=has_time, logger=door.logger)
    door.logger.info("tended", extra=done)
    return done

"""What candidates do with their own requests: look at them, send one document more, cancel."""

from datetime import timedelta

from boto3.dynamodb.conditions import Key

from functions.deferral.view import DeferralList, DeferralView, shown, shown_with_uploads
from shared import deferral, keys, table
from shared.deferral import Deferral, DeferralState
from shared.documents.document import Document
from shared.documents.kind import MOST
from shared.http.call import Call
from shared.http.operation import Answer, operation
from shared.http.paging import PageQuery
from shared.models import Nothing
from shared.problems.calls import NotFoundError
from shared.problems.registrations import DeferralDecidedError, RegistrationNotFoundError, TooManyDocumentsError
from shared.registration import access, transition
from shared.registration.lifecycle import Event
from shared.role import Role

CANDIDATE = frozenset({Role.CANDIDATE})


@operation(
    "GET",
    "/v1/registrations/{reference}/deferrals",
    summary="Les demandes de report d’un dossier, avec leurs justificatifs et de quoi envoyer ceux qui sont attendus",
    roles=frozenset({Role.CANDIDATE, Role.ASSOCIATION}),
    query=PageQuery,
    status=200,
    answer=DeferralList,
    problems=(RegistrationNotFoundError,),
)
def list_own(call: Call, reference: str, query: PageQuery) -> Answer:
    registration, _ = access.load(call, reference)
    partition = Key("pk").eq(keys.registration_partition(registration.reference))
    page = table.query(partition & Key("sk").begins_with(keys.DEFERRAL), limit=query.limit, after=query.cursor)
    items = [shown_with_uploads(Deferral.model_validate(item), call.identity, now=call.now) for item in page.items]
    return Answer(200, DeferralList(items=items, next=page.next))


@operation(
    "POST",
    "/v1/deferrals/{id}/documents",
    summary="Annoncer un justificatif de plus, et recevoir de quoi l’envoyer",
    roles=CANDIDATE,
    body=Nothing,
    status=201,
    answer=DeferralView,
    problems=(NotFoundError, DeferralDecidedError, TooManyDocumentsError),
)
def add_document(call: Call, id: str, body: Nothing) -> Answer:
    """Also when the time to send the one before is over."""
    asked, _, _ = access.deferral(call, id)
    access.check_undecided(asked, call.identity)
    if len(asked.documents) >= MOST:
        raise TooManyDocumentsError(MOST)
    added = Document(number=len(asked.documents) + 1)
    now_is = asked.model_copy(update={"documents": (*asked.documents, added)})
    answer = Answer(201, shown_with_uploads(now_is, call.identity, now=call.now))
    return call.commit(deferral.awaiting(asked, added, now=call.now), answer)


@operation(
    "POST",
    "/v1/deferrals/{id}/cancellation",
    summary="Annuler une demande de report qui n’est pas encore décidée",
    roles=CANDIDATE,
    body=Nothing,
    status=200,
    answer=DeferralView,
    problems=(NotFoundError, DeferralDecidedError),
)
def cancel(call: Call, id: str, body: Nothing) -> Answer:
    """The lines are as if nobody had asked; the documents are deleted by the next run of the schedule."""
    asked, registration, _ = access.deferral(call, id)
    if asked.state is DeferralState.CANCELLED:
        return Answer(200, shown(asked, call.identity))
    access.check_undecided(asked, call.identity)
    said = {"state": DeferralState.CANCELLED, "decided_at": call.now, "decided_by": call.identity.actor()}
    cancelled = asked.model_copy(update=said)
    lines = registration.lines_with(asked.exams, deferral=None, deferral_id=None)
    after = transition.moved(registration, Event.DEFERRAL_CANCELLED, call.cause, lines=lines)
    details = {"id": asked.id, "exams": list(asked.exams)}
    return call.commit(
        [
            *transition.writes(registration, after, Event.DEFERRAL_CANCELLED, call.cause, details),
            deferral.decided(cancelled, documents_kept_for=timedelta(0)),
        ],
        Answer(200, shown(cancelled, call.identity)),
    )

"""What the schedule does every hour: files that nobody confirmed get their verdict, documents whose time is over go.

All of it can be done twice. When nothing is due it costs two reads.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

from aws_lambda_powertools import Logger

from functions.documents.settling import settle
from shared import chores, deferral, keys, table
from shared.attributes import Item
from shared.chores import Chore
from shared.deferral import Deferral, DeferralState
from shared.documents import document, store
from shared.documents.document import DocumentState
from shared.registration import reference
from shared.registration.model import SYSTEM, Cause, Registration


def tend(*, now: datetime, correlation_id: str, has_time: Callable[[], bool], logger: Logger) -> dict[str, int]:
    """Counts of what was done, and of what failed and waits for the next run."""
    return chores.done(
        _steps(Cause(SYSTEM, now, correlation_id)), ("settled", "deleted"), has_time=has_time, logger=logger
    )


def _steps(cause: Cause) -> Iterator[Chore]:
    for upload in chores.due(keys.UPLOADS, cause.at):
        yield "settled", partial(_settle, upload, cause)
    for item in chores.due(keys.DOCUMENTS, cause.at):
        yield "deleted", partial(_delete, item, cause.at)


def _settle(upload: Item, cause: Cause) -> None:
    """As if the candidate had confirmed; without a file, or once the request is over, the form was not used."""
    id, number = upload["deferral"], upload["number"]
    item, registration = table.read(keys.deferral(id), keys.registration(reference.of_deferral(id)))
    asked = Deferral.model_validate(item)
    awaited = asked.document(str(number))
    if awaited is None or awaited.state is not DocumentState.AWAITED:
        writes = [table.delete_anyway(keys.of(upload))]
    else:
        open_ = asked.state is DeferralState.REQUESTED
        found = settle(asked, Registration.model_validate(registration), awaited, cause) if open_ else None
        unused = awaited.model_copy(update={"state": DocumentState.UNUSED, "settled_at": cause.at})
        writes = found.writes if found else deferral.settled(asked, unused)
    table.commit(*writes)
    store.drop_upload(id, number)


def _delete(item: Item, now: datetime) -> None:
    """The objects first: until then the request stays in the list."""
    decided = Deferral.model_validate(item)
    store.delete_all(decided.id)
    table.write(deferral.without_documents(decided, document.deleted(decided.documents, now=now)))

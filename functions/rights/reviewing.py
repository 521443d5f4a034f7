"""Retention: whoever has not been registered for some years is erased, without anybody asking for it."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from boto3.dynamodb.conditions import Attr

from functions.rights import erasing
from shared import candidate, keys, retention, table
from shared.attributes import Item
from shared.problems.people import RegistrationsUnderwayError
from shared.registration.model import Registration
from shared.settings import setting
from shared.table import StaleError

LOOKED_AT_AGAIN_AFTER: Final = timedelta(days=30)
"""Somebody whose time is over, but of whom something is still undecided."""


def review(person: Item, *, now: datetime) -> None:
    """Erases the person, or plans the next review. `person` is an item of the work list RETENTION."""
    nuc = person["nuc"]
    review_at = datetime.fromisoformat(person["work_at"])
    found = table.all_of(table.key_is("candidate_pk", nuc), index=keys.CANDIDATE_INDEX)
    last_use = retention.last_use(candidate.account(person), map(Registration.model_validate, found))
    period = int(setting("CANDIDATE_RETENTION_YEARS")) * retention.YEAR
    until = retention.kept_until(review_at, last_use, now=now, period=period)
    if until > now:
        return _plan(person, until)
    try:
        erasing.check(nuc, now=now)
    except RegistrationsUnderwayError:
        return _plan(person, now + LOOKED_AT_AGAIN_AFTER)
    erasing.begin(nuc, now=now)
    return erasing.finish(nuc)


def _plan(person: Item, review_at: datetime) -> None:
    planned = table.update(
        keys.of(person),
        Attr("work_at").eq(person["work_at"]),
        set={"work_at": keys.instant(review_at)},
        refused=lambda _: StaleError(),
    )
    with suppress(StaleError):  # written again meanwhile: the next run looks at it
        table.write(planned)

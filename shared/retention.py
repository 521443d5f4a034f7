"""How long each kind of data is kept, and what ends it. `docs/personal-data.md` says the same to people.

Most kinds end by the table's time to live. A candidate's data end by a review: the work list RETENTION holds every
candidate, by the moment at which it must be looked whether they are still needed. Registering moves nothing there.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from shared.candidate import NEVER_REVIEWED, Account
from shared.registration.model import Registration

YEAR: Final = timedelta(days=365.25)


class Kind(NamedTuple):
    """`setting` is the variable that holds the period; empty where it is fixed in the code that writes the item."""

    data: str
    period: str
    setting: str
    ended_by: str


KINDS: Final = (
    Kind("candidate", "5 years after the last session", "CANDIDATE_RETENTION_YEARS", "review"),
    Kind("audit entry", "365 days", "AUDIT_RETENTION_DAYS", "ttl"),
    Kind("audit head", "365 days", "AUDIT_RETENTION_DAYS", "ttl"),
    Kind("documents of a deferral", "62 days after the decision", "DOCUMENT_RETENTION_DAYS", "functions/documents"),
    Kind("upload", "2 hours", "", "functions/documents"),
    Kind("erasure", "35 days", "", "ttl"),
    Kind("idempotency", "24 hours", "", "ttl"),
    Kind("limit", "two windows of its limit", "", "ttl"),
    Kind("link", "60 minutes", "", "ttl"),
    Kind("draft", "60 days", "", "ttl"),
    Kind("browser", "12 hours; a sign-in 2 hours after its last use", "", "ttl"),
    Kind("challenge", "10 minutes", "", "ttl"),
    Kind("trusted_source", "1 hour", "", "ttl"),
    Kind("token", "until its wait ends", "", "ttl"),
)


def last_use(person: Account, registrations: Iterable[Registration]) -> datetime | None:
    """The end of the last session in which the person was registered, as far as is known."""
    moments = [line.starts_at for one in registrations for line in one.lines]
    if person.last_session:
        year, month = map(int, person.last_session.split("-"))
        moments.append(datetime(year, month, 28, tzinfo=UTC))
    return max(moments, default=None)


def kept_until(review_at: datetime, last_use: datetime | None, *, now: datetime, period: timedelta) -> datetime:
    """Until when the person's data are kept, seen now; a moment that has passed means: no longer.

    `review_at` is the moment for which the review was planned. Whoever has never been reviewed has just come.
    """
    if review_at == NEVER_REVIEWED:
        return max(now, last_use or now) + period
    return last_use + period if last_use else review_at

"""The gauges: what waits, in numbers (docs/decisions/0030-watching.md).

Each is the length or the age of a list that is kept for those who do the work. None grows with the registrations: what
is counted stops at `MOST_COUNTED`.
"""

from datetime import datetime, timedelta
from typing import Final

from boto3.dynamodb.conditions import ConditionBase, Key

from functions.attention import hours
from shared import catalogue, keys, table
from shared.catalogue import Centre, Session
from shared.metrics import COUNTERS, Metric

MOST_COUNTED: Final = 1_000
"""« 1,000 » then means a thousand or more: far beyond what anybody still has to be told apart."""
SOON: Final = timedelta(hours=24)


def measure(*, now: datetime) -> dict[Metric, float]:
    """The counters too, as zeros: an alarm about nothing happening has something to read when nothing happens."""
    sessions = catalogue.sessions()
    return {
        **dict.fromkeys(COUNTERS, 0),
        Metric.SESSIONS_OPEN: sum(one.opens_at <= now < one.closes_at for one in sessions),
        Metric.WAITING_TOO_LONG: _waiting_too_long(sessions, now),
        Metric.DUE_WITHIN_A_DAY: _due(Key("work_at").between(keys.instant(now), keys.instant(now + SOON))),
        Metric.PAST_DUE: _due(Key("work_at").lt(keys.instant(now))),
        Metric.OLDEST_UNSENT: _oldest_unsent(now).total_seconds(),
    }


def _waiting_too_long(sessions: list[Session], now: datetime) -> int:
    """A query a centre and session: how long five working days are is the centre's calendar's to say."""
    undecided = [one.code for one in sessions if hours.concerns(one, now=now)]
    centres = catalogue.centres() if undecided else []
    return sum(_left_by(centre, code, now) for centre in centres for code in undecided)


def _left_by(centre: Centre, session: str, now: datetime) -> int:
    return table.count(hours.waiting_too_long(centre, session, now=now), index=keys.CENTRE_INDEX, limit=MOST_COUNTED)


def _due(at: ConditionBase) -> int:
    return table.count(Key("work_pk").eq(keys.DUE) & at, index=keys.WORK_INDEX, limit=MOST_COUNTED)


def _oldest_unsent(now: datetime) -> timedelta:
    """Their places in the list move with every new try: the age is told by the moment of the transition."""
    page = table.query(Key("work_pk").eq(keys.UNSETTLED), index=keys.WORK_INDEX, limit=MOST_COUNTED)
    return max((now - datetime.fromisoformat(one["at"]) for one in page.items), default=timedelta(0))

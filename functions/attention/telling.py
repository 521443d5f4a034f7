"""Writes the notices of the day that are not there yet, and orders those that are not sent yet."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import date, datetime
from functools import partial
from typing import Final, NamedTuple

from aws_lambda_powertools import Logger

from functions.attention import contents, hours
from functions.attention.contents import Season
from shared import catalogue, keys, mail_orders, notice, table
from shared.catalogue import Centre, Digest
from shared.deadline.calendar import Calendar
from shared.metrics import Metric, emit
from shared.notice import ASSOCIATION, Notice, Topic
from shared.table import StaleError

ASSOCIATIONS_DAYS: Final = Calendar("75")


class Due(NamedTuple):
    """A notice that should be there today."""

    topic: Topic
    day: date
    addressee: str
    write: Callable[[Season], Notice]


def tell(*, now: datetime, anytime: bool, has_time: Callable[[], bool], logger: Logger) -> dict[str, int]:
    """Counts of the notices that were ordered, of those with nothing to tell, and of what failed: the next run's."""
    done: Counter[str] = Counter(ordered=0, nothing=0, failed=0)
    sessions = [one for one in catalogue.sessions() if hours.concerns(one, now=now)]
    if not sessions:
        return dict(done)
    centres = catalogue.centres()
    due = list(_due(centres, now, anytime=anytime))
    known = _known({one.day for one in due})
    season = Season.of(sessions, centres)
    for one in due:
        if not has_time():
            logger.warning("out_of_time")
            break
        try:
            done[_told(one, known.get((one.topic, one.day, one.addressee)), season, now)] += 1
        except Exception:
            logger.exception("telling_failed", topic=one.topic, addressee=one.addressee)
            emit({Metric.UNEXPECTED_ERRORS: 1})
            done["failed"] += 1
    return dict(done)


def _due(centres: list[Centre], now: datetime, *, anytime: bool) -> Iterator[Due]:
    for centre in centres:
        calendar = centre.calendar
        day = now.astimezone(calendar.zone).date()
        if centre.digest is Digest.DAILY and (anytime or hours.is_time(calendar, now=now)):
            yield Due(Topic.REQUESTS, day, centre.code, partial(contents.requests, centre, day, now=now))
            yield Due(Topic.PAYMENTS, day, centre.code, partial(contents.payments, centre, day))
    if anytime or hours.is_time(ASSOCIATIONS_DAYS, now=now):
        day = now.astimezone(ASSOCIATIONS_DAYS.zone).date()
        yield Due(Topic.OVERDUE, day, ASSOCIATION, partial(contents.overdue, day, now=now))


def _known(days: Iterable[date]) -> dict[tuple[Topic, date, str], Notice]:
    stored = (item for day in days for item in table.all_of(table.key_is("pk", keys.notice_partition(day))))
    return {(one.topic, one.day, one.addressee): one for one in map(notice.read, stored)}


def _told(due: Due, known: Notice | None, season: Season, now: datetime) -> str:
    """A second run that is at it too writes nothing, and its order is the same order."""
    if known is not None and known.sent_at is not None:
        return "before"
    found = known or due.write(season)
    if known is None:
        with suppress(StaleError):
            table.write(table.put(notice.item(found, now=now), refused=lambda _: StaleError()))
    if not found.count:
        return "nothing"
    mail_orders.order_notice(found)
    return "ordered"

"""What was lost on the way is found again in the table and done (docs/decisions/0001-the-table-is-the-truth.md).

Leaves alone what is younger than `minimum_age`, which is still on its ordinary way.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from aws_lambda_powertools import Logger
from boto3.dynamodb.conditions import Key

from functions.lifecycle import clock, executions
from functions.lifecycle.consequences import follow
from shared import keys, table
from shared.attributes import Item
from shared.registration.model import HistoryItem

LONGEST_PAUSE: Final = timedelta(days=1)


def reconcile(*, now: datetime, minimum_age: timedelta, has_time: Callable[[], bool], logger: Logger) -> dict[str, int]:
    """Counts of what was repaired, and of what failed again and waits for the next run."""
    done: Counter[str] = Counter(followed=0, acted=0, started=0, failed=0)
    for name, repair in _repairs(now, minimum_age):
        if not has_time():
            logger.warning("out_of_time")
            break
        try:
            repair()
        except Exception:
            logger.exception("repair_failed", repair=name)
            done["failed"] += 1
        else:
            done[name] += 1
    return dict(done)


def _repairs(now: datetime, minimum_age: timedelta) -> Iterator[tuple[str, Callable[[], object]]]:
    old = now - minimum_age
    for item in _work(keys.UNSETTLED, until=old):
        yield "followed", partial(_follow_again, item, now)
    for item in _work(keys.DUE, until=old):
        yield "acted", partial(clock.act, item["reference"], now)
    running = set(executions.running())
    for item in table.all_of(Key("work_pk").eq(keys.DUE), index=keys.WORK_INDEX):
        if item["reference"] not in running and datetime.fromisoformat(item["created_at"]) <= old:
            yield "started", partial(executions.restart, item["reference"])


def _work(list_name: str, *, until: datetime) -> Iterator[Item]:
    before = Key("work_pk").eq(list_name) & Key("work_at").lte(keys.instant(until))
    return iter(table.all_of(before, index=keys.WORK_INDEX))


def _follow_again(item: Item, now: datetime) -> None:
    """Orders the mail again, and the next time only after as long again as has passed, a day at most.

    So a mail that keeps failing neither fills the dead letters nor piles up before the registration's other mails.
    """
    history = HistoryItem.model_validate(item)
    follow(history)
    again_at = now + min(now - history.at, LONGEST_PAUSE)
    # Changes nothing for a mail that has gone out meanwhile: without `work_pk` it stands on no list.
    table.write(table.update(keys.history(history.reference, history.version), set={"work_at": keys.instant(again_at)}))

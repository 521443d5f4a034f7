"""What was lost on the way is found again in the table and done (docs/decisions/0001-the-table-is-the-truth.md).

Leaves alone what is younger than `minimum_age`, which is still on its ordinary way.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from aws_lambda_powertools import Logger
from boto3.dynamodb.conditions import Key

from functions.lifecycle import clock, executions
from functions.lifecycle.consequences import follow
from shared import chores, keys, table
from shared.attributes import Item
from shared.chores import Chore
from shared.registration.model import HistoryItem

LONGEST_PAUSE: Final = timedelta(days=1)


def reconcile(*, now: datetime, minimum_age: timedelta, has_time: Callable[[], bool], logger: Logger) -> dict[str, int]:
    """Counts of what was repaired, and of what failed again and waits for the next run."""
    repairs = _repairs(now, minimum_age)
    return chores.done(repairs, ("followed", "acted", "started"), has_time=has_time, logger=logger)


def _repairs(now: datetime, minimum_age: timedelta) -> Iterator[Chore]:
    old = now - minimum_age
    for item in chores.due(keys.UNSETTLED, old):
        yield "followed", partial(_follow_again, item, now)
    for item in chores.due(keys.DUE, old):
        yield "acted", partial(clock.act, item["reference"], now)
    running = set(executions.running())
    for item in table.all_of(Key("work_pk").eq(keys.DUE), index=keys.WORK_INDEX):
        if item["reference"] not in running and datetime.fromisoformat(item["created_at"]) <= old:
            yield "started", partial(executions.restart, item["reference"])


def _follow_again(item: Item, now: datetime) -> None:
    """Orders the mail again, and the next time only after as long again as has passed, a day at most.

    So a mail that keeps failing neither fills the dead letters nor piles up before the registration's other mails.
    """
    history = HistoryItem.model_validate(item)
    follow(history)
    again_at = now + min(now - history.at, LONGEST_PAUSE)
    # Changes nothing for a mail that has gone out meanwhile: without `work_pk` it stands on no list.
    table.write(table.update(keys.history(history.reference, history.version), set={"work_at": keys.instant(again_at)}))

"""What was lost on the way is found again in the table and done: nothing stays stuck for more than one run.

Leaves alone what is younger than `minimum_age`, which is still on its ordinary way.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

from aws_lambda_powertools import Logger
from boto3.dynamodb.conditions import Key
from botocore.exceptions import ClientError

from functions.lifecycle import clock, executions
from functions.lifecycle.consequences import follow
from shared import keys, table
from shared.registration.model import HistoryItem, Registration
from shared.table import Item


def reconcile(*, now: datetime, minimum_age: timedelta, has_time: Callable[[], bool], logger: Logger) -> dict[str, int]:
    """Counts of what was repaired, and of what failed again and waits for the next run."""
    done: Counter[str] = Counter(followed=0, acted=0, started=0, failed=0)
    for name, repair in _repairs(now, minimum_age):
        if not has_time():
            logger.warning("out_of_time")
            break
        try:
            repair()
        except (ClientError, table.TableBusyError):
            logger.exception("repair_failed", repair=name)
            done["failed"] += 1
        else:
            done[name] += 1
    return dict(done)


def _repairs(now: datetime, minimum_age: timedelta) -> Iterator[tuple[str, Callable[[], object]]]:
    old = keys.instant(now - minimum_age)
    for item in _work(keys.UNSETTLED, old):
        yield "followed", partial(follow, HistoryItem.model_validate(item))
    for item in _work(keys.DUE, old):
        yield "acted", partial(clock.act, item["reference"], now)
    running = set(executions.running())
    for item in table.all_of(Key("work_pk").eq(keys.DUE), index=keys.WORK_INDEX):
        registration = Registration.model_validate(item)
        if registration.created_at <= now - minimum_age and registration.reference not in running:
            yield "started", partial(executions.restart, registration.reference)


def _work(list_name: str, until: str) -> Iterator[Item]:
    return iter(table.all_of(Key("work_pk").eq(list_name) & Key("work_at").lte(until), index=keys.WORK_INDEX))

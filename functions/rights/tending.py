"""What the schedule does every hour: days signed, erasures finished, retention reviewed. All of it can be done twice.

When nothing is due it costs three reads.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

from aws_lambda_powertools import Logger
from boto3.dynamodb.conditions import Key

from functions.rights import erasing, reviewing, trail
from shared import keys, table
from shared.attributes import Item


def tend(*, now: datetime, has_time: Callable[[], bool], logger: Logger) -> dict[str, int]:
    """Counts of what was done, and of what failed and waits for the next run."""
    done: Counter[str] = Counter(signed=0, erased=0, reviewed=0, failed=0)
    for name, step in _steps(now):
        if not has_time():
            logger.warning("out_of_time")
            break
        try:
            step()
        except Exception:
            logger.exception("tending_failed", step=name)
            done["failed"] += 1
        else:
            done[name] += 1
    return dict(done)


def _steps(now: datetime) -> Iterator[tuple[str, Callable[[], object]]]:
    yield "signed", partial(trail.sign_days, now)
    for marker in _due(keys.ERASURES, now):
        yield "erased", partial(_finish, marker["nuc"], now)
    for person in _due(keys.RETENTION, now):
        yield "reviewed", partial(reviewing.review, person, now=now)


def _due(list_name: str, now: datetime) -> Iterator[Item]:
    until = Key("work_pk").eq(list_name) & Key("work_at").lte(keys.instant(now))
    return iter(table.all_of(until, index=keys.WORK_INDEX))


def _finish(nuc: str, now: datetime) -> None:
    erasing.finish(nuc)
    erasing.done(nuc, now=now)

"""What schedules do: chores one after the other. One that fails is left for the next run and stops no other."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from aws_lambda_powertools import Logger
from boto3.dynamodb.conditions import Key

from shared import keys, table
from shared.attributes import Item
from shared.metrics import Metric, emit

Chore = tuple[str, Callable[[], object]]
"""What it is counted as, and what is to be done."""


def done(
    chores: Iterable[Chore], names: Iterable[str], *, has_time: Callable[[], bool], logger: Logger
) -> dict[str, int]:
    """Counts of what was done, by name, and of what failed."""
    counts: Counter[str] = Counter(dict.fromkeys([*names, "failed"], 0))
    for name, chore in chores:
        if not has_time():
            logger.warning("out_of_time")
            break
        try:
            chore()
        except Exception:
            logger.exception("chore_failed", chore=name)
            emit({Metric.UNEXPECTED_ERRORS: 1})
            counts["failed"] += 1
        else:
            counts[name] += 1
    return dict(counts)


def due(list_name: str, until: datetime) -> Iterator[Item]:
    """What stands in a work list up to a moment, oldest first."""
    within = Key("work_pk").eq(list_name) & Key("work_at").lte(keys.instant(until))
    return iter(table.all_of(within, index=keys.WORK_INDEX))

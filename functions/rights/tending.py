"""What the schedule does every hour: days signed, erasures finished, retention reviewed. All of it can be done twice.

When nothing is due it costs three reads.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

from aws_lambda_powertools import Logger

from functions.rights import erasing, reviewing, trail
from shared import chores, keys
from shared.chores import Chore


def tend(*, now: datetime, has_time: Callable[[], bool], logger: Logger) -> dict[str, int]:
    """Counts of what was done, and of what failed and waits for the next run."""
    return chores.done(_steps(now), ("signed", "erased", "reviewed"), has_time=has_time, logger=logger)


def _steps(now: datetime) -> Iterator[Chore]:
    yield "signed", partial(trail.sign_days, now)
    for marker in chores.due(keys.ERASURES, now):
        yield "erased", partial(_finish, marker["nuc"], now)
    for person in chores.due(keys.RETENTION, now):
        yield "reviewed", partial(reviewing.review, person, now=now)


def _finish(nuc: str, now: datetime) -> None:
    erasing.begin(nuc, now=now)  # whom a restored backup has brought back
    erasing.finish(nuc)
    erasing.done(nuc, now=now)

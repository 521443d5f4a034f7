"""Once a day, at their eight o’clock: tells the centres what waits for them, and the association who waits too long.

Called every hour, because the centres live in several time zones. Every five minutes it measures what waits, for the
operators.
"""

from datetime import UTC, datetime
from typing import Any, Final

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.attention import measuring, telling
from shared.invocation import invoked
from shared.metrics import emit

logger = Logger()

SPARE_MILLISECONDS: Final = 10_000
"""No new centre is taken up when this little of the time is left; the next run goes on."""


@invoked(logger)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, int] | None:
    """`{"task": "measure"}` writes the gauges; anything else tells.

    `{"anytime": true}` waits neither for eight o’clock nor for a working day; once a day it remains.
    """
    now = datetime.now(UTC)
    if event.get("task") == "measure":
        emit(measuring.measure(now=now))
        return None

    def has_time() -> bool:
        return context.get_remaining_time_in_millis() > SPARE_MILLISECONDS

    told = telling.tell(now=now, anytime=event.get("anytime", False), has_time=has_time, logger=logger)
    logger.info("told", extra=told)
    return told

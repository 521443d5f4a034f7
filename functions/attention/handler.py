"""Once a day, at their eight o’clock: tells the centres what waits for them, and the association who waits too long.

Called every hour, because the centres live in several time zones.
"""

from datetime import UTC, datetime
from typing import Any, Final

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.attention import telling

logger = Logger()

SPARE_MILLISECONDS: Final = 10_000
"""No new centre is taken up when this little of the time is left; the next run goes on."""


@logger.inject_lambda_context(clear_state=True)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, int]:
    """`{"anytime": true}` waits neither for eight o’clock nor for a working day; once a day it remains."""

    def has_time() -> bool:
        return context.get_remaining_time_in_millis() > SPARE_MILLISECONDS

    told = telling.tell(now=datetime.now(UTC), anytime=event.get("anytime", False), has_time=has_time, logger=logger)
    logger.info("told", extra=told)
    return told

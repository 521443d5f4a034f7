"""What follows from a transition, and what follows from time.

Three callers: the table's stream, with the history items as they are written; the state machine, which is a
registration's clock; the schedule, which repairs whatever was lost on the way.
"""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.lifecycle import clock, funnel, reconciliation
from functions.lifecycle.consequences import follow
from shared import attributes
from shared.invocation import invoked
from shared.metrics import emit
from shared.registration.lifecycle import Event
from shared.registration.model import HistoryItem

logger = Logger()

SPARE_MILLISECONDS: Final = 10_000
"""The reconciliation stops taking up new work when this little of its time is left; the next run goes on."""


@invoked(logger)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any] | None:
    if "Records" in event:
        _stream(event["Records"])
        return None
    if event["task"] == "reconcile":
        return _reconcile(event, context)
    return _clock(event)


def _stream(records: list[dict[str, Any]]) -> None:
    """Raises on the first record that fails: the stream gives it again, and everything done twice is done once."""
    followed: list[Event] = []
    for record in records:
        item = attributes.deserialised(record["dynamodb"]["NewImage"])
        history = HistoryItem.model_validate(item)
        follow(history)
        followed.append(history.event)
        logger.info(
            "followed",
            reference=history.reference,
            version=history.version,
            transition=history.event,
            correlation_id=history.correlation_id,
        )
    if counted := funnel.counts(followed):
        emit(counted)


def _reconcile(event: dict[str, Any], context: LambdaContext) -> dict[str, int]:
    """`minimum_age_seconds` is what an item must have to be looked at; younger ones are still under way."""

    def has_time() -> bool:
        return context.get_remaining_time_in_millis() > SPARE_MILLISECONDS

    minimum_age = timedelta(seconds=event.get("minimum_age_seconds", 300))
    repaired = reconciliation.reconcile(
        now=datetime.now(UTC), minimum_age=minimum_age, has_time=has_time, logger=logger
    )
    logger.info("reconciled", extra=repaired)
    return repaired


def _clock(event: dict[str, Any]) -> dict[str, Any]:
    outcome = clock.TASKS[event["task"]](event, datetime.now(UTC))
    logger.info("clock", extra={"task": event["task"], **outcome})
    return outcome

"""Sends the mail of a transition, once (docs/decisions/0007-one-mail-a-transition.md), and the letters about accounts.

The queue gives the orders of one registration one by one, so nobody else is sending the same mail. The mark is written
after SES has taken the message: a crash in between sends a second one, and nothing can lose the first.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.batch import SqsFifoPartialProcessor, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.exceptions import ClientError

from functions.mailer import letters, notices, transitions
from functions.mailer.post import hand_over
from shared import keys, suppression, table
from shared.invocation import invoked
from shared.metrics import Metric, emit
from shared.registration.model import HistoryItem, Registration

logger = Logger()

# A mail that fails must not hold back those of the other registrations in the batch.
processor = SqsFifoPartialProcessor(skip_group_on_error=True)
# Otherwise a batch in which all fail would be raised, and the errors' texts logged: see `deliver`.
processor.raise_on_entire_batch_failure = False


@invoked(logger)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> Any:
    return process_partial_response(event, deliver, processor, context)


def deliver(record: SQSRecord) -> None:
    """One order: `{"reference", "version"}` for a transition, `{"letter", …}` for an account; others for the staff."""
    order = json.loads(record.body)
    try:
        _carry_out(order, record)
    except Exception:
        emit({Metric.MAILS_FAILED: 1})
        raise


def _carry_out(order: Any, record: SQSRecord) -> None:
    if "letter" in order:
        _write_letters(order, record)
    elif "notice" in order:
        _write_to_staff("notice", notices.send_notice, order)
    elif "problem" in order:
        _write_to_staff("mail_problem", notices.send_problem, order)
    else:
        _write_of_transition(order["reference"], order["version"])


def _write_letters(order: letters.Order, record: SQSRecord) -> None:
    """The order's own identifier is logged, and nothing of whom it concerns."""
    now = datetime.now(UTC)
    first_try = record.attributes.approximate_receive_count == "1"
    desk = letters.Desk(id=record.message_id, now=now, counts=first_try)
    try:
        sent = [
            hand_over(one.mail, one.to, one.to_name, now)
            for one in letters.written(order, desk)
            if not suppression.is_suppressed(one.to, now=now)
        ]
    except Exception as error:
        logger.warning("letter_failed", letter=order["letter"], order=record.message_id, error=_named(error))
        raise
    logger.info("letters", letter=order["letter"], order=record.message_id, count=len(sent))


def _write_of_transition(reference: str, version: int) -> None:
    try:
        said, stood = table.read(keys.history(reference, version), keys.registration(reference))
        history, registration = HistoryItem.model_validate(said), Registration.model_validate(stood)
        outcome = transitions.send(history, registration, now=datetime.now(UTC))
    except Exception as error:
        logger.warning("mail_failed", reference=reference, version=version, error=_named(error))
        raise
    logger.info(
        "mail",
        outcome=outcome,
        reference=reference,
        version=version,
        transition=history.event,
        centre=registration.centre,
        correlation_id=history.correlation_id,
    )


def _write_to_staff(what: str, send: Callable[[dict[str, Any], datetime], str], order: dict[str, Any]) -> None:
    """The order holds no personal data: it is logged as it is."""
    try:
        outcome = send(order, datetime.now(UTC))
    except Exception as error:
        logger.warning("mail_failed", order=order, error=_named(error))
        raise
    logger.info(what, outcome=outcome, order=order)


def _named(error: Exception) -> str:
    """Not the error's text: SES and the parser of headers quote the address in theirs."""
    return str(error.response["Error"]["Code"]) if isinstance(error, ClientError) else type(error).__name__

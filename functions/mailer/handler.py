"""Sends the mail of a transition, once (docs/decisions/0007-one-mail-a-transition.md), and the letters about accounts.

The queue gives the orders of one registration one by one, so nobody else is sending the same mail. The mark is written
after SES has taken the message: a crash in between sends a second one, and nothing can lose the first.
"""

import json
from datetime import UTC, datetime
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.batch import SqsFifoPartialProcessor, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.exceptions import ClientError

from functions.mailer import letters
from functions.mailer.contents import letter
from functions.mailer.post import hand_over
from shared import keys, table
from shared.candidate import Candidate
from shared.registration.model import HistoryItem, Registration

logger = Logger()

# A mail that fails must not hold back those of the other registrations in the batch.
processor = SqsFifoPartialProcessor(skip_group_on_error=True)
# Otherwise a batch in which all fail would be raised, and the errors' texts logged: see `deliver`.
processor.raise_on_entire_batch_failure = False


@logger.inject_lambda_context(clear_state=True)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> Any:
    return process_partial_response(event, deliver, processor, context)


def deliver(record: SQSRecord) -> None:
    """One order: `{"reference", "version"}` for a transition, `{"letter", …}` for an account."""
    order = json.loads(record.body)
    if "letter" in order:
        _write_letters(order, record)
    else:
        _write_of_transition(order["reference"], order["version"])


def _write_letters(order: letters.Order, record: SQSRecord) -> None:
    """The order's own identifier is logged, and nothing of whom it concerns."""
    now = datetime.now(UTC)
    first_try = record.attributes.approximate_receive_count == "1"
    desk = letters.Desk(id=record.message_id, now=now, counts=first_try)
    try:
        sent = [hand_over(one.mail, one.to, one.to_name, now) for one in letters.written(order, desk)]
    except Exception as error:
        logger.warning("letter_failed", letter=order["letter"], order=record.message_id, error=_named(error))
        raise
    logger.info("letters", letter=order["letter"], order=record.message_id, count=len(sent))


def _write_of_transition(reference: str, version: int) -> None:
    """A mail that is marked as sent is not sent again."""
    try:
        said, stood = table.read(keys.history(reference, version), keys.registration(reference))
        history, registration = HistoryItem.model_validate(said), Registration.model_validate(stood)
        outcome = "sent_before" if history.mail_sent_at else _send(history, registration)
    except Exception as error:
        logger.warning("mail_failed", reference=reference, version=version, error=_named(error))
        raise
    logger.info(
        "mail",
        outcome=outcome,
        reference=reference,
        version=version,
        transition=history.event,
        correlation_id=history.correlation_id,
    )


def _named(error: Exception) -> str:
    """Not the error's text: SES and the parser of headers quote the address in theirs."""
    return str(error.response["Error"]["Code"]) if isinstance(error, ClientError) else type(error).__name__


def _send(history: HistoryItem, registration: Registration) -> str:
    (person,) = table.read(keys.candidate(registration.nuc))
    if person is None:  # erased meanwhile: nobody to write to
        _settle(history, {})
        return "nobody"
    now = datetime.now(UTC)
    candidate = Candidate.model_validate(person)
    mail = letter(history, registration, now=now)
    mail_id = hand_over(mail, candidate.email, f"{candidate.given_name} {candidate.family_name}", now)
    _settle(history, {"mail_sent_at": keys.instant(now), "mail_id": mail_id})
    return "sent"


def _settle(history: HistoryItem, marks: dict[str, str]) -> None:
    """The transition's last consequence is done: it leaves the list of the unsettled in the same write."""
    key = keys.history(history.reference, history.version)
    table.write(table.update(key, set=marks, remove=("work_pk", "work_at")))

"""Sends the mail of a transition, once (docs/decisions/0007-one-mail-a-transition.md).

The queue gives the orders of one registration one by one, so nobody else is sending the same mail. The mark is written
after SES has taken the message: a crash in between sends a second one, and nothing can lose the first.
"""

import json
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

import boto3
from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.batch import SqsFifoPartialProcessor, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.exceptions import ClientError

from functions.mailer.contents import letter
from shared import keys, table
from shared.candidate import Candidate
from shared.mail.mime import compose
from shared.mail.model import Letterhead, Mail
from shared.registration.model import HistoryItem, Registration
from shared.settings import setting

if TYPE_CHECKING:
    from mypy_boto3_ses import SESClient

logger = Logger()

# A mail that fails must not hold back those of the other registrations in the batch.
processor = SqsFifoPartialProcessor(skip_group_on_error=True)
# Otherwise a batch in which all fail would be raised, and the errors' texts logged: see `deliver`.
processor.raise_on_entire_batch_failure = False


@cache
def client() -> "SESClient":
    return boto3.client("ses")


@logger.inject_lambda_context(clear_state=True)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> Any:
    return process_partial_response(event, deliver, processor, context)


def deliver(record: SQSRecord) -> None:
    """One order `{"reference", "version"}`. A mail that is marked as sent is not sent again."""
    order = json.loads(record.body)
    reference, version = order["reference"], order["version"]
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
    answer = client().send_raw_email(
        Destinations=[candidate.email],
        RawMessage={"Data": _message(mail, candidate, now)},
        ConfigurationSetName=setting("CONFIGURATION_SET"),
        Tags=[{"Name": "mail", "Value": mail.kind}, {"Name": "version", "Value": str(mail.template_version)}],
    )
    _settle(history, {"mail_sent_at": keys.instant(now), "mail_id": answer["MessageId"]})
    return "sent"


def _message(mail: Mail, candidate: Candidate, now: datetime) -> bytes:
    letterhead = Letterhead(sender=setting("SENDER"), association=setting("REPLY_TO"), public_url=setting("PUBLIC_URL"))
    name = f"{candidate.given_name} {candidate.family_name}"
    return compose(mail, letterhead, to=candidate.email, to_name=name, sent_at=now)


def _settle(history: HistoryItem, marks: dict[str, str]) -> None:
    """The transition's last consequence is done: it leaves the list of the unsettled in the same write."""
    key = keys.history(history.reference, history.version)
    table.write(table.update(key, set=marks, remove=("work_pk", "work_at")))

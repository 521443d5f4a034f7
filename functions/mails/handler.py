"""What became of the mails: what SES tells of them, the list of those that failed, a corrected address, a new try.

Two callers: the API, and the queue of what SES tells.
"""

from typing import Any, Final

from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.mails import correcting, feedback, listing, recording, resending
from shared.http.door import Door
from shared.invocation import invoked
from shared.metrics import Metric, emit
from shared.registration.model import MailFailure

door = Door()
door.add(listing.list_mail_problems, correcting.correct_address, resending.resend)

processor = BatchProcessor(event_type=EventType.SQS)
# Otherwise a batch in which all fail would be raised, and the errors' texts logged: see `_take`.
processor.raise_on_entire_batch_failure = False

_COUNTED: Final = {MailFailure.BOUNCED: Metric.MAILS_BOUNCED, MailFailure.COMPLAINED: Metric.MAILS_COMPLAINED}
"""As SES counts them: an address that fails for the time being is no bounce."""


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> Any:
    return _queue(event, context) if "Records" in event else door.handler(event, context)


@invoked(door.logger)
def _queue(event: dict[str, Any], context: LambdaContext) -> Any:
    return process_partial_response(event, _take, processor, context)


def _take(record: SQSRecord) -> None:
    """Logs which mail it was, never whose."""
    try:
        told = feedback.read(record.body)
        if told is not None:
            recording.record(told)
    except Exception as error:
        door.logger.warning("feedback_failed", order=record.message_id, error=type(error).__name__)
        raise
    reference, version = (told and told.mail) or ("", 0)
    failure = told.problem.failure if told else ""
    if told and (metric := _COUNTED.get(told.problem.failure)):
        emit({metric: 1})
    door.logger.info("feedback", reference=reference, version=version, failure=failure)

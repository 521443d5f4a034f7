"""Every metric of our own: its name, its unit, and beside it what is normal. `infra/dashboard.json` shows each.

A metric is a line of the log, in CloudWatch's embedded metric format: it costs no call, and is lost with nothing else.
Its only dimension is the environment. No metric tells of a centre or of a candidate: figures of a centre come from the
saved queries (docs/decisions/0030-watching.md).
"""

from collections.abc import Mapping
from enum import Enum
from typing import Final

from aws_lambda_powertools.metrics.provider.cloudwatch_emf.cloudwatch import AmazonCloudWatchEMFProvider

from shared.settings import setting


class Metric(Enum):
    """Counters add up what happens; the gauges, every five minutes, tell how much waits."""

    # The funnel, one for each transition.
    REQUESTS = "Requests", "Count"  # some hundreds a day while a session is open, none otherwise
    PREVALIDATED = "Prevalidated", "Count"  # follows the requests by some days
    REFUSED = "Refused", "Count"  # a part of the requests; all that are left on the decide-by date
    PAID = "Paid", "Count"  # follows the pre-validations by three working days at most
    EXPIRED = "Expired", "Count"  # a small part of the pre-validations, at the ends of working days
    VALIDATED = "Validated", "Count"  # as many as were paid in time, and those carried over from another session
    WITHDRAWN = "Withdrawn", "Count"  # a few a day
    DEFERRALS_REQUESTED = "DeferralsRequested", "Count"  # a few a week, more around the exams
    DEFERRALS_GRANTED = "DeferralsGranted", "Count"  # follows what was requested

    # Mail.
    MAILS_SENT = "MailsSent", "Count"  # two to six for each request
    MAILS_FAILED = "MailsFailed", "Count"  # 0; a try that failed is made again, three times in all
    MAILS_BOUNCED = "MailsBounced", "Count"  # below 3 % of what is sent
    MAILS_COMPLAINED = "MailsComplained", "Count"  # 0; above 0.1 % of what is sent, SES may stop sending

    # Gauges, measured by a schedule.
    SESSIONS_OPEN = "SessionsOpen", "Count"  # 1 from the opening to the closing of a session, 0 otherwise
    WAITING_TOO_LONG = "WaitingTooLong", "Count"  # 0; requests that a centre has left for over five working days
    DUE_WITHIN_A_DAY = "DueWithinADay", "Count"  # reminders and ends that come by themselves within 24 hours
    PAST_DUE = "PastDue", "Count"  # 0; what should have come by itself and has not
    OLDEST_UNSENT = "OldestUnsent", "Seconds"  # below a minute; the age of the oldest mail that is not sent

    # Health.
    UNEXPECTED_ERRORS = "UnexpectedErrors", "Count"  # 0; each has its stack in the log
    COLD_STARTS = "ColdStarts", "Count"  # some tens an hour; many at once with the first visitors of an opening

    def __init__(self, title: str, unit: str) -> None:
        self.title = title
        self.unit = unit


GAUGES: Final = frozenset(
    {
        Metric.SESSIONS_OPEN,
        Metric.WAITING_TOO_LONG,
        Metric.DUE_WITHIN_A_DAY,
        Metric.PAST_DUE,
        Metric.OLDEST_UNSENT,
    }
)
COUNTERS: Final = tuple(one for one in Metric if one not in GAUGES)


def emit(values: Mapping[Metric, float]) -> None:
    """Writes the line of the log that CloudWatch makes the metrics from."""
    # Without a service of its own: it would become a dimension, and multiply the metrics by the functions.
    line = AmazonCloudWatchEMFProvider(service="", default_dimensions={"Environment": setting("ENVIRONMENT")})
    for metric, value in values.items():
        line.add_metric(metric.title, metric.unit, value)
    line.flush_metrics()

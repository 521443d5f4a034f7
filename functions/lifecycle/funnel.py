"""The funnel: what is counted of the transitions, each as it comes from the stream.

Counted once all the records of a batch are followed. A batch that failed is counted when it succeeds, so that a record
counts twice only if the function is lost between the count and its end; one that the stream gave up is repaired by the
reconciliation, and not counted. The table is the truth, the funnel is a picture.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Final

from shared.metrics import Metric
from shared.registration.lifecycle import Event

COUNTED: Final[dict[Event, tuple[Metric, ...]]] = {
    Event.REGISTERED: (Metric.REQUESTS,),
    Event.PREVALIDATED: (Metric.PREVALIDATED,),
    Event.REFUSED: (Metric.REFUSED,),
    Event.UNANSWERED: (Metric.REFUSED,),
    Event.PAID: (Metric.PAID, Metric.VALIDATED),
    Event.REVIVED: (Metric.PAID, Metric.VALIDATED),
    Event.LATE_PAYMENT_RECORDED: (Metric.PAID,),
    Event.CARRIED_OVER: (Metric.VALIDATED,),
    Event.EXPIRED: (Metric.EXPIRED,),
    Event.WITHDRAWN: (Metric.WITHDRAWN,),
    Event.DEFERRAL_REQUESTED: (Metric.DEFERRALS_REQUESTED,),
    Event.DEFERRAL_GRANTED: (Metric.DEFERRALS_GRANTED,),
}
"""The others move nobody: a reminder, a document, a deferral that comes to nothing, a mail sent again."""


def counts(events: Iterable[Event]) -> Counter[Metric]:
    return Counter(metric for event in events for metric in COUNTED.get(event, ()))

"""What follows from a transition: its execution is woken, its mail ordered. All of it can be done twice."""

from datetime import UTC, datetime

from functions.lifecycle import executions
from functions.lifecycle.clock import outcome, read
from shared import keys, table
from shared.mail_orders import order_mail
from shared.registration.lifecycle import Event
from shared.registration.model import HistoryItem
from shared.registration.transition import NO_CONSEQUENCE


def follow(history: HistoryItem) -> None:
    """Wakes first, mails second: the mailer, as the last, marks the transition settled."""
    if history.event in NO_CONSEQUENCE:
        return
    if history.event is Event.REGISTERED:
        executions.start(history.reference)
    else:
        wake(history)
    order_mail(history.reference, history.version)


def wake(history: HistoryItem) -> None:
    """Answers the wait that began before this transition, if there is one."""
    (token,) = table.read(keys.token(history.reference))
    if token is not None and token["version"] < history.version:
        executions.answer(token["token"], outcome(read(history.reference), datetime.now(UTC)))

"""Replays the mail of a transition, by the outbox's own means: the history item, the queue, `mailer`."""

from argparse import ArgumentParser, Namespace
from typing import Final, NamedTuple

from functions.mails.resending import resend
from operate import file
from operate.command import Command, Outcome
from operate.place import Place, call, operator
from operate.refusals import OperatorError
from operate.telling import confirm
from shared import table
from shared.http.call import Call
from shared.mail_orders import order_mail
from shared.models import Nothing
from shared.registration import access, transition
from shared.registration.lifecycle import Event
from shared.registration.model import HistoryItem, Registration
from shared.registration.transition import NO_CONSEQUENCE


class Chosen(NamedTuple):
    item: HistoryItem
    how: str
    """`order`: it was never sent. `resend`: it failed. `again`: it was sent, and is sent a second time."""


def chosen(history: list[HistoryItem], event: str | None) -> Chosen:
    """The last mail of this event, or the last of all, and how it is replayed.

    Raises:
        OperatorError: there is no such mail, or it was sent again already.
    """
    mails = [one for one in history if one.event not in NO_CONSEQUENCE and event in {None, one.event}]
    if not mails:
        there = ", ".join(sorted({one.event for one in history}))
        raise OperatorError(f"This registration has no mail « {event} ».", f"Its events: {there}.")
    item = mails[-1]
    if item.mail_resent_as is not None:
        raise OperatorError(
            f"It was sent again, as version {item.mail_resent_as}.", f"Look at that one: `{Event.MAIL_RESENT}`."
        )
    if item.mail_problem:
        return Chosen(item, "resend")
    return Chosen(item, "again" if item.mail_sent_at else "order")


def _run(options: Namespace, place: Place) -> Outcome:
    place.settle("mails")
    asked = call(operator())
    registration, history = access.file(asked, options.reference)
    item, how = chosen(history, options.event)
    if how == "order":
        order_mail(item.reference, item.version)
    elif how == "resend":
        resend.run(call=asked, reference=item.reference, version=str(item.version), body=Nothing())
    else:
        confirm(options, f"It was sent at {item.mail_sent_at:%Y-%m-%d %H:%M} UTC. Send it a second time?")
        _send_again(registration, item, asked)
    return Outcome({"reference": item.reference, "replayed": how, "was": file.mail(item)})


def _send_again(registration: Registration, item: HistoryItem, asked: Call) -> None:
    """As for a mail that failed, in the history for everybody to see."""
    after = transition.moved(registration, Event.MAIL_RESENT, asked.cause)
    original = item.details["mail"] if item.event is Event.MAIL_RESENT else item.version
    table.commit(*transition.writes(registration, after, Event.MAIL_RESENT, asked.cause, {"mail": original}))


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("reference")
    parser.add_argument("event", nargs="?", choices=sorted(Event), metavar="EVENT", help="such as prevalidated")


MAIL: Final = Command(
    "mail",
    "replay the mail of a transition, the last one if no event is named",
    "CU-2701-7F3K-92 prevalidated --environment prod",
    _run,
    _arguments,
    notes="One that was never sent is ordered again. One that failed is sent again, if its address is good now. One "
    "that was sent is sent a second time only if you confirm it, and the history says so.",
    dangerous=True,
)

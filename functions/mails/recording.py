"""Keeps what SES told of a mail: on its history item, and on the address where nothing more is to be sent.

Whatever is told twice or in another order ends the same: the graver and later event remains, and the association is
written to once a mail.
"""

from contextlib import suppress

from boto3.dynamodb.conditions import Attr, ConditionBase

from functions.mails.feedback import Feedback
from shared import keys, mail_orders, suppression, table
from shared.table import StaleError


def record(told: Feedback) -> None:
    """The order comes last and is given again with the event: the mailer drops what was told before."""
    if told.for_good:
        for address in told.addresses:
            with suppress(StaleError):
                table.write(suppression.suppressed(address, at=told.problem.at))
    if told.mail is None:
        return
    reference, version = told.mail
    with suppress(StaleError):
        table.write(
            table.update(
                keys.history(reference, version),
                _news(told),
                set={
                    "mail_problem": told.problem.attributes(),
                    "mail_problem_rank": told.rank,
                    **keys.work(keys.MAIL_PROBLEMS, told.problem.at),
                },
                refused=lambda _: StaleError(),
            )
        )
    if _is_there(reference, version):
        mail_orders.order_mail_problem(reference, version)


def _news(told: Feedback) -> ConditionBase:
    """A mail that was sent again is done with."""
    graver = Attr("mail_problem_rank").not_exists() | Attr("mail_problem_rank").lt(told.rank)
    return table.PRESENT & Attr("mail_resent_as").not_exists() & graver


def _is_there(reference: str, version: int) -> bool:
    (item,) = table.read(keys.history(reference, version))
    return item is not None and "mail_problem_told_at" not in item

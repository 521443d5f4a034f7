"""The mail of a transition: sent once, held back where the address has failed, marked on the history item."""

from contextlib import suppress
from datetime import datetime

from boto3.dynamodb.conditions import Attr

from functions.mailer.contents import letter
from functions.mailer.post import hand_over
from shared import keys, suppression, table
from shared.candidate import Candidate
from shared.registration.model import HistoryItem, MailFailure, MailProblem, Registration
from shared.table import StaleError


def send(history: HistoryItem, registration: Registration, *, now: datetime) -> str:
    """What was done. A mail that is marked as sent, or of which SES has told something, is not sent again."""
    if history.mail_sent_at or history.mail_problem:
        return "sent_before"
    (person,) = table.read(keys.candidate(registration.nuc))
    if person is None:  # erased meanwhile: nobody to write to
        _settle(history, {})
        return "nobody"
    candidate = Candidate.model_validate(person)
    if suppression.is_suppressed(candidate.email, now=now):
        _hold_back(history, now)
        return "suppressed"
    mail = letter(history, registration, now=now)
    tags = {"reference": history.reference, "version": str(history.version)}
    mail_id = hand_over(mail, candidate.email, f"{candidate.given_name} {candidate.family_name}", now, tags)
    _settle(history, {"mail_sent_at": keys.instant(now), "mail_id": mail_id})
    return "sent"


def _settle(history: HistoryItem, marks: dict[str, str]) -> None:
    """The transition's last consequence is done: it leaves the list of the unsettled in the same write.

    A bounce may have been quicker: then it stands among the problems, and stays there.
    """
    key = keys.history(history.reference, history.version)
    fine = table.PRESENT & Attr("mail_problem").not_exists()
    try:
        table.write(table.update(key, fine, set=marks, remove=("work_pk", "work_at"), refused=lambda _: StaleError()))
    except StaleError:
        if marks:
            table.write(table.update(key, set=marks))


def _hold_back(history: HistoryItem, now: datetime) -> None:
    """From the list of the unsettled to the list of the problems, unless somebody has put it there already."""
    problem = MailProblem(failure=MailFailure.SUPPRESSED, cause="failed-before", at=now)
    held = {"mail_problem": problem.attributes(), **keys.work(keys.MAIL_PROBLEMS, now)}
    fine = table.PRESENT & Attr("mail_problem").not_exists()
    with suppress(StaleError):
        key = keys.history(history.reference, history.version)
        table.write(table.update(key, fine, set=held, refused=lambda _: StaleError()))

"""Sends a mail again that failed: a transition that changes nothing but the history, and whose mail is the old one."""

from boto3.dynamodb.conditions import Attr

from shared import keys, suppression, table
from shared.candidate import Candidate
from shared.http.call import Call
from shared.http.operation import Answer, operation
from shared.models import Nothing
from shared.problems.calls import NotFoundError
from shared.problems.registrations import AddressFailingError, MailNotFailedError, RegistrationNotFoundError
from shared.registration import access, reference, transition
from shared.registration.lifecycle import Event
from shared.registration.model import HistoryItem, Registration
from shared.registration.view import View
from shared.role import Role
from shared.table import StaleError, Write


class ResentView(View):
    reference: str
    version: int
    resent_as: int


@operation(
    "POST",
    "/v1/registrations/{reference}/mails/{version}/resend",
    summary="Renvoyer un courriel en échec, une fois l’adresse corrigée",
    roles=frozenset({Role.ASSOCIATION}),
    body=Nothing,
    status=200,
    answer=ResentView,
    problems=(RegistrationNotFoundError, MailNotFailedError, AddressFailingError),
)
def resend(call: Call, reference: str, version: str, body: Nothing) -> Answer:
    registration, failed = _load(call, reference, version)
    if failed.mail_problem is None:
        raise MailNotFailedError
    if failed.mail_resent_as is not None:
        return _answer(failed, failed.mail_resent_as)
    _check_address(registration, call)
    after = transition.moved(registration, Event.MAIL_RESENT, call.cause)
    # A mail sent again may fail again: what is sent is always the first one.
    original = failed.details["mail"] if failed.event is Event.MAIL_RESENT else failed.version
    return call.commit(
        [
            *transition.writes(registration, after, Event.MAIL_RESENT, call.cause, {"mail": original}),
            _done_with(failed, after.version),
        ],
        _answer(failed, after.version),
    )


def _load(call: Call, typed: str, version: str) -> tuple[Registration, HistoryItem]:
    if not (version.isascii() and version.isdecimal() and len(version) <= 6):
        raise NotFoundError
    registration, (item,) = access.load(call, typed, keys.history(reference.parse(typed), int(version)))
    if item is None:
        raise NotFoundError("Ce dossier n’a pas d’événement de ce numéro.")
    return registration, HistoryItem.model_validate(item)


def _check_address(registration: Registration, call: Call) -> None:
    (person,) = table.read(keys.candidate(registration.nuc))
    if person is None:
        raise NotFoundError("Les données de ce candidat sont effacées.")
    if suppression.is_suppressed(Candidate.model_validate(person).email, now=call.now):
        raise AddressFailingError


def _done_with(failed: HistoryItem, resent_as: int) -> Write:
    return table.update(
        keys.history(failed.reference, failed.version),
        Attr("mail_problem").exists() & Attr("mail_resent_as").not_exists(),
        set={"mail_resent_as": resent_as},
        remove=("work_pk", "work_at"),
        refused=lambda _: StaleError(),
    )


def _answer(failed: HistoryItem, resent_as: int) -> Answer:
    return Answer(200, ResentView(reference=failed.reference, version=failed.version, resent_as=resent_as))

"""Erasing a person: what stands in the way, the person at once, then everything that is written about them.

The marker is written in the transaction that deletes the person. From then on the erasure can stop at any point: the
same request, or the schedule, does it again from the beginning, and doing it twice does nothing
(docs/decisions/0014-erasure-and-retention.md).
"""

from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Final

import boto3

from functions.rights import dossiers
from functions.rights.dossiers import Dossier
from shared import aws, candidate, erasure, keys, table
from shared.candidate import Account
from shared.deferral import DeferralState
from shared.documents import store
from shared.nir import record
from shared.nir.record import NirRecord
from shared.problems.people import RegistrationsUnderwayError
from shared.registration.lifecycle import State
from shared.registration.model import Registration
from shared.role import Role
from shared.settings import setting
from shared.table import StaleError, Write

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

SECOND_PASS_AFTER: Final = timedelta(minutes=10)
"""By then nothing is under way any more that read the person's details before they were deleted."""
MARKER_KEPT_FOR: Final = timedelta(days=35)
"""As long as the backups: whoever restores one erases these people again."""
EXAM_DAY: Final = timedelta(days=1)

_CANDIDATES_TURN: Final = {State.PENDING, State.PREVALIDATED}


@cache
def cognito() -> "CognitoIdentityProviderClient":
    return boto3.client("cognito-idp", config=aws.limits())


def check(nuc: str, *, now: datetime) -> None:
    """Whether nothing of the person's is still under way.

    Raises:
        RegistrationsUnderwayError: a request is not settled, an exam is still to come, or a deferral or a late payment
            is undecided.
    """
    to_withdraw, to_wait_for = [], []
    for dossier in map(dossiers.load, _references(nuc)):
        if dossier.registration.state in _CANDIDATES_TURN:
            to_withdraw.append(dossier.registration.reference)
        elif _under_way(dossier, now):
            to_wait_for.append(dossier.registration.reference)
    if to_withdraw or to_wait_for:
        raise RegistrationsUnderwayError(to_withdraw, to_wait_for)


def begin(nuc: str, *, now: datetime) -> None:
    """Deletes the person and all the ways by which they are found, in one transaction; nothing if nobody is there.

    Raises:
        StaleError: the person's details have changed meanwhile.
    """
    person, number = table.read(keys.candidate(nuc), keys.nir(nuc))
    if person is not None:
        known = candidate.account(person)
        table.commit(_marked(nuc, now), _deleted(known), *_found_by(known), *_number_gone(record.of(number), now))


def finish(nuc: str) -> None:
    """Erases whatever is left, from the dossiers to the account to sign in with. It can be done again at any time."""
    for reference in _references(nuc):
        _erase(dossiers.load(reference))
    for partition in (keys.candidate_partition(nuc), keys.idempotency_partition(f"{Role.CANDIDATE}:{nuc}")):
        for item in table.all_of(table.key_is("pk", partition)):
            table.write(table.delete_anyway(keys.of(item)))
    table.write(table.delete_anyway(keys.draft(nuc)))
    _delete_account(nuc)


def is_known(nuc: str) -> bool:
    (person,) = table.read(keys.candidate(nuc))
    return person is not None


def is_begun(nuc: str) -> bool:
    (marker,) = table.read(keys.erasure(nuc))
    return marker is not None


def done(nuc: str, *, now: datetime) -> None:
    """After the second pass."""
    end = {"done_at": keys.instant(now), "ttl": int((now + MARKER_KEPT_FOR).timestamp())}
    table.write(table.update(keys.erasure(nuc), set=end, remove=("work_pk", "work_at")))


def _references(nuc: str) -> list[str]:
    return [one["reference"] for one in table.all_of(table.key_is("candidate_pk", nuc), index=keys.CANDIDATE_INDEX)]


def _under_way(dossier: Dossier, now: datetime) -> bool:
    return (
        _to_come(dossier.registration, now)
        or any(one.state is DeferralState.REQUESTED for one in dossier.deferrals)
        or any(one.outcome is None for one in dossier.late_payments)
    )


def _to_come(registration: Registration, now: datetime) -> bool:
    """Exams still to be taken; or, of one that ran out of time, exams for which a payment could still validate it."""
    if registration.state not in {State.VALIDATED, State.EXPIRED}:
        return False
    return any(now < line.starts_at + EXAM_DAY for line in registration.lines if not line.deferred)


def _marked(nuc: str, now: datetime) -> Write:
    return table.put_anyway(
        {
            **keys.erasure(nuc),
            "kind": "erasure",
            "nuc": nuc,
            "requested_at": keys.instant(now),
            **keys.work(keys.ERASURES, now + SECOND_PASS_AFTER),
        }
    )


def _deleted(person: Account) -> Write:
    """Of the details that the pointers were worked out from, and no others."""
    return table.delete(keys.candidate(person.nuc), candidate.unchanged(person), refused=lambda _: StaleError())


def _found_by(person: Account) -> list[Write]:
    return [table.delete_anyway(keys.of(one)) for one in candidate.pointers(person)]


def _number_gone(number: NirRecord | None, now: datetime) -> list[Write]:
    if number is None:
        return []
    indexes = {number.mac: table.read(keys.nir_index(number.mac))[0]} if number.mac else {}
    return record.erasing(number, indexes, now=now)


def _erase(dossier: Dossier) -> None:
    """The documents first, the registration last: until then the dossier is still found by the person."""
    for request in dossier.deferrals:
        store.delete_all(request.id)
    parts = [
        *map(erasure.of_history, dossier.history),
        *map(erasure.of_deferral, dossier.deferrals),
        *map(erasure.of_late_payment, dossier.late_payments),
        erasure.of_registration(dossier.registration),
    ]
    for writes in parts:
        for write in writes:
            table.write(write)


def _delete_account(nuc: str) -> None:
    try:
        cognito().admin_delete_user(UserPoolId=setting("USER_POOL_ID"), Username=nuc)
    except cognito().exceptions.UserNotFoundException:
        return  # never signed in, or deleted before

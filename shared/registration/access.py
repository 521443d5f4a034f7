"""Who may see which registration. What is not yours answers as if it did not exist."""

from shared import keys, table
from shared.attributes import Item
from shared.deferral import Deferral, DeferralState
from shared.http.call import Call
from shared.http.identity import Identity
from shared.problems.calls import NotFoundError
from shared.problems.registrations import DeferralDecidedError, RegistrationNotFoundError
from shared.registration import reference
from shared.registration.model import HistoryItem, Registration
from shared.registration.view import called
from shared.role import Role


def load(call: Call, typed: str, *others: keys.Key) -> tuple[Registration, list[Item | None]]:
    """The registration that somebody means by `typed`, and other items, in one read.

    Raises:
        RegistrationNotFoundError: there is no such registration, or not for this caller.
    """
    item, *found = call.read(keys.registration(reference.parse(typed)), *others)
    return opened(item, call.identity), found


def file(call: Call, typed: str) -> tuple[Registration, list[HistoryItem]]:
    """The registration that somebody means by `typed`, with its history, in one query.

    Raises:
        RegistrationNotFoundError: there is no such registration, or not for this caller.
    """
    items = list(table.all_of(table.key_is("pk", keys.registration_partition(reference.parse(typed)))))
    registration = opened(next((one for one in items if one["kind"] == "registration"), None), call.identity)
    return registration, [HistoryItem.model_validate(one) for one in items if one["kind"] == "history"]


def deferral(call: Call, id: str, *others: keys.Key) -> tuple[Deferral, Registration, list[Item | None]]:
    """A request for a deferral with its registration, and other items, in one read.

    Raises:
        NotFoundError: there is no such request, or not for this caller.
    """
    item, old, *found = call.read(keys.deferral(id), keys.registration(reference.of_deferral(id)), *others)
    if item is None:
        raise NotFoundError("Aucune demande de report ne porte cet identifiant.")
    return Deferral.model_validate(item), opened(old, call.identity), found


def check_undecided(asked: Deferral, reader: Identity) -> None:
    """Whether the request still waits for its decision.

    Raises:
        DeferralDecidedError: it was decided, or cancelled.
    """
    if asked.state is not DeferralState.REQUESTED:
        by = called(asked.decided_by, reader) if asked.decided_by else ""
        raise DeferralDecidedError(asked.state, by, asked.attributes().get("decided_at", ""))


def opened(item: Item | None, reader: Identity) -> Registration:
    """The registration, if it is there and the reader's to see.

    Raises:
        RegistrationNotFoundError: in every other case.
    """
    if item is None:
        raise RegistrationNotFoundError
    registration = Registration.model_validate(item)
    theirs = {
        Role.CANDIDATE: registration.nuc == reader.id,
        Role.CENTRE: registration.centre == reader.centre,
        Role.ASSOCIATION: True,
    }
    if not theirs[reader.role]:
        raise RegistrationNotFoundError
    return registration

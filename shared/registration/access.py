"""Who may see which registration. What is not yours answers as if it did not exist."""

from shared import keys, table
from shared.attributes import Item
from shared.http.call import Call
from shared.http.identity import Identity
from shared.problems.registrations import RegistrationNotFoundError
from shared.registration import reference
from shared.registration.model import HistoryItem, Registration, Role


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

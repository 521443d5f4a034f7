"""The association finds people and files by one field, which understands what was typed (docs/decisions/0021).

A reference is one read; a NUC, an e-mail address and the beginning of a name are one query each. A name and an address
give people, a NUC gives that person's registrations: so the cost never grows with what there is to find.
"""

from contextlib import suppress
from datetime import date
from typing import Final

from boto3.dynamodb.conditions import Key

from shared import keys, table
from shared.attributes import Item
from shared.candidate import nuc_meant
from shared.contact.text import searchable
from shared.problems.calls import FieldError, InvalidCursorError, ValidationError
from shared.problems.registrations import RegistrationNotFoundError
from shared.registration import reference
from shared.registration.model import Registration
from shared.registration.view import View

SHORTEST: Final = 2
"""Letters of a name: the list of names is divided by its first two."""


class FoundView(View):
    """A registration, or a person: then `reference` is None. Whoever was just given a NUC has no name yet."""

    nuc: str
    given_name: str | None
    family_name: str | None
    birth_name: str | None = None
    born_on: date | None = None
    reference: str | None = None
    state: str | None = None
    session: str | None = None
    centre: str | None = None
    exams: tuple[str, ...] = ()


class FoundList(View):
    items: list[FoundView]
    next: str | None = None


def find(typed: str, limit: int, cursor: str | None) -> FoundList:
    """What somebody means by `typed`: nothing found is an empty list.

    Raises:
        ValidationError: too short to search for, or a cursor of another list.
    """
    if "@" in typed:
        return _by_email(typed, limit, cursor)
    with suppress(RegistrationNotFoundError):
        return _by_reference(reference.parse(typed))
    nuc = nuc_meant(typed)
    if nuc and any(map(str.isdecimal, nuc)):
        return _by_nuc(nuc, limit, cursor)
    # A NUC of letters alone looks like a name: it is looked for when nobody has that name. A cursor knows its list.
    with suppress(*([InvalidCursorError] if nuc else [])):
        found = _by_name(searchable(typed), limit, cursor)
        if found.items or cursor or nuc is None:
            return found
    return _by_nuc(nuc or "", limit, cursor)


def _by_reference(reference: str) -> FoundList:
    (stored,) = table.read(keys.registration(reference))
    return FoundList(items=[_registration(stored)] if stored else [])


def _by_nuc(nuc: str, limit: int, cursor: str | None) -> FoundList:
    page = table.query(table.key_is("candidate_pk", nuc), index=keys.CANDIDATE_INDEX, limit=limit, after=cursor)
    if page.items or cursor:
        return FoundList(items=[_registration(one) for one in page.items], next=page.next)
    return FoundList(items=_people([nuc]))


def _by_email(email: str, limit: int, cursor: str | None) -> FoundList:
    page = table.query(table.key_is("pk", keys.email_partition(email)), limit=limit, after=cursor)
    return FoundList(items=_people([one["sk"] for one in page.items]), next=page.next)


def _by_name(name: str, limit: int, cursor: str | None) -> FoundList:
    if len(name) < SHORTEST:
        raise ValidationError([FieldError("q", "too-short", "Saisissez au moins deux lettres du nom")])
    beginning = Key("candidate_pk").eq(keys.names_partition(name)) & Key("candidate_sk").begins_with(name)
    page = table.query(beginning, index=keys.CANDIDATE_INDEX, limit=limit, after=cursor)
    # Somebody whose two names begin alike stands there twice.
    once = {one["nuc"]: one for one in page.items}
    return FoundList(items=[_person(one) for one in once.values()], next=page.next)


def _people(nucs: list[str]) -> list[FoundView]:
    found = table.read(*map(keys.candidate, nucs)) if nucs else []
    return [_person(one) for one in found if one is not None]


def _person(stored: Item) -> FoundView:
    return FoundView(
        nuc=stored["nuc"],
        given_name=stored.get("given_name"),
        family_name=stored.get("usual_name") or stored.get("birth_name"),
        birth_name=stored.get("birth_name"),
        born_on=stored.get("born_on"),
    )


def _registration(stored: Item) -> FoundView:
    one = Registration.model_validate(stored)
    return FoundView(
        **one.model_dump(include={"nuc", "given_name", "family_name", "reference", "state", "session", "centre"}),
        exams=tuple(one.exams),
    )

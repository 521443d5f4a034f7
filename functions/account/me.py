"""A candidate's own details."""

from datetime import date
from typing import Self

from functions.account.door import door
from functions.account.nir import NirView, shown
from shared import candidate, keys, table
from shared.attributes import Item
from shared.candidate import Account, Candidate
from shared.contact.details import ContactDetails
from shared.http.call import Call
from shared.http.operation import Answer
from shared.problems.calls import UnauthenticatedError
from shared.registration.view import View
from shared.role import Role
from shared.table import StaleError

CANDIDATE = frozenset({Role.CANDIDATE})


class MyView(View):
    """Whoever has just been given a NUC has no details yet."""

    nuc: str
    email: str
    complete: bool
    birth_name: str | None = None
    usual_name: str | None = None
    given_name: str | None = None
    born_on: date | None = None
    phone: str | None = None
    address_line1: str | None = None
    address_line2: str | None = None
    postcode: str | None = None
    town: str | None = None
    country: str | None = None
    nir: NirView | None
    """Masked."""

    @classmethod
    def of(cls, known: Account, nir: NirView | None) -> Self:
        return cls.model_validate({**known.model_dump(), "complete": isinstance(known, Candidate), "nir": nir})


@door.operation(
    "GET",
    "/v1/me",
    summary="Ses coordonnées",
    roles=CANDIDATE,
    status=200,
    answer=MyView,
)
def get_me(call: Call) -> Answer:
    stored, given = call.read(keys.candidate(call.identity.id), keys.nir(call.identity.id))
    return Answer(200, MyView.of(_there(stored), shown(given)))


@door.operation(
    "PUT",
    "/v1/me",
    summary="Donner ou changer ses coordonnées, l’adresse électronique mise à part",
    roles=CANDIDATE,
    body=ContactDetails,
    status=200,
    answer=MyView,
)
def put_me(call: Call, body: ContactDetails) -> Answer:
    stored, given = call.read(keys.candidate(call.identity.id), keys.nir(call.identity.id))
    before = _there(stored)
    details = body.model_dump()
    after = Candidate.model_validate({**before.model_dump(), **details})
    change = table.update(
        keys.candidate(before.nuc),
        candidate.unchanged(before),
        set={name: value for name, value in after.attributes().items() if name in details} | candidate.place(after),
        remove=[name for name, value in details.items() if value is None],
        refused=lambda _: StaleError(),
    )
    return call.commit([change, *candidate.moved(before, after)], Answer(200, MyView.of(after, shown(given))))


def _there(stored: Item | None) -> Account:
    if stored is None:
        raise UnauthenticatedError
    return candidate.account(stored)

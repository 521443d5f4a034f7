"""The mails about accounts: who an order concerns, whether there is anybody, and what they are sent.

Nobody outside learns any of it. A link's token is drawn here, at the moment of sending, and is in the mail only.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, Final, NamedTuple

from boto3.dynamodb.conditions import Key

from shared import candidate, keys, limits, links, table
from shared.candidate import Account, Candidate
from shared.letters import Letter
from shared.limits import Limit
from shared.links import Link, Purpose
from shared.mail import account_mails
from shared.mail.account_mails import AccountMail
from shared.person import Person
from shared.problems.calls import TooManyRequestsError
from shared.settings import setting

LETTERS: Final = Limit("letters", "LETTERS_LIMIT")
"""Mails that anybody may cause to be sent to one person."""

Order = dict[str, str]


class Outgoing(NamedTuple):
    mail: AccountMail
    to: str
    to_name: str = ""


class Desk(NamedTuple):
    """`id` is the order's; `counts` at its first try only, so that a failing mail server does not use up the limit."""

    id: str
    now: datetime
    counts: bool

    def may_write_to(self, who: str) -> bool:
        """Within the limit of mails that others can cause to be sent to one person; above it, nothing is said."""
        try:
            if self.counts:
                limits.use(LETTERS, who.lower(), now=self.now)
        except TooManyRequestsError:
            return False
        return True

    def token(self, purpose: Purpose, *, user_name: str | None = None, email: str | None = None) -> str:
        token = links.draw()
        link = Link(purpose=purpose, ttl=links.ends_at(self.now), user_name=user_name, email=email)
        table.write(table.put(links.item(token, link)))
        return token


def written(order: Order, desk: Desk) -> Iterator[Outgoing]:
    """The mails of an order: none when there is nobody to write to, or when they have had enough."""
    yield from _LETTERS[Letter(order["letter"])](order, desk)


def _nuc(order: Order, desk: Desk) -> Iterator[Outgoing]:
    for place, known in enumerate(_found(keys.known_as_partition(order["known_as"]))):
        here = desk._replace(id=f"{desk.id}-{place}")
        if desk.may_write_to(known.nuc):
            if _has_a_nuc(known):
                yield _to(known, account_mails.NucReminder(nuc=known.nuc, **_start(known, here)))
            else:
                yield _first_time_link(known.email, here)


def _password(order: Order, desk: Desk) -> Iterator[Outgoing]:
    name = order["user_name"]
    known = _person(name) if "@" in name else _account(name)
    if known is None or not desk.may_write_to(name):
        return
    if isinstance(known, Account) and not _has_a_nuc(known):
        yield _first_time_link(known.email, desk)
        return
    never = isinstance(known, Account) and known.never_signed_in
    mail = account_mails.FirstSignIn if never else account_mails.PasswordLink
    yield _to(known, mail(token=desk.token(Purpose.PASSWORD, user_name=name), **_start(known, desk)))


def _password_changed(order: Order, desk: Desk) -> Iterator[Outgoing]:
    name = order["user_name"]
    if known := _person(name) if "@" in name else _account(name):
        yield _to(known, account_mails.PasswordChanged(**_start(known, desk)))


def _first_time(order: Order, desk: Desk) -> Iterator[Outgoing]:
    email = order["email"]
    if not desk.may_write_to(email):
        return
    known = [one for one in _found(keys.email_partition(email)) if _has_a_nuc(one)]
    if known:
        nucs = tuple(one.nuc for one in known)
        yield Outgoing(account_mails.AlreadyKnown(nucs=nucs, id=desk.id, given_name=None), known[0].email)
    else:
        yield _first_time_link(email, desk)


def _welcome(order: Order, desk: Desk) -> Iterator[Outgoing]:
    if known := _account(order["user_name"]):
        yield _to(known, account_mails.NucGiven(nuc=known.nuc, **_start(known, desk)))


def _address(order: Order, desk: Desk) -> Iterator[Outgoing]:
    email = order["email"]
    known = _account(order["user_name"])
    if known is not None and desk.may_write_to(email):
        token = desk.token(Purpose.ADDRESS, user_name=known.nuc, email=email)
        yield Outgoing(account_mails.NewAddress(token=token, **_start(known, desk)), email)


def _address_changed(order: Order, desk: Desk) -> Iterator[Outgoing]:
    if known := _account(order["user_name"]):
        yield Outgoing(account_mails.AddressChanged(**_start(known, desk)), order["email"])


def _address_corrected(order: Order, desk: Desk) -> Iterator[Outgoing]:
    if known := _account(order["user_name"]):
        yield _to(known, account_mails.AddressCorrected(**_start(known, desk)))


_LETTERS: Final[dict[Letter, Callable[[Order, Desk], Iterator[Outgoing]]]] = {
    Letter.NUC: _nuc,
    Letter.PASSWORD: _password,
    Letter.PASSWORD_CHANGED: _password_changed,
    Letter.FIRST_TIME: _first_time,
    Letter.WELCOME: _welcome,
    Letter.ADDRESS: _address,
    Letter.ADDRESS_CHANGED: _address_changed,
    Letter.ADDRESS_CORRECTED: _address_corrected,
}


def _first_time_link(email: str, desk: Desk) -> Outgoing:
    token = desk.token(Purpose.FIRST_TIME, email=email)
    return Outgoing(account_mails.FirstTime(token=token, id=desk.id, given_name=None), email)


def _found(partition: str) -> list[Account]:
    """Those that a pointer leads to."""
    nucs = [pointer["sk"] for pointer in table.all_of(Key("pk").eq(partition))]
    return [candidate.account(one) for one in (table.read(*map(keys.candidate, nucs)) if nucs else []) if one]


def _account(nuc: str) -> Account | None:
    (found,) = table.read(keys.candidate(nuc))
    return candidate.account(found) if found else None


def _person(email: str) -> Person | None:
    (found,) = table.read(keys.person(email))
    known = Person.model_validate(found) if found else None
    return known if known and known.disabled_at is None else None


def _has_a_nuc(known: Account) -> bool:
    return known.has_a_nuc_of_use(setting("FIRST_SESSION_WITH_NUC"))


def _start(known: Account | Person, desk: Desk) -> dict[str, Any]:
    return {"id": desk.id, "given_name": known.given_name if isinstance(known, Candidate) else None}


def _to(known: Account | Person, mail: AccountMail) -> Outgoing:
    match known:
        case Candidate():
            return Outgoing(mail, known.email, f"{known.given_name} {known.family_name}")
        case Person():
            return Outgoing(mail, known.email, known.name)
        case _:
            return Outgoing(mail, known.email)

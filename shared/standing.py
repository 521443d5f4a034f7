"""Who still stands behind a sign-in: somebody who is there, whose sessions have not been ended since.

For the authorizer, which takes tokens, and for the operation that gives further ones.
"""

from datetime import datetime

from shared import keys, table
from shared.candidate import Account, account
from shared.person import Person
from shared.settings import setting


def candidate(nuc: str, *, signed_in_at: datetime) -> Account | None:
    (item,) = table.read(keys.candidate(nuc))
    if item is None:
        return None
    known = account(item)
    return known if _is_since(known.tokens_from, signed_in_at) else None


def person(email: str, *, signed_in_at: datetime) -> Person | None:
    """One of the staff; where a second factor is required, it was asked for at this sign-in."""
    (item,) = table.read(keys.person(email))
    if item is None:
        return None
    known = Person.model_validate(item)
    if known.disabled_at is not None or not _is_since(known.tokens_from, signed_in_at):
        return None
    if setting("SECOND_FACTOR") == "required" and not known.had_second_factor(signed_in_at=signed_in_at):
        return None
    return known


def _is_since(tokens_from: datetime | None, signed_in_at: datetime) -> bool:
    """Whether the sign-in is of the second in which the person's sessions were last ended, or later."""
    return tokens_from is None or signed_in_at >= tokens_from.replace(microsecond=0)

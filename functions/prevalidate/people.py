"""The persons behind a centre's registrations, for the files that it makes of them."""

from collections.abc import Iterable
from typing import Final

from shared import audit, candidate, keys, table
from shared.attributes import Item
from shared.candidate import Account
from shared.http.call import Call
from shared.registration.model import Registration

CSV: Final = "text/csv; charset=utf-8"


def opened(
    call: Call, session: str, registrations: Iterable[Registration], *others: keys.Key
) -> tuple[list[Item | None], dict[str, Account]]:
    """Other items, and the persons by NUC, but for those whose data are erased: one read for each hundred.

    A file holds what an opening shows, of many at once: it leaves one entry in the audit trail, for centre and session.

    Raises:
        BusyError: it could not be entered, so the file must not be made.
    """
    nucs = sorted({one.nuc for one in registrations})
    wanted = [*audit.to_read(call), *others, *map(keys.candidate, nucs)]
    found = table.read_many(wanted)
    first_other, first_person = len(wanted) - len(others) - len(nucs), len(wanted) - len(nucs)
    audit.record(call, f"{session}/{call.identity.centre}", found[:first_other])
    people = [candidate.account(one) for one in found[first_person:] if one]
    return found[first_other:first_person], {one.nuc: one for one in people}

"""The audit trail: who of the staff opened which file, tamper-evident (docs/decisions/0013-the-audit-trail.md).

Each reader has a chain of entries a day, and each entry carries the hash of the one before. A digest of the day’s
chains carries the hash of the digest before and is signed, so that a chain cannot be made anew either.
"""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from typing import Any, Final, NamedTuple

from boto3.dynamodb.conditions import Attr, Key
from botocore.exceptions import BotoCoreError, ClientError

from shared import keys, table
from shared.attributes import Item
from shared.http.call import Call
from shared.models import Stored
from shared.problems.calls import BusyError
from shared.registration.model import Actor
from shared.role import Role
from shared.settings import setting
from shared.table import StaleError, TableBusyError

TRIES: Final = 25
"""As many files as one reader can open in the same instant: at each try at least one of them is entered."""
BEGINNING: Final = ""
"""What the first entry of a chain and the first digest carry instead of the hash of the one before."""


class Entry(Stored):
    number: int
    at: datetime
    by: Actor
    reference: str = ""
    """Of the file that was opened; none of a search."""
    found: int | None = None
    """How many results a search gave; what was searched for is not kept."""
    document: str | None = None
    """What was opened of the file, if it was a document and not the file itself."""
    correlation_id: str
    previous: str
    hash: str

    @property
    def reader(self) -> str:
        return f"{self.by.role}:{self.by.id}"

    def hash_due(self) -> str:
        return hashed({name: value for name, value in self.attributes().items() if name != "hash"})


class Digest(Stored):
    """What a day's trail was when the day was over. `root` follows from the end of every chain."""

    day: date
    chains: int
    entries: int
    root: str
    faults: int
    """How many were found before signing: 0 unless somebody changed the trail."""
    previous: str

    def text(self) -> bytes:
        """What is signed."""
        return canonical(self.model_dump(mode="json", include=set(Digest.model_fields)))


class SignedDigest(Digest):
    signature: str
    """ECDSA with SHA-256 on P-256, DER, in base 64."""
    signed_at: datetime


class Day(NamedTuple):
    """What the table holds of a day."""

    day: date
    entries: list[Item]
    heads: list[Item]


def canonical(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def hashed(value: Any) -> str:
    return sha256(canonical(value)).hexdigest()


def to_read(call: Call) -> list[keys.Key]:
    """What must be read to record an opening: the end of the reader's chain; nothing for a candidate's own file."""
    return [] if call.identity.role is Role.CANDIDATE else [keys.audit_head(call.now.date(), call.identity.principal)]


def record(call: Call, reference: str, read: list[Item | None], **about: Any) -> None:
    """Enters the opening of a file by staff, of a document in it, or a search (`document`, `found` of the entry).

    `read` is what was read of `to_read`. One write.

    Raises:
        BusyError: it could not be entered, so the file must not be shown.
    """
    for head in read:
        try:
            _append(call, reference, head, about)
        except (ClientError, BotoCoreError, TableBusyError) as error:
            raise BusyError from error


def _append(call: Call, reference: str, head: Item | None, about: Mapping[str, Any]) -> None:
    for _ in range(TRIES):
        try:
            return table.commit(*_writes(next_entry(call, reference, head, about), head))
        except StaleError:  # the same reader has opened another file in this instant
            (head,) = table.read(*to_read(call))
    raise TableBusyError


def next_entry(call: Call, reference: str, head: Item | None, about: Mapping[str, Any]) -> Entry:
    entry = Entry(
        number=head["number"] + 1 if head else 1,
        at=call.now,
        by=call.identity.actor(),
        reference=reference,
        **about,
        correlation_id=call.correlation_id,
        previous=head["hash"] if head else BEGINNING,
        hash="",
    )
    return entry.model_copy(update={"hash": entry.hash_due()})


def _writes(entry: Entry, head: Item | None) -> list[table.Write]:
    day = entry.at.date()
    kept_for = timedelta(days=int(setting("AUDIT_RETENTION_DAYS")))
    # A day ends as a whole: half of a chain could not be verified.
    ttl = int((datetime.combine(day, time.max, UTC) + kept_for).timestamp())
    unchanged = Attr("hash").eq(head["hash"]) if head else table.ABSENT
    moved = {
        **keys.audit_head(day, entry.reader),
        "kind": "audit head",
        "number": entry.number,
        "hash": entry.hash,
        "ttl": ttl,
    }
    return [
        table.put(moved, unchanged, refused=lambda _: StaleError()),
        table.put(
            {
                **keys.audit_entry(day, entry.reader, entry.number),
                "kind": "audit entry",
                **entry.attributes(),
                "ttl": ttl,
            }
        ),
    ]


def load(day: date) -> Day:
    items = list(table.all_of(Key("pk").eq(keys.audit_partition(day))))
    return Day(
        day,
        [one for one in items if one["kind"] == "audit entry"],
        [one for one in items if one["kind"] == "audit head"],
    )


def digest(day: Day, previous: Digest | None) -> Digest:
    ends = _ends(day.entries)
    return Digest(
        day=day.day,
        chains=len(ends),
        entries=len(day.entries),
        root=hashed(sorted([reader, end["number"], end["hash"]] for reader, end in ends.items())),
        faults=len(faults(day)),
        previous=sha256(previous.text()).hexdigest() if previous else BEGINNING,
    )


def faults(day: Day) -> list[str]:
    """What is wrong within one day: entries altered, removed, inserted or moved. An empty list is a sound trail."""
    found = []
    before: dict[str, Entry] = {}
    for item in day.entries:  # by their sort keys: reader by reader, in the order of their numbers
        entry = Entry.model_validate(item)
        last = before.get(entry.reader)
        place = f"{day.day} {entry.reader} {entry.number}"
        if entry.hash != entry.hash_due():
            found.append(f"{place}: altered")
        if keys.of(item) != keys.audit_entry(day.day, entry.reader, entry.number) or entry.at.date() != day.day:
            found.append(f"{place}: not in its place")
        if (entry.number, entry.previous) != ((last.number + 1, last.hash) if last else (1, BEGINNING)):
            found.append(f"{place}: does not follow the one before")
        before[entry.reader] = entry
    ends = {keys.audit_head(day.day, reader)["sk"]: (one.number, one.hash) for reader, one in before.items()}
    heads = {head["sk"]: (head["number"], head["hash"]) for head in day.heads}
    lost = {sk for sk, _ in ends.items() ^ heads.items()}
    return found + [f"{day.day} {sk}: not the end of the chain" for sk in sorted(lost)]


def _ends(entries: list[Item]) -> dict[str, Item]:
    """The last entry of each chain."""
    return {Entry.model_validate(one).reader: one for one in entries}

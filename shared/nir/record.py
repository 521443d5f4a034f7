"""What the table holds of a candidate's social security number (NIR), and the writes that change it.

The number itself is sealed (`shared.nir.vault`); everything here can be read without being able to open it.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from boto3.dynamodb.conditions import Attr, ConditionBase

from shared import keys, table
from shared.attributes import Item
from shared.models import Stored
from shared.table import StaleError, Write


class Doubt(StrEnum):
    NONE = "none"
    PROVISIONAL = "provisional"
    BIRTH_DATE = "birth-date"
    SHARED = "shared"
    """The only one that is about several candidates: they have given the same number."""


class Sealed(Stored):
    """A number encrypted under a data key of its own, and that key wrapped by KMS; each in base 64."""

    wrapped_key: str
    nonce: str
    ciphertext: str


class NirRecord(Stored):
    """A number that was given, or the word that there is none: then `sealed`, `mac` and `masked` are missing."""

    nuc: str
    version: int
    given_at: datetime
    masked: str | None = None
    sealed: Sealed | None = None
    mac: str | None = None
    provisional: bool = False
    disagrees: bool = False
    """The number says another date of birth than the candidate."""

    @property
    def doubts(self) -> list[Doubt]:
        """What the association has to look at."""
        found = {Doubt.NONE: self.sealed is None, Doubt.PROVISIONAL: self.provisional, Doubt.BIRTH_DATE: self.disagrees}
        return [doubt for doubt, there_is in found.items() if there_is]


Indexes = Mapping[str, Item | None]
"""The index items of the numbers that a change is about, by their MAC, as they were read."""


def of(item: Item | None) -> NirRecord | None:
    return NirRecord.model_validate(item) if item else None


def replacing(before: NirRecord | None, after: NirRecord, indexes: Indexes) -> list[Write]:
    """Puts a record in the place of the one before, and its NUC from one index item into the other.

    Any change meanwhile of what was read, or of whether the candidate still exists, is a `StaleError`.
    """
    to_check = keys.work(keys.NIRS_TO_CHECK, after.given_at) if after.doubts else {}
    item = {**keys.nir(after.nuc), "kind": "nir", **to_check, **after.attributes()}
    return [
        table.check(keys.candidate(after.nuc), refused=_stale),
        table.put(item, _as_read(before), refused=_stale),
        *_indexed(after.nuc, before.mac if before else None, after.mac, indexes, after.given_at),
    ]


def erasing(record: NirRecord, indexes: Indexes, *, now: datetime) -> list[Write]:
    """Without the wrapped key nobody can open the number any more, KMS included."""
    return [
        table.delete(keys.nir(record.nuc), _as_read(record), refused=_stale),
        *_indexed(record.nuc, record.mac, None, indexes, now),
    ]


def _indexed(nuc: str, old: str | None, new: str | None, indexes: Indexes, at: datetime) -> list[Write]:
    if old == new:
        return []
    writes = []
    if old:
        writes.append(_holders(old, indexes[old], _nucs(indexes[old]) - {nuc}, at))
    if new:
        writes.append(_holders(new, indexes[new], _nucs(indexes[new]) | {nuc}, at))
    return writes


def _holders(mac: str, as_read: Item | None, nucs: set[str], at: datetime) -> Write:
    """A number that more than one candidate has given stands in the association's work list until it is not so."""
    when = Attr("nucs").eq(as_read["nucs"]) if as_read else table.ABSENT
    if not nucs:
        return table.delete(keys.nir_index(mac), when, refused=_stale)
    to_check = keys.work(keys.NIRS_TO_CHECK, at) if len(nucs) > 1 else {}
    item = {**keys.nir_index(mac), "kind": "nir_index", "nucs": sorted(nucs), **to_check}
    return table.put(item, when, refused=_stale)


def _nucs(index: Item | None) -> set[str]:
    return set(index["nucs"]) if index else set()


def _as_read(record: NirRecord | None) -> ConditionBase:
    return Attr("version").eq(record.version) if record else table.ABSENT


def _stale(_: Item) -> Exception:
    return StaleError()

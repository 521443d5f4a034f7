"""The table as it stood, so that many endings of one story need its beginning only once."""

from collections import defaultdict
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

from shared import attributes
from shared.attributes import Item
from tests.support.aws import moto_table


@dataclass(frozen=True)
class Snapshot:
    items: dict[str, dict[str, Any]]
    """As moto keeps them: by partition and sort key."""

    @classmethod
    def taken(cls) -> Self:
        return cls(deepcopy(dict(moto_table().items)))

    def restore(self) -> None:
        """What the stream would tell of this never happened."""
        moto_table().items.clear()
        moto_table().items.update(deepcopy(self.items))
        moto_table().stream_shard.items.clear()

    def of_kind(self, kind: str) -> list[Item]:
        return self.by_kind[kind]

    @cached_property
    def by_kind(self) -> dict[str, list[Item]]:
        found = defaultdict(list)
        for items in self.items.values():
            for item in items.values():
                read = attributes.deserialised(item.to_json()["Attributes"])
                found[read["kind"]].append(read)
        return found

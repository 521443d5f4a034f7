"""After a backup was restored: whoever was erased since then is erased again, by the next hourly run of `rights`.

It reads the markers of erasures in the table that was replaced and writes them into the one in use, due at once. Done
twice it does no harm.
"""

import argparse
from collections.abc import Iterator
from datetime import UTC, datetime

from operate import place
from shared import attributes, keys, table
from shared.attributes import Item


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m operate.erase_again", description=__doc__)
    place.add_options(parser)
    parser.add_argument("replaced", help="the name of the table that was replaced")
    options = parser.parse_args(arguments)
    place.settle(options, "rights")
    print(f"{carry_over(options.replaced)} to be erased again, within the hour")
    return 0


def carry_over(replaced: str) -> int:
    """Number of the markers."""
    due = keys.work(keys.ERASURES, datetime.now(UTC))
    markers = [marker | due for marker in _markers(replaced)]
    for marker in markers:
        table.write(table.put_anyway(marker))
    return len(markers)


def _markers(replaced: str) -> Iterator[Item]:
    pages = (
        table.client()
        .get_paginator("scan")
        .paginate(
            TableName=replaced,
            FilterExpression="kind = :kind",
            ExpressionAttributeValues=attributes.serialised({":kind": "erasure"}),
        )
    )
    return (attributes.deserialised(item) for page in pages for item in page["Items"])


if __name__ == "__main__":
    raise SystemExit(main())

"""After a backup was restored: whoever was erased since then is erased again, by the next hourly run of `rights`."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from operate.command import Command, Outcome
from operate.place import Place
from shared import attributes, keys, table
from shared.attributes import Item


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


def _run(options: Namespace, place: Place) -> Outcome:
    place.settle("rights")
    return Outcome({"to_be_erased_again": carry_over(options.replaced), "when": "within the hour"})


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("replaced", help="the name of the table that was replaced")


ERASE_AGAIN: Final = Command(
    "erase-again",
    "after a restore, erase again whoever was erased since",
    "OLD_TABLE --environment prod",
    _run,
    _arguments,
    notes="Reads the markers of erasures in the table that was replaced and writes them into the one in use, due at "
    "once. Done twice it does no harm.",
)

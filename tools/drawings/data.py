"""The table: its partitions with their items, its indexes with their lists, and who asks for them as lists."""

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from tools.drawings.items import Item, Pattern, items, patterns, places
from tools.drawings.sheet import Box, Card, Sheet, Strong

WIDTH, EDGE, COLUMNS, GAP = 1080, 30, 3, 14
INNER = WIDTH - 2 * EDGE - 28
QUERY: Final = re.compile(r"Query `([A-Za-z_]+)")
"""Of an access pattern: the index, or the beginning of the partition."""
HASHED: Final = re.compile(r"<(SHA-256|MAC)[^>]*>")
READ_BY_KEY: Final = "What no query names is read by its whole key: one BatchGetItem for all that a request needs."


def data() -> str:
    sheet, asked = Sheet(WIDTH), _asked(patterns())
    y = 58.0
    partitions = _stacked(sheet, [_partition(title, held, asked) for title, held in _by_partition(items())], y)
    band = sheet.band("Partitions of the table, with the sort keys of their items", partitions)
    indexes = _stacked(sheet, _indexes(asked), band.bottom[1] + 78)
    below = sheet.band("Indexes, each with all attributes, and the lists in them", indexes)
    sheet.arrow(band.bottom, (band.bottom[0], below.y))
    note = sheet.card(Card(READ_BY_KEY, (), "outside"), EDGE, below.bottom[1] + 20, WIDTH - 2 * EDGE)
    return sheet.svg(note.bottom[1] + 20)


def _by_partition(found: Sequence[Item]) -> list[tuple[str, list[Item]]]:
    by_partition = defaultdict[str, list[Item]](list)
    for one in found:
        by_partition[one.partition].append(one)
    return list(by_partition.items())


def _asked(found: Sequence[Pattern]) -> dict[str, list[str]]:
    """Who asks, by what is queried."""
    asked = defaultdict[str, list[str]](list)
    for one in found:
        for name in dict.fromkeys(QUERY.findall(one.answered_by)):
            asked[name].append(one.asked_by.replace("`", ""))
    return asked


def _partition(title: str, held: Sequence[Item], asked: dict[str, list[str]]) -> Card:
    lines = [line for one in held for line in (Strong(one.sort.replace("`", "")), one.what)]
    queries = _queries(asked.get(title.partition("#")[0], []))
    return Card(HASHED.sub("<hash>", title), (*lines, *queries), "store")


def _indexes(asked: dict[str, list[str]]) -> list[Card]:
    found = places()
    cards = []
    for index in dict.fromkeys(one.list_of for one in found):
        held = [one for one in found if one.list_of == index]
        lines = [line for one in held for line in (Strong(one.partition), f"{one.holds}; by {one.sort}")]
        cards.append(Card(index, (*lines, *_queries(asked[index])), "clock"))
    return cards


def _queries(who: Sequence[str]) -> list[str]:
    return [f"→ {one}" for one in dict.fromkeys(who)]


def _stacked(sheet: Sheet, cards: Sequence[Card], y: float) -> Box:
    """Each where there is most room, below what stands there."""
    width = (INNER - GAP * (COLUMNS - 1)) / COLUMNS
    ends = [y] * COLUMNS
    for card in cards:
        column = ends.index(min(ends))
        box = sheet.card(card, EDGE + 14 + column * (width + GAP), ends[column], width)
        ends[column] = box.bottom[1] + GAP
    return Box(EDGE + 14, y, INNER, max(ends) - GAP - y)

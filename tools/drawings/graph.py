"""Boxes in a grid with labelled ways between them. Only the places of the boxes are chosen."""

import math
from collections.abc import Collection, Mapping
from html import escape
from typing import Final, NamedTuple

BOX_WIDTH, BOX_HEIGHT, COLUMN, ROW, MARGIN, LINE = 220, 54, 350, 150, 70, 15
PARTING, AROUND = 26, 120
EDGE = BOX_WIDTH / 2 + 20
NOTHING = "nothing before "

STYLE: Final = """
  text { font: 14px system-ui, sans-serif; fill: #1b2733 }
  .label { font-size: 12px; paint-order: stroke; stroke: #fff; stroke-width: 4px }
  rect { fill: #eef4fc; stroke: #1f5fad; stroke-width: 1.5 }
  .end rect { fill: #eaf5ec; stroke: #2b7a3d; stroke-width: 3 }
  path { fill: none; stroke: #5b6b7a; stroke-width: 1.5 }
  marker path { fill: #5b6b7a; stroke: none }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 } .label { stroke: #0d1117 }
    rect { fill: #15263b } .end rect { fill: #12291a }
    path { stroke: #9aa7b4 } marker path { fill: #9aa7b4 }
  }
"""


class Place(NamedTuple):
    column: float
    row: float

    @property
    def x(self) -> float:
        return MARGIN + BOX_WIDTH / 2 + self.column * COLUMN

    @property
    def y(self) -> float:
        return MARGIN + BOX_HEIGHT / 2 + self.row * ROW


Edges = Mapping[tuple[str, str], list[str]]


def drawn(places: Mapping[str, Place], edges: Edges, ends: Collection[str]) -> str:
    left = min(place.x for place in places.values())
    width = max(place.x for place in places.values()) - left
    height = max(place.y for place in places.values()) + BOX_HEIGHT / 2 + MARGIN
    parts = [
        *(
            _edge(places[one], places[other], labels, bend=_bend(one, other, places, edges))
            for (one, other), labels in edges.items()
        ),
        *(_box(name, place, end=name in ends) for name, place in places.items() if not name.startswith(NOTHING)),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" '
        f'viewBox="{left - EDGE:.0f} 0 {width + 2 * EDGE:.0f} {height:.0f}">\n'
        f"<style>{STYLE}</style>\n"
        '<defs><marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" orient="auto">'
        '<path d="M0 0L10 5L0 10z"/></marker></defs>\n' + "\n".join(parts) + "\n</svg>\n"
    )


def _bend(one: str, other: str, places: Mapping[str, Place], edges: Edges) -> float:
    """Two ways between the same boxes part; a way across a third box goes around it."""
    start, end = places[one], places[other]
    for name, place in places.items():
        between = min(start.column, end.column) < place.column < max(start.column, end.column)
        if name not in {one, other} and between and place.row == start.row == end.row:
            return AROUND
    return PARTING if (other, one) in edges else 0


def _box(name: str, place: Place, *, end: bool) -> str:
    return (
        f"<g{' class=' + chr(34) + 'end' + chr(34) if end else ''}>"
        f'<rect x="{place.x - BOX_WIDTH / 2:.0f}" y="{place.y - BOX_HEIGHT / 2:.0f}" width="{BOX_WIDTH}" '
        f'height="{BOX_HEIGHT}" rx="8"/>'
        f'<text x="{place.x:.0f}" y="{place.y + 5:.0f}" text-anchor="middle">{escape(name)}</text></g>'
    )


def _edge(start: Place, end: Place, labels: list[str], *, bend: float) -> str:
    """A curve from border to border, its labels at its middle; `bend` pushes it to its left, in pixels."""
    if start == end:
        side = 1 if start.row else -1  # the loops of the first row stand above it
        x, y = start.x, start.y + side * BOX_HEIGHT / 2
        path = f"M{x - 30:.0f} {y:.0f}c-14 {46 * side} 74 {46 * side} 60 0"
        at = (x, y + side * (38 + 8 * len(labels)))
    else:
        length = math.hypot(end.x - start.x, end.y - start.y)
        left = ((end.y - start.y) / length, -(end.x - start.x) / length)
        control = ((start.x + end.x) / 2 + left[0] * bend, (start.y + end.y) / 2 + left[1] * bend)
        (x1, y1), (x2, y2) = _border(start, control), _border(end, control)
        path = f"M{x1:.0f} {y1:.0f}Q{control[0]:.0f} {control[1]:.0f} {x2:.0f} {y2:.0f}"
        at = ((x1 + 2 * control[0] + x2) / 4, (y1 + 2 * control[1] + y2) / 4)
    top = at[1] - (len(labels) - 1) * LINE / 2 + 4
    words = "".join(
        f'<text class="label" x="{at[0]:.0f}" y="{top + number * LINE:.0f}" text-anchor="middle">{escape(label)}</text>'
        for number, label in enumerate(labels)
        if label
    )
    return f'<path d="{path}" marker-end="url(#tip)"/>{words}'


def _border(box: Place, towards: tuple[float, float]) -> tuple[float, float]:
    """Where the straight line from the middle of the box leaves it."""
    dx, dy = towards[0] - box.x, towards[1] - box.y
    scale = min(BOX_WIDTH / 2 / abs(dx) if dx else math.inf, BOX_HEIGHT / 2 / abs(dy) if dy else math.inf)
    return box.x + dx * scale, box.y + dy * scale

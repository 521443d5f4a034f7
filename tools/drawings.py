"""Draws the life of a registration and its state machine, from the code that decides them.

`python -m tools.drawings` writes docs/drawings/*.svg; with `--check` it says whether they are current. Only the places
of the boxes are chosen here: what is drawn comes from the table of transitions and from the definition.
"""

import argparse
import json
import math
from collections import defaultdict
from collections.abc import Collection, Mapping
from html import escape
from pathlib import Path
from typing import Final, NamedTuple

from shared.registration.lifecycle import NEXT, State

DRAWINGS: Final = Path("docs/drawings")
DEFINITION: Final = Path("infra/lifecycle.asl.json")

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

LIFE_PLACES: Final = {
    State.PENDING: Place(0, 1),
    State.PREVALIDATED: Place(1, 1),
    State.VALIDATED: Place(2, 1),
    State.REFUSED: Place(0, 0),
    State.EXPIRED: Place(1.5, 0),
    State.WITHDRAWN: Place(0.5, 2),
}
BEGINNINGS: Final = {State.PENDING: Place(-0.95, 1), State.VALIDATED: Place(2.95, 1)}
"""Where the arrow of a life that begins in this state comes from."""

MACHINE_PLACES: Final = {
    "Look": Place(0, 1),
    "Route": Place(1, 1),
    "AwaitDecision": Place(2, 0),
    "AwaitPaymentUntilReminder": Place(2, 1),
    "AwaitPaymentUntilEnd": Place(2, 2),
    "NoAnswer": Place(3, 0),
    "Remind": Place(3, 1),
    "Expire": Place(3, 2),
    "Validated": Place(-0.1, 3),
    "Refused": Place(0.58, 3),
    "Expired": Place(1.26, 3),
    "Withdrawn": Place(1.94, 3),
}


def life() -> str:
    """From the table of transitions."""
    edges: dict[tuple[str, str], list[str]] = defaultdict(list)
    for (before, event), after in NEXT.items():
        edges[before or f"{NOTHING}{after}", after].append(event.replace("_", " "))
    beginnings = {f"{NOTHING}{state}": place for state, place in BEGINNINGS.items()}
    return _svg(beginnings | LIFE_PLACES, edges, set(State) - {State.PENDING, State.PREVALIDATED})


def machine() -> str:
    """From the definition. Ways back to `Route` carry no label: every task and every answer takes one."""
    states = json.loads(DEFINITION.read_text(encoding="utf-8"))["States"]
    edges: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name, state in states.items():
        for choice in state.get("Choices", []):
            edges[name, choice["Next"]].append(choice["StringEquals"])
        for catcher in state.get("Catch", []):
            if catcher["ErrorEquals"] == ["States.Timeout"]:
                edges[name, catcher["Next"]].append("time-out")
        if "Next" in state:
            edges[name, state["Next"]].append("")
    return _svg(MACHINE_PLACES, edges, {name for name, state in states.items() if state["Type"] == "Succeed"})


def _svg(places: Mapping[str, Place], edges: Edges, ends: Collection[str]) -> str:
    left = min(place.x for place in places.values())
    width = max(place.x for place in places.values()) - left
    height = max(place.y for place in places.values()) + BOX_HEIGHT / 2 + MARGIN
    drawn = [
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
        '<path d="M0 0L10 5L0 10z"/></marker></defs>\n' + "\n".join(drawn) + "\n</svg>\n"
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


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.drawings", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 if a drawing is not current")
    check = parser.parse_args().check
    stale = 0
    for name, svg in {"life.svg": life(), "state-machine.svg": machine()}.items():
        path = DRAWINGS / name
        if path.exists() and path.read_text(encoding="utf-8") == svg:
            continue
        if check:
            print(f"{path} is not current: run `python -m tools.drawings`")
            stale = 1
        else:
            path.write_text(svg, encoding="utf-8")
            print(f"wrote {path}")
    return stale


if __name__ == "__main__":
    raise SystemExit(main())

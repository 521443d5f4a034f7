"""A sheet of cards in groups, with arrows between them; whoever draws says where, the sheet how it looks."""

from collections.abc import Sequence
from html import escape
from textwrap import wrap
from typing import Final, NamedTuple

LETTER, LINE, TITLE, PADDING = 7.2, 17, 22, 11
"""Pixels: the width of a letter, the height of a line and of a title, the space around them."""

STYLE: Final = """
  text { font: 13px system-ui, sans-serif; fill: #1b2733 }
  .title { font-weight: 600; font-size: 14px }
  .group { font-weight: 600; font-size: 15px }
  .quiet { fill: #51606e }
  .band { fill: #f6f8fa; stroke: #d0d7de }
  rect { stroke-width: 1.3; fill: #eef4fc; stroke: #1f5fad }
  .outside { fill: #ffffff; stroke: #6e7781 }
  .store { fill: #eaf5ec; stroke: #2b7a3d }
  .queue { fill: #fdf3e3; stroke: #9a6700 }
  .failed { fill: #fdecea; stroke: #b3261e }
  .clock { fill: #f3edfb; stroke: #6f42c1 }
  path { fill: none; stroke: #5b6b7a; stroke-width: 1.5 }
  .dashed { stroke-dasharray: 5 4 }
  marker path { fill: #5b6b7a; stroke: none }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 } .quiet { fill: #a5b1bd }
    .band { fill: #0f151c; stroke: #30363d }
    rect { fill: #15263b; stroke: #5a9bea } .outside { fill: #161b22; stroke: #8b949e }
    .store { fill: #12291a; stroke: #57b36c } .queue { fill: #2d2312; stroke: #d4a72c }
    .failed { fill: #33181a; stroke: #f0857d } .clock { fill: #231a36; stroke: #a98be0 }
    path { stroke: #9aa7b4 } marker path { fill: #9aa7b4 }
  }
"""


class Box(NamedTuple):
    x: float
    y: float
    width: float
    height: float

    @property
    def left(self) -> tuple[float, float]:
        return self.x, self.y + self.height / 2

    @property
    def right(self) -> tuple[float, float]:
        return self.x + self.width, self.y + self.height / 2

    @property
    def top(self) -> tuple[float, float]:
        return self.x + self.width / 2, self.y

    @property
    def bottom(self) -> tuple[float, float]:
        return self.x + self.width / 2, self.y + self.height


class Strong(str):
    """A line that stands out from those below it."""

    __slots__ = ()


class Card(NamedTuple):
    title: str
    lines: tuple[str, ...] = ()
    kind: str = "function"
    """function, outside, store, queue, failed or clock: its colour."""

    def texts(self, width: float) -> list[str]:
        """The lines, broken to fit."""
        letters = int((width - 2 * PADDING) / LETTER)
        return [type(line)(part) for line in self.lines for part in wrap(line, letters)]

    def height(self, width: float) -> float:
        return 2 * PADDING + TITLE - 6 + LINE * len(self.texts(width))


class Sheet:
    def __init__(self, width: float) -> None:
        self.width = width
        self._behind: list[str] = []
        self._parts: list[str] = []

    def card(self, card: Card, x: float, y: float, width: float, height: float = 0) -> Box:
        """As high as its text, or as it is told."""
        box = Box(x, y, width, height or card.height(width))
        self._parts.append(_rect(box, card.kind))
        self._parts.append(_text(card.title, x + PADDING, y + PADDING + 11, "title"))
        for number, line in enumerate(card.texts(width)):
            kind = "strong" if isinstance(line, Strong) else "quiet"
            self._parts.append(_text(line, x + PADDING, y + PADDING + TITLE + 6 + LINE * number, kind))
        return box

    def grid(self, cards: Sequence[Card], x: float, y: float, width: float, columns: int, gap: float = 14) -> Box:
        """Rows of cards; those of a row are equally high. Gives what they take."""
        each = (width - gap * (columns - 1)) / columns
        top = y
        for start in range(0, len(cards), columns):
            row = cards[start : start + columns]
            height = max(card.height(each) for card in row)
            for number, card in enumerate(row):
                self.card(card, x + number * (each + gap), y, each, height)
            y += height + gap
        return Box(x, top, width, y - gap - top)

    def band(self, title: str, inside: Box) -> Box:
        """Behind what was drawn there, with its title above."""
        box = Box(inside.x - 14, inside.y - 38, inside.width + 28, inside.height + 52)
        self._behind.append(_rect(box, "band"))
        self._behind.append(_text(title, box.x + 14, box.y + 24, "group"))
        return box

    def arrow(self, start: tuple[float, float], end: tuple[float, float], *, dashed: bool = False) -> None:
        """Straight, or with one step halfway when it goes sideways as well."""
        (x1, y1), (x2, y2) = start, end
        way = f"M{x1:.0f} {y1:.0f}"
        if round(y1) != round(y2) and round(x1) != round(x2):
            way += f"H{(x1 + x2) / 2:.0f}V{y2:.0f}"
        kind = ' class="dashed"' if dashed else ""
        self._parts.append(f'<path{kind} d="{way}L{x2:.0f} {y2:.0f}" marker-end="url(#tip)"/>')

    def svg(self, height: float) -> str:
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {self.width:.0f} {height:.0f}">\n'
            f"<style>{STYLE}</style>\n"
            '<defs><marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" '
            'orient="auto"><path d="M0 0L10 5L0 10z"/></marker></defs>\n'
            + "\n".join([*self._behind, *self._parts])
            + "\n</svg>\n"
        )


def _rect(box: Box, kind: str) -> str:
    return (
        f'<rect class="{kind}" x="{box.x:.0f}" y="{box.y:.0f}" width="{box.width:.0f}" height="{box.height:.0f}" '
        'rx="8"/>'
    )


def _text(text: str, x: float, y: float, kind: str) -> str:
    return f'<text class="{kind}" x="{x:.0f}" y="{y:.0f}">{escape(text)}</text>'

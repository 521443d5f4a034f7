"""An HTML mail as a person reads it."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

NEVER_SHOWN = {"style", "title"}
# Inside a line, these separate nothing.
INLINE = {"a", "strong"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.hidden = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.hidden = tag in NEVER_SHOWN
        self._separate(tag)

    def handle_endtag(self, tag: str) -> None:
        self.hidden = False
        self._separate(tag)

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.pieces.append(re.sub(r"[ \t\r\n]+", " ", data))

    def _separate(self, tag: str) -> None:
        if tag not in INLINE:
            self.pieces.append("\n")


def _read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    return reader


def shown(html: str) -> str:
    """What is on the screen, the preheader included, a line per block."""
    lines = "".join(_read(html).pieces).split("\n")
    return "\n".join(line.strip(" ") for line in lines if line.strip(" "))


def tags(html: str, name: str = "") -> list[dict[str, str | None]]:
    """The attributes of every tag of that name."""
    return [attributes for tag, attributes in _read(html).tags if not name or tag == name]


def links(html: str) -> Iterator[str]:
    for attributes in tags(html, "a"):
        yield attributes["href"] or ""

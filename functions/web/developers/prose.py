"""The little Markdown that the API describes itself in: paragraphs, a title in bold, words in code, one table."""

import re
import unicodedata
from typing import Final, NamedTuple

from markupsafe import Markup, escape

from shared.patterns import pattern

_CODE: Final = pattern(r"`([^`]+)`")
_TITLED: Final = pattern(r"\*\*(.+?)\.?\*\*\s*(.+)", re.DOTALL)
_ROW: Final = pattern(r"^\| `([a-z-]+)` \| ([0-9]{3}) \| (.+) \|$", re.MULTILINE)


class Paragraph(NamedTuple):
    """`title` is empty where the text has none."""

    title: str
    text: str

    @property
    def anchor(self) -> str:
        """« repeter-sans-risque »: the same as long as the title is."""
        letters = unicodedata.normalize("NFKD", self.title.lower().replace("’", "-"))
        return "-".join(re.findall(r"[a-z0-9]+", letters.encode("ascii", "ignore").decode()))


class Problem(NamedTuple):
    code: str
    status: int
    title: str


def html(text: str) -> Markup:
    """The text of one paragraph."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704 (escaped just before)


def paragraphs(text: str) -> list[Paragraph]:
    """All but the table."""
    blocks = (block.strip() for block in text.split("\n\n"))
    return [_paragraph(block) for block in blocks if block and not block.startswith("|")]


def problems(text: str) -> list[Problem]:
    """The rows of the table."""
    return [Problem(code, int(status), title) for code, status, title in _ROW.findall(text)]


def _paragraph(block: str) -> Paragraph:
    titled = _TITLED.match(block)
    return Paragraph(titled[1], titled[2]) if titled else Paragraph("", block)

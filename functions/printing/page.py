"""A sheet as a page to print. Its style stands in it, and is the only thing that its policy lets in."""

import base64
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from functions.printing.sheet import Sheet

HERE: Final = Path(__file__).parent
NOTHING_ELSE: Final = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def render(sheet: Sheet) -> bytes:
    text = _environment().get_template("sheet.jinja").render(sheet.texts() | {"style": style()})
    return text.encode()


def policy() -> str:
    """The Content-Security-Policy that goes with the page: no script, no form, nothing from elsewhere."""
    digest = base64.b64encode(sha256(style().encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


@cache
def style() -> str:
    return (HERE / "sheet.css").read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(HERE), undefined=StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True
    )

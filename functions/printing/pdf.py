"""A sheet as a PDF: tagged, in French, with its fonts in it (PDF/UA-1), the same bytes for the same sheet."""

import json
from functools import cache
from pathlib import Path
from typing import Final, Literal

import typst

from functions.printing.sheet import Sheet

HERE: Final = Path(__file__).parent


def render(sheet: Sheet) -> bytes:
    """A character that the font lacks is printed as an empty box, and the document does not claim PDF/UA then.

    Latin, Greek, Cyrillic, Armenian, Georgian, Arabic and Hebrew are there; Chinese, for one, is not.
    """
    try:
        return _compiled(sheet, "ua-1")
    except typst.TypstError:  # the standard forbids such a box; any other fault shows again
        return _compiled(sheet, None)


def _compiled(sheet: Sheet, standard: Literal["ua-1"] | None) -> bytes:
    document = typst.compile(
        HERE / "sheet.typ",
        root=HERE,
        font_paths=_fonts(),
        sys_inputs={"sheet": json.dumps(sheet.texts())},
        pdf_standards=standard,
        timestamp=0,
    )
    if not isinstance(document, bytes):
        raise TypeError
    return document


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[HERE / "fonts"])

"""Zips that depend on nothing but the names and the contents of what is in them."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
LAYER: Final = Path("python")
"""Where Lambda looks for the packages of a layer, inside it."""
MODE: Final = 0o100644
LEFT_OUT: Final = {"__pycache__"}


def code(folder: Path, root: Path = ROOT) -> dict[Path, Path]:
    """The files of a function or of `shared`, by the path that they are imported by from their artifact."""
    inside = folder.relative_to(root)
    place = Path() if inside.parts[0] == "functions" else LAYER
    return {place / one.relative_to(root): one for one in files(folder) if not LEFT_OUT & set(one.parts)}


def files(folder: Path) -> list[Path]:
    return sorted(one for one in folder.rglob("*") if one.is_file())


def zipped(content: Mapping[Path, Path]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(content):
            entry = zipfile.ZipInfo(name.as_posix())  # by itself dated 1980
            entry.external_attr = MODE << 16
            entry.create_system = 3  # Unix, on whatever system
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content[name].read_bytes())
    return buffer.getvalue()

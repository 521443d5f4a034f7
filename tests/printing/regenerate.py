"""Writes the sample sheets: as the golden files, or into a folder to look at them.

`python -m tests.printing.regenerate` after a change of the words, then read the difference;
`python -m tests.printing.regenerate some/folder` for the PDFs too.
"""

import io
import sys
from pathlib import Path
from typing import Final

from pypdf import PdfReader

from functions.printing import page, pdf
from tests.printing.samples import SAMPLES

GOLDEN: Final = Path(__file__).parent / "golden"


def files(name: str) -> dict[str, str]:
    """The page, and the text of the PDF."""
    return {f"{name}.html": page.render(SAMPLES[name]).decode(), f"{name}.txt": text_of(pdf.render(SAMPLES[name]))}


def text_of(document: bytes) -> str:
    return "\n".join(one.extract_text() for one in PdfReader(io.BytesIO(document)).pages) + "\n"


def write(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for sample in SAMPLES:
        for name, content in files(sample).items():
            (folder / name).write_text(content, encoding="utf-8")
        if folder != GOLDEN:
            (folder / f"{sample}.pdf").write_bytes(pdf.render(SAMPLES[sample]))


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else GOLDEN)

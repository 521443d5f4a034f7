"""Writes the sample mails: as the golden files, or into a folder to look at them.

`python -m tests.mail.regenerate` after a change of the words, then read the difference;
`python -m tests.mail.regenerate some/folder` for screenshots.
"""

import sys
from pathlib import Path
from typing import Final

from shared.mail.render import render
from tests.mail.samples import LETTERHEAD, SAMPLES

GOLDEN: Final = Path(__file__).parent / "golden"


def files(name: str) -> dict[str, str]:
    """The two files that hold a sample."""
    rendered = render(SAMPLES[name], LETTERHEAD)
    return {
        f"{name}.txt": f"Objet : {rendered.subject}\n\n{rendered.text}",
        f"{name}.html": f"{rendered.html}\n",
    }


def write(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for old in [*folder.glob("*.txt"), *folder.glob("*.html")]:
        old.unlink()
    for sample in SAMPLES:
        for name, content in files(sample).items():
            (folder / name).write_text(content, encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else GOLDEN)

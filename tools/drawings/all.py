"""Every drawing, by the name of its file."""

from pathlib import Path
from typing import Final

from tools.drawings.architecture import architecture
from tools.drawings.data import data
from tools.drawings.life import life, machine
from tools.gates.project import ROOT, read

DRAWINGS: Final = Path("docs/drawings")


def drawings() -> dict[str, str]:
    return {
        "architecture.svg": architecture(read(ROOT, [])),
        "data.svg": data(),
        "life.svg": life(),
        "state-machine.svg": machine(),
    }

"""Finds the Python that Lambda runs: what it compiles is only read by the same version."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

VERSION: Final = "3.13"
NAMED_BY: Final = "PYTHON313"


class NoPythonError(Exception):
    """The text says what to install."""


def python() -> Path:
    for one in _candidates():
        if _version(one) == VERSION:
            return one
    if NAMED_BY in os.environ:
        raise NoPythonError(f"{NAMED_BY}={os.environ[NAMED_BY]} is no Python {VERSION} that runs.")
    raise NoPythonError(
        f"No Python {VERSION} runs here. The functions run on it, and it compiles what they import. Install one, by\n"
        f"  sudo apt install python{VERSION}       on Debian 13 and Ubuntu 25.04 or later\n"
        f"  brew install python@{VERSION}          on macOS\n"
        f"  pyenv install {VERSION}                anywhere\n"
        f"or name one that is already there: make build {NAMED_BY}=/path/to/python{VERSION}"
    )


def _candidates() -> Iterator[Path]:
    """One that is on the PATH may still not run: pyenv puts a name there for every version that it has."""
    if NAMED_BY in os.environ:
        yield Path(os.environ[NAMED_BY])
        return
    if found := shutil.which(f"python{VERSION}"):
        yield Path(found)
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    yield from sorted(pyenv.glob(f"versions/{VERSION}*/bin/python{VERSION}"))


def _version(python: Path) -> str:
    program = "import sys; print('{}.{}'.format(*sys.version_info))"
    try:
        return subprocess.run(  # noqa: S603 (a Python)
            [python, "-c", program], capture_output=True, text=True, check=True
        ).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""

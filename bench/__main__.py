"""How fast and how cheap it is: cold starts, warm operations, lives, growth, artifacts, each beside its budget.

Takes up to ten minutes. Nothing runs on AWS: what carries over are counted calls and units, instructions, and what
stands beside its reference in the same run. Needs valgrind for the instructions, Python 3.13 for the artifacts.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from bench import bill
from bench.cold.recording import First
from bench.cold.starting import VALGRIND, starts
from bench.costs import costs
from bench.figures import budgets, text
from bench.report import machine
from tools.building.artifacts import Builder, BuildError
from tools.building.packing import ROOT
from tools.building.pythons import NoPythonError, python

PAGE: Final = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- make bench ARGS=--write -->\n", "<!-- so far -->\n"
WARM_TIMES: Final = 20

Found = dict[str, Any]


def main() -> int:
    options = _options()
    began = time.monotonic()
    with TemporaryDirectory() as folder:
        found: Found = {}
        for what, part in PARTS.items():
            print(f"{what} ...", file=sys.stderr)
            found |= part(Path(folder), found, options)
    found["measured"] = machine() | {"valgrind": "yes" if VALGRIND else "none: no instructions"}
    found["measured"]["minutes"] = round((time.monotonic() - began) / 60, 1)
    if options.json:
        options.json.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(text(found))
    if options.write:
        PAGE.write_text(_with_figures(PAGE.read_text(encoding="utf-8"), text(found)), encoding="utf-8")
    missed = [one.what for one in budgets(found) if one.verdict != "met"]
    print(f"{len(missed)} budgets are not met" if missed else "every budget is met")
    return 0


def _lives(_folder: Path, _found: Found, _options: argparse.Namespace) -> Found:
    return {"costs": costs().json()}


def _warm(folder: Path, _found: Found, _options: argparse.Namespace) -> Found:
    read = _by_itself("bench.warm", str(WARM_TIMES), into=folder / "warm.json")
    return {"warm_ms": read["milliseconds"], "firsts": read["firsts"]}


def _tricks(folder: Path, _found: Found, _options: argparse.Namespace) -> Found:
    return {"tricks": _by_itself("bench.tricks", into=folder / "tricks.json")}


def _starts(folder: Path, found: Found, _options: argparse.Namespace) -> Found:
    firsts = {name: First(**first) for name, first in found.pop("firsts").items()}
    try:
        measured = starts(firsts, python(), folder)
    except (NoPythonError, BuildError) as error:
        print(f"no cold starts: {error}", file=sys.stderr)
        return {}
    return {
        "starts": {name: one._asdict() for name, one in measured.items()},
        "memory": {name: bill.memory(name) for name in firsts},
    }


def _artifacts(folder: Path, _found: Found, _options: argparse.Namespace) -> Found:
    """For the processors that the functions run on."""
    try:
        built = Builder(ROOT, folder / "build", python()).build()
    except (NoPythonError, BuildError) as error:
        print(f"no artifacts: {error}", file=sys.stderr)
        return {}
    return {"artifacts": {one.name: (one.zipped_bytes / 1e6, one.unzipped_bytes / 1e6) for one in built}}


def _growth(folder: Path, _found: Found, options: argparse.Namespace) -> Found:
    sizes = ["--sizes", *map(str, options.sizes)] if options.sizes else []
    return {"growth": _by_itself("bench.growth", *sizes, "--json", into=folder / "growth.json")}


PARTS: Final[dict[str, Callable[[Path, Found, argparse.Namespace], Found]]] = {
    "lives, with their calls and units": _lives,
    "warm operations": _warm,
    "tricks": _tricks,
    "cold starts of the built functions": _starts,
    "artifacts": _artifacts,
    "growth": _growth,
}


def _by_itself(module: str, *arguments: str, into: Path) -> Any:
    """In a process of its own: what it logs is not for this table, and what this one has imported not for it."""
    command = [sys.executable, "-m", module, *arguments, str(into)]
    subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=False)  # noqa: S603 (ours)
    if not into.exists():  # what it found may be as bad as can be, and is found all the same
        raise SystemExit(f"Nothing was measured; by itself it says why: {' '.join(['python', *command[1:-1], 'FILE'])}")
    return json.loads(into.read_text(encoding="utf-8"))


def _with_figures(page: str, figures: str) -> str:
    before, _, rest = page.partition(BEGIN)
    return before + BEGIN + "\n" + figures + "\n" + END + rest.partition(END)[2]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="make bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    parser.add_argument("--write", action="store_true", help=f"and into {PAGE.relative_to(ROOT)}")
    parser.add_argument("--sizes", type=int, nargs="+", help="of the table for the growth (100 1000 100000)")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())

"""Builds the artifacts of the template: a zip for each function and each layer, and a template that names them.

Two builds of the same files are the same to the byte, wherever and whenever they are made.
"""

import argparse
import sys
from pathlib import Path
from typing import Final

from tools.building.artifacts import LAMBDA, Builder, BuildError, Built
from tools.building.packing import ROOT
from tools.building.pythons import NoPythonError, python

INTO: Final = ROOT / "build"


def table(built: list[Built]) -> str:
    rows = [
        f"{one.name:<20} {one.zipped_bytes / 1e6:>9.3f} {one.unzipped_bytes / 1e6:>11.3f}   {one.digest}"
        for one in built
    ]
    return "\n".join([f"{'artifact':<20} {'zipped MB':>9} {'unzipped MB':>11}   sha256", *rows])


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tools.building", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--into", type=Path, default=INTO, help="folder, made anew (%(default)s)")
    parser.add_argument(
        "--native", action="store_true", help="with packages for this machine, instead of Lambda's arm64: to try them"
    )
    given = parser.parse_args()
    try:
        built = Builder(ROOT, given.into.resolve(), python(), () if given.native else LAMBDA).build()
    except (BuildError, NoPythonError) as error:
        print(error, file=sys.stderr)
        return 1
    print(table(built))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

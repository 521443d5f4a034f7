"""Draws what there is, from the template and the code that decide it.

`python -m tools.drawings` writes docs/drawings/*.svg; with `--check` it says whether they are current.
"""

import argparse

from tools.drawings.all import DRAWINGS, drawings


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.drawings", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 if a drawing is not current")
    check = parser.parse_args().check
    stale = 0
    for name, svg in drawings().items():
        path = DRAWINGS / name
        if path.exists() and path.read_text(encoding="utf-8") == svg:
            continue
        if check:
            print(f"{path} is not current: run `python -m tools.drawings`")
            stale = 1
        else:
            path.write_text(svg, encoding="utf-8")
            print(f"wrote {path}")
    return stale


if __name__ == "__main__":
    raise SystemExit(main())

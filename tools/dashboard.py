"""Puts the dashboard, `infra/dashboard.json`, into the template, which is all that CloudFormation reads.

`python -m tools.dashboard` writes the template's copy again; with `--check` it says whether it is current. A widget is
a line there, so that a change of one is seen as such.
"""

import argparse
import json
import re
from pathlib import Path
from typing import Any, Final

DASHBOARD: Final = Path("infra/dashboard.json")
TEMPLATE: Final = Path("infra/template.yaml")
_COPY: Final = re.compile(r"(?<=      DashboardBody: !Sub \|\n)(        .*\n)+")


def widgets() -> list[dict[str, Any]]:
    """As written, with the template's names in `${…}`."""
    found: list[dict[str, Any]] = json.loads(DASHBOARD.read_text(encoding="utf-8"))["widgets"]
    return found


def copied(template: str) -> str:
    """The template with the dashboard as it is now."""
    lines = ",\n".join(f"        {json.dumps(one, ensure_ascii=False, separators=(',', ':'))}" for one in widgets())
    copy = f'        {{"widgets":[\n{lines}\n        ]}}\n'
    text, copies = _COPY.subn(lambda _: copy, template)
    if copies != 1:
        raise LookupError(f"{TEMPLATE} has no place for the dashboard, or several")
    return text


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.dashboard", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, fail if the copy is not current")
    only_check = parser.parse_args().check
    template = TEMPLATE.read_text(encoding="utf-8")
    current = copied(template) == template
    if only_check:
        print("the template's dashboard is current" if current else "the template's dashboard is old: make dashboard")
        return 0 if current else 1
    if not current:
        TEMPLATE.write_text(copied(template), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

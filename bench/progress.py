"""A line that moves while something takes its time; on standard error, so that the report can be kept alone."""

import sys
from typing import Final

WIDTH: Final = 30


def show(what: str, done: int, total: int) -> None:
    """The line stands still once everything is done."""
    filled = WIDTH * done // max(total, 1)
    bar = "█" * filled + "·" * (WIDTH - filled)
    end = "\n" if done >= total else ""
    print(f"\r{what:24} {bar} {done}/{total}\x1b[K", end=end, file=sys.stderr, flush=True)

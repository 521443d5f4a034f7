"""How the story looks on a terminal: scenes, steps, what happened, the mails. Colours only where there is a screen."""

import math
import os
import shutil
import sys
import textwrap
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

from shared.french.formats import count
from shared.french.typography import typeset

WIDEST: Final = 100
BOLD, DIM, GREEN, RED, BLUE = "1", "2", "32", "31", "36"


class Teller:
    """Writes to standard output. `pause` seconds are left after each step, for those who read along."""

    def __init__(self, pause: float = 0) -> None:
        self._pause = pause
        self._screen = sys.stdout.isatty()
        self._colours = self._screen and "NO_COLOR" not in os.environ
        self._width = min(shutil.get_terminal_size().columns, WIDEST)
        self._scene = self._step = 0
        self.steps = 0

    def title(self, *lines: str) -> None:
        rule = "═" * self._width
        self._write(rule, *(f" {typeset(line)}" for line in lines), rule, style=BOLD)

    def scene(self, name: str, *about: str) -> None:
        self._scene += 1
        self._step = 0
        heading = typeset(f"{self._scene}. {name}")
        self._write("", "", heading, "─" * len(heading), style=BOLD)
        for line in about:
            self._paragraph(line, indent="", style=DIM)

    def step(self, words: str) -> None:
        time.sleep(self._pause)
        self._step += 1
        self.steps += 1
        self._write("")
        number = f"{self._scene}.{self._step}".ljust(5)
        self._paragraph(words, indent=number, hang="     ", style=BLUE)

    def call(self, method: str, path: str, status: int) -> None:
        self._write(f"     {method} {path} → {status}", style=DIM)

    def say(self, words: str) -> None:
        self._paragraph(words)

    def items(self, lines: Iterable[str]) -> None:
        for line in lines:
            self._paragraph(f"• {line}", hang="       ")

    def mail(self, subject: str, to: str, beginning: Iterable[str], attachments: Iterable[str], place: str) -> None:
        self._write("")
        self._paragraph(f"✉ {subject}", style=GREEN, hang="       ")
        self._write(f"       à {to}")
        for line in beginning:
            self._paragraph(line, indent="       │ ", hang="       │ ")
        for name in attachments:
            self._write(f"       ⊕ {name}")
        self._write(f"       {place}", style=DIM)

    def wait_until(self, end: datetime, what: str) -> None:
        """Counts down on a screen; elsewhere says once how long it takes."""
        if not self._screen:
            self.say(f"… {count(_seconds_until(end), 'seconde')} jusqu’à {what}")
        while seconds := _seconds_until(end):
            if self._screen:
                words = typeset(f"     … {count(seconds, 'seconde')} jusqu’à {what}")
                print(f"\r{self._styled(words, DIM)}\x1b[K", end="", flush=True)
            time.sleep(0.25)
        if self._screen:
            print("\r\x1b[K", end="", flush=True)

    def end(self, *lines: str) -> None:
        self._write("", "")
        for line in lines:
            self._paragraph(line, indent="", style=GREEN)

    def failure(self, words: str) -> None:
        self._write("")
        self._paragraph(f"✗ {words}", indent="", style=RED)

    def _paragraph(self, words: str, *, indent: str = "     ", hang: str | None = None, style: str = "") -> None:
        lines = textwrap.wrap(
            typeset(words),
            self._width,
            initial_indent=indent,
            subsequent_indent=indent if hang is None else hang,
            break_long_words=False,
            break_on_hyphens=False,
        )
        self._write(*lines, style=style)

    def _write(self, *lines: str, style: str = "") -> None:
        for line in lines:
            print(self._styled(line, style), flush=True)

    def _styled(self, line: str, style: str) -> str:
        return f"\x1b[{style}m{line}\x1b[0m" if style and self._colours else line


def _seconds_until(end: datetime) -> int:
    return max(math.ceil((end - datetime.now(UTC)).total_seconds()), 0)

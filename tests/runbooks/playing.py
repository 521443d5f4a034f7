"""A page of docs/runbooks/ and its commands, taken from the page: what is played is what is written."""

import re
import shlex
from pathlib import Path
from typing import Any, Final

from operate.__main__ import COMMANDS
from tests.cloud.conftest import LocalCloud
from tests.cloud.operating import Done, as_on_aws

PAGES: Final = Path("docs/runbooks")
_BLOCK: Final = re.compile(r"^ *```sh play\n(.*?)^ *```$", re.DOTALL | re.MULTILINE)


def commands(page: str) -> list[list[str]]:
    """Those of the blocks that are marked, word by word."""
    text = (PAGES / f"{page}.md").read_text(encoding="utf-8")
    return [shlex.split(line) for block in _BLOCK.findall(text) for line in block.strip().splitlines()]


class Play:
    """The commands of a page, one after the other. `words` stand for the capital ones of the page."""

    def __init__(self, cloud: LocalCloud, page: str, **words: str) -> None:
        self._cloud = cloud
        self._left = commands(page)
        self._words = words | {"$ENV": "local"}

    def next(self, *expected: str) -> Done:
        """Runs the next command, which must be the one expected, with JSON for its answer and yes for its question."""
        program, *words = self._left.pop(0)
        assert (program, *words[: len(expected)]) == ("certif-up", *expected)
        said = [self._meant(word) for word in words]
        asks = any(one.dangerous and words[: len(one.name.split())] == one.name.split() for one in COMMANDS)
        done = as_on_aws(self._cloud, *said, "--json", *(["--yes"] if asks else []))
        assert done.code in {0, 1, 3}, done
        return done

    def said(self, *expected: str) -> Any:
        """The same, where it goes well."""
        done = self.next(*expected)
        assert done.code in {0, 1}, done
        return done.said

    def is_over(self) -> bool:
        return not self._left

    def _meant(self, word: str) -> str:
        for name, value in self._words.items():
            word = re.sub(rf"(?<![A-Z$]){re.escape(name)}(?![A-Z])", value, word)
        return word

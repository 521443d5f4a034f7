"""Regular expressions that are compiled when they are first used.

A function imports many more than its first call uses, and compiling them took a twentieth of a cold start
(docs/decisions/0032-cold-starts.md).
"""

import re
from typing import Any, AnyStr, cast


class _Later:
    """Stands for a compiled pattern, whose methods it has once they are asked for."""

    def __init__(self, text: str | bytes, flags: int) -> None:
        self._given = text, flags

    def __getattr__(self, name: str) -> Any:
        text, flags = self._given
        found = getattr(re.compile(text, flags), name)
        setattr(self, name, found)
        return found


def pattern(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Like `re.compile`, later."""
    return cast("re.Pattern[AnyStr]", _Later(text, flags))

"""How the commands speak: answers to stdout, as JSON or as tables; progress and questions to stderr."""

import argparse
import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from pydantic_core import to_jsonable_python

from operate.refusals import OperatorError

NOTHING: Final = "–"
_FRACTION: Final = re.compile(r"(?<=T\d\d:\d\d:\d\d)\.\d+(?=Z)")
"""Of a second, which people do not read."""


def answer(said: Mapping[str, Any], *, as_json: bool) -> str:
    plain = to_jsonable_python(said)
    return json.dumps(plain, ensure_ascii=False, indent=2) if as_json else "\n".join(_lines(plain))


def progress(text: str) -> None:
    print(f"… {text}", file=sys.stderr, flush=True)


def confirm(options: argparse.Namespace, question: str) -> None:
    """Goes on if the person says yes, or said `--yes` before.

    Raises:
        OperatorError: they do not, or there is nobody to ask.
    """
    if options.yes:
        return
    if not sys.stdin.isatty():
        raise OperatorError(f"{question} Nobody is there to confirm it.", "Look first, then give --yes.")
    print(f"{question} [y/N] ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().lower() not in {"y", "yes", "o", "oui"}:
        raise OperatorError("Not confirmed: nothing was done.", "Run it again when you are sure.")


def _lines(said: Mapping[str, Any], indent: str = "") -> Iterator[str]:
    width = max((len(name) for name in said), default=0)
    for name, value in said.items():
        label = name.replace("_", " ")
        match value:
            case dict() if value:
                yield f"{indent}{label}:"
                yield from _lines(value, f"{indent}  ")
            case [dict(), *_]:
                yield f"{indent}{label}:"
                yield from _table(value, f"{indent}  ")
            case _:
                yield f"{indent}{label:<{width}}  {_cell(value)}"


def _table(rows: Sequence[Mapping[str, Any]], indent: str) -> Iterator[str]:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    cells = [[name.replace("_", " ") for name in columns]]
    cells += [[_cell(row.get(name)) for name in columns] for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        yield f"{indent}{'  '.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))}".rstrip()


def _cell(value: Any) -> str:
    match value:
        case None | "" | [] | {}:
            return NOTHING
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(map(_cell, value))
        case dict():
            return ", ".join(f"{name} {_cell(one)}" for name, one in value.items())
        case _:
            return _FRACTION.sub("", str(value))

"""Where our code calls AWS: every such place by reading the code, and the one that a call comes from by its stack.

A place is a call of a client, or of what only passes it on (the module of the table, the two steps of a call of the
API, the lists of chores); what passes it on is no place itself.
"""

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Final, NamedTuple

ROOT: Final = Path.cwd()
SOURCES: Final = ("functions", "shared")
PASS_ON: Final = {"shared/table.py", "shared/http/call.py", "shared/chores.py"}

READ: Final = frozenset({"BatchGetItem"})
QUERY: Final = frozenset({"Query"})
TABLE: Final = {
    "read": READ,
    "read_many": READ,
    "query": QUERY,
    "all_of": QUERY,
    "count": QUERY,
    "commit": frozenset({"TransactWriteItems"}),
    "write": frozenset({"PutItem", "UpdateItem", "DeleteItem"}),
}
CALL: Final = {"read": READ, "commit": TABLE["commit"]}
NOT_SENT: Final = {"generate_presigned_post", "generate_presigned_url", "get_paginator", "paginate"}
"""Of a client: signed here, or sent only when its pages are asked for (which is a place of its own)."""
PAGINATED: Final = frozenset({"ListExecutions"})


class Site(NamedTuple):
    path: str
    line: int
    end_line: int
    callable: str
    operations: frozenset[str]
    """Those that it can make: `write` puts, updates or deletes."""
    is_lazy: bool
    """The pages are asked for further down, by whoever goes through them."""

    def __str__(self) -> str:
        return f"{self.path}:{self.line} {self.callable} ({'/'.join(sorted(self.operations))})"


@cache
def listed() -> tuple[Site, ...]:
    """Every place of the code, in its order."""
    return tuple(site for source in sources() for site in _of(source))


def reached(operation: str) -> Site | None:
    """The place whose call of AWS is being made: the innermost one on the stack; None when there is none.

    Raises:
        LookupError: our code makes it from a place that is not listed.
    """
    ours = False
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        path = _path(frame.f_code.co_filename)
        if frame.f_code.co_name in NOT_SENT:
            return None
        if path and path not in PASS_ON:
            ours = True
            if site := _at(path, frame, operation):
                return site
        frame = frame.f_back
    if ours:
        raise LookupError(f"{operation} is called from a place that is not listed")
    return None


@cache
def _path(file: str) -> str:
    """Below the root, for our own code; nothing for any other."""
    try:
        path = Path(file).relative_to(ROOT).as_posix()
    except ValueError:
        return ""
    return path if path.startswith(SOURCES) else ""


def _at(path: str, frame: FrameType, operation: str) -> Site | None:
    here = [one for one in listed() if one.path == path and operation in one.operations]
    exact = [one for one in here if one.line <= frame.f_lineno <= one.end_line]
    if exact:
        return min(exact, key=lambda one: one.end_line - one.line)
    name, start = frame.f_code.co_name, frame.f_code.co_firstlineno
    above = [one for one in here if one.is_lazy and one.callable == name and start <= one.line < frame.f_lineno]
    return above[-1] if above else None


def sources() -> Iterator[Path]:
    """The modules that can have places."""
    for source in sorted(path for folder in SOURCES for path in Path(folder).rglob("*.py")):
        if source.as_posix() not in PASS_ON:
            yield source


def _of(source: Path) -> Iterator[Site]:
    tree = ast.parse(source.read_text(encoding="utf-8"))
    found = [
        Site(source.as_posix(), node.lineno, node.end_lineno or 0, name, operations, _is_all_of(node))
        for name, node in _calls(tree, "")
        if (operations := _operations(node))
    ]
    yield from sorted(found)


def _calls(node: ast.AST, inside: str) -> Iterator[tuple[str, ast.Call]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Call):
            yield inside, child
        yield from _calls(child, child.name if isinstance(child, ast.FunctionDef) else inside)


def _operations(node: ast.Call) -> frozenset[str]:
    match node.func:
        case ast.Attribute(value=ast.Name(id="table"), attr=name):
            return TABLE.get(name, frozenset())
        case ast.Attribute(value=ast.Name(id="call" | "each"), attr=name):
            return CALL.get(name, frozenset())
        case ast.Attribute(value=ast.Name(id="chores"), attr="due"):
            return QUERY
        case ast.Attribute(value=ast.Call(func=ast.Name(id=maker)), attr=name) if maker in makers():
            return frozenset() if name in NOT_SENT else frozenset({_camel(name)})
        case ast.Attribute(attr="paginate"):
            return PAGINATED
    return frozenset()


def _is_all_of(node: ast.Call) -> bool:
    return isinstance(node.func, ast.Attribute) and node.func.attr == "all_of"


def _camel(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_")).replace("Mfa", "MFA")


@cache
def makers() -> frozenset[str]:
    """The callables that give a client."""
    return frozenset(
        node.name
        for source in sources()
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
        and any(ast.unparse(one).startswith("return boto3.client(") for one in node.body)
    )

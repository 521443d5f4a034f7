"""What docs/table.md and shared/keys.py say together of the items, their keys, their indexes and who reads them.

The page says it in words, the code decides: neither may know what the other does not.
"""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

PAGE: Final = Path("docs/table.md")
KEYS: Final = Path("shared/keys.py")
SOURCES: Final = ("functions", "shared")


class DifferentError(Exception):
    """The page and the code do not name the same."""


class Item(NamedTuple):
    what: str
    partition: str
    sort: str
    built_by: str


class Place(NamedTuple):
    """A list in an index, which is `list_of`."""

    list_of: str
    partition: str
    sort: str
    holds: str


class Pattern(NamedTuple):
    question: str
    asked_by: str
    answered_by: str


def items() -> list[Item]:
    found = [Item(*row) for row in _table("Items")]
    _same("items", {one.built_by for one in found}, {f"keys.{name}" for name in _builders("pk")})
    return found


def places() -> list[Place]:
    found = [Place(*row) for row in _table("Indexes")]
    for index in ("candidate", "centre"):
        said = [one.partition for one in found if one.list_of == index]
        _same(f"lists of the index {index}", {len(said)}, {len(_builders(f"{index}_pk"))})
    _same("work lists", {one.partition for one in found if one.list_of == "work"}, _work_lists())
    return found


def patterns() -> list[Pattern]:
    return [Pattern(*row) for row in _table("Access patterns")]


def _same(what: str, said: set[str] | set[int], done: set[str] | set[int]) -> None:
    if said != done:
        raise DifferentError(f"{what}: {PAGE} and the code differ in {sorted(map(str, said ^ done))}")


def _table(title: str) -> Iterator[list[str]]:
    """The rows of the table under a title, without the marks of code around a whole cell."""
    section = PAGE.read_text(encoding="utf-8").partition(f"## {title}\n")[2].partition("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("|")]
    for line in rows[2:]:
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        yield [cell.strip("`") if cell.count("`") == 2 else cell for cell in cells]


def _builders(attribute: str) -> set[str]:
    """The callables of shared/keys.py that give a key with this attribute."""
    return {
        function.name
        for function in ast.parse(KEYS.read_text(encoding="utf-8")).body
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Dict) and any(_is(attribute, key) for key in node.keys) and function.name != "of"
    }


def _is(text: str, node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and node.value == text


def _work_lists() -> set[str]:
    """Those in which the code puts something, by the names of `shared.keys`."""
    return {
        node.args[0].attr
        for folder in SOURCES
        for source in Path(folder).rglob("*.py")
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) == "keys.work"
        and isinstance(node.args[0], ast.Attribute)
    }

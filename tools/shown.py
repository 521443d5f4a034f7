"""Pages that say what shows something: by tests as pytest names them, by documents, by folders, by commands."""

import ast
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
SECURITY: Final = ROOT / "docs" / "security"


def links(shown_by: Sequence[str]) -> str:
    """For a page in docs/security."""
    return "; ".join(map(_link, shown_by))


def _link(shown: str) -> str:
    """A test is called by what it says, a file or folder by its name, a command as it is typed."""
    if _is_command(shown):
        return f"`{shown}`"
    file, _, test = shown.partition("::")
    name = test.rpartition("::")[2].removeprefix("test_").replace("_", " ") or Path(file).name
    return f"[{name}](../../{file})"


def exists(shown: str) -> bool:
    if _is_command(shown):
        return f"\n{shown.split()[1]}:" in (ROOT / "Makefile").read_text(encoding="utf-8")
    file, _, test = shown.partition("::")
    return (ROOT / file).exists() and (not test or test in _tests_of(file))


def _is_command(shown: str) -> bool:
    return shown.startswith("make ")


@cache
def _tests_of(file: str) -> set[str]:
    """As pytest names them: `test_x`, `TestY::test_z`; and the classes, such as `TestY`, that hypothesis makes."""
    names = set()
    for one in ast.parse((ROOT / file).read_text(encoding="utf-8")).body:
        match one:
            case ast.FunctionDef(name=name):
                names.add(name)
            case ast.ClassDef(name=name, body=body):
                names |= {f"{name}::{inner.name}" for inner in body if isinstance(inner, ast.FunctionDef)}
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Attribute(attr="TestCase")):
                names.add(name)
    return {name for name in names if name.rpartition("::")[2].lower().startswith("test")}


def kept(page: Path, text: str, arguments: Sequence[str], *, command: str) -> int:
    """Writes the page, or, with `--check`, only compares it; an exit status."""
    name = page.relative_to(ROOT)
    if list(arguments) == ["--check"]:
        current = page.exists() and page.read_text(encoding="utf-8") == text
        print(f"{name} {'is current' if current else f'is not current: {command}'}")
        return 0 if current else 1
    page.write_text(text, encoding="utf-8")
    print(f"{name} written")
    return 0

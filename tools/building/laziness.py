"""Packages whose `__init__` gathers names from all of their modules: each name is fetched when it is asked for.

A function imports one resolver and two kinds of events, and with them, by these lists, those of twenty services, and
asyncio. The names stay where they are (PEP 562).
"""

import ast
from pathlib import Path
from typing import Final

PACKAGES: Final = (
    "aws_lambda_powertools/event_handler",
    "aws_lambda_powertools/event_handler/openapi",
    "aws_lambda_powertools/utilities/data_classes",
)

FETCHING: Final = """
def __getattr__(name):
    from importlib import import_module

    if name not in _HOMES:
        raise AttributeError(f"module {{__name__!r}} has no attribute {{name!r}}")
    return getattr(import_module(_HOMES[name], __name__), name)


_HOMES = {homes}
"""


def make_lazy(packages: Path) -> None:
    """Those of them that this layer has."""
    for source in (packages / name / "__init__.py" for name in PACKAGES if (packages / name).is_dir()):
        source.write_text(lazy(source.read_text(encoding="utf-8")), encoding="utf-8")


def lazy(source: str) -> str:
    """The same module, but for when it imports. A name that a module has too is imported as before."""
    homes: dict[str, str] = {}
    kept: list[ast.stmt] = []
    for one in ast.parse(source).body:
        match one:
            case ast.ImportFrom(module=str(module)) if module != "__future__" and not _names_itself(one):
                homes |= {alias.name: "." * one.level + module for alias in one.names}
            case _:
                kept.append(one)
    return ast.unparse(ast.Module(kept, [])) + "\n" + FETCHING.format(homes=homes)


def _names_itself(one: ast.ImportFrom) -> bool:
    """The module, once imported, would stand in the place of the name; or the name is another one there."""
    last = (one.module or "").rpartition(".")[2]
    return any(alias.name == last or alias.asname for alias in one.names)

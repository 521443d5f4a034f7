"""What libraries import and nobody here needs is imported when its name is asked for (PEP 562).

A function imports one resolver and two kinds of events, and with them, by the lists of names of their packages, those
of twenty services, and asyncio; a client of boto3 brings along what sends large files, and what writes manuals. Every
name stays where it is and means the same: only the moment is another.
"""

import ast
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from itertools import takewhile
from pathlib import Path
from typing import Final

POSTPONED: Final[Mapping[str, tuple[str, ...]]] = {
    "aws_lambda_powertools/__init__.py": (),
    "aws_lambda_powertools/event_handler/__init__.py": (),
    "aws_lambda_powertools/event_handler/api_gateway.py": (),
    "aws_lambda_powertools/event_handler/openapi/__init__.py": (),
    "aws_lambda_powertools/logging/logger.py": (),
    "aws_lambda_powertools/utilities/data_classes/__init__.py": (),
    "boto3/compat.py": ("TRANSFER_CONFIG_SUPPORTS_CRT",),
    "boto3/docs/__init__.py": (),
    "boto3/docs/docstring.py": (),
    "boto3/s3/inject.py": (),
    "botocore/client.py": (),
    "botocore/configloader.py": (),
    "botocore/docs/__init__.py": (),
    "botocore/docs/docstring.py": (),
    "jinja2/__init__.py": (),
    "pydantic/plugin/_loader.py": (),
    "typing_inspection/introspection.py": (),
    "urllib3/http2/__init__.py": (),
}
"""Modules whose imports wait, with what they assign that waits too, since it is made of them."""

FETCHING: Final = """
import sys as _sys

_own = _sys.modules[__name__]
_postponed = {}


def __getattr__(name):
    if name not in _postponed:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    _postponed[name]()
    return globals()[name]
"""
POSTPONING: Final = """

def _bind():
    global {name}
    {statement}


_postponed["{name}"] = _bind
"""


def make_lazy(packages: Path) -> None:
    """Those of the modules that this layer has."""
    for module, assigned in POSTPONED.items():
        source = packages / module
        if source.exists():
            source.write_text(lazy(source.read_text(encoding="utf-8"), assigned), encoding="utf-8")


def lazy(source: str, assigned: Collection[str] = ()) -> str:
    """The same module, but for when its names are bound.

    A name that is bound elsewhere too is left as it is, and one that is imported from a module of the same name: that
    module, once imported, would stand in the place of the name.
    """
    tree = ast.parse(source)
    times = Counter(_bindings(tree))
    first = list(takewhile(_comes_first, tree.body))
    postponed: dict[str, ast.stmt] = {}
    kept: list[ast.stmt] = []
    for one in tree.body[len(first) :]:
        parts = _parts(one)
        waits = {name for name in parts if times[name] == 1 and _may_wait(one, name, assigned)}
        postponed |= {name: parts[name] for name in waits}
        kept += [part for name, part in parts.items() if name not in waits] if waits else [one]
    asking = _Asking(postponed.keys())
    bindings = {name: ast.unparse(asking.visit(one)) for name, one in postponed.items()}
    postponing = (POSTPONING.format(name=name, statement=statement) for name, statement in bindings.items())
    rest = ast.unparse(asking.visit(ast.Module(kept, [])))
    return "".join((ast.unparse(ast.Module(first, [])), FETCHING, *postponing, "\n", rest, "\n"))


def _comes_first(one: ast.stmt) -> bool:
    """What a module says of itself, and how it is compiled."""
    return isinstance(one, ast.Expr) or (isinstance(one, ast.ImportFrom) and one.module == "__future__")


def _bindings(tree: ast.Module) -> Iterator[str]:
    """Every name once for each place that binds it, in whatever scope."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(name, ast.Store() | ast.Del()) | ast.arg(name) | ast.alias(_, str(name)) | ast.alias(name):
                yield name
            case ast.FunctionDef(name) | ast.ClassDef(name) | ast.ExceptHandler(_, str(name)):
                yield name


def _parts(one: ast.stmt) -> dict[str, ast.stmt]:
    """By each name that the statement binds, the statement that binds only this name; nothing for other statements."""
    match one:
        case ast.Import(names):
            return {alias.asname or alias.name: ast.Import([alias]) for alias in names}
        case ast.ImportFrom(module, names, level):
            return {alias.asname or alias.name: ast.ImportFrom(module, [alias], level) for alias in names}
        case ast.Assign([ast.Name(name)]):
            return {name: one}
    return {}


def _may_wait(one: ast.stmt, name: str, assigned: Collection[str]) -> bool:
    match one:
        case ast.Import():
            return name.isidentifier()
        case ast.ImportFrom(str(module)):
            return module.rpartition(".")[2] != name
    return name in assigned


class _Asking(ast.NodeTransformer):
    """Asks the module for the names that wait."""

    def __init__(self, names: Collection[str]) -> None:
        self.names = names

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if node.id in self.names and isinstance(node.ctx, ast.Load):
            return ast.Attribute(ast.Name("_own", ast.Load()), node.id, ast.Load())
        return node

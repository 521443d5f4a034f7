"""Services as botocore describes them, without those that nobody here calls, their operations and their words.

Every client reads the description of its service whole when it is made.
"""

import ast
import gzip
import json
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from botocore import xform_name

DESCRIPTION: Final = "service-2.json.gz"


def shorten(packages: Path, root: Path) -> None:
    """Those of a layer, for the functions of this repository; what all services need lies beside their folders."""
    data = packages / "botocore" / "data"
    if not data.is_dir():
        return
    ours = sources(root)
    called, named = services(ours), names(ours) | operations_by_name((packages / "botocore").glob("*.py"))
    for one in data.iterdir():
        if one.is_dir() and one.name not in called:
            shutil.rmtree(one)
    known_as = set()
    for description in data.glob(f"*/*/{DESCRIPTION}"):
        told = without_documentation(without_operations(read(description), named))
        known_as.add(told["metadata"]["endpointPrefix"])
        description.write_bytes(gzip.compress(json.dumps(told, separators=(",", ":")).encode(), mtime=0))
    endpoints = json.loads((data / "endpoints.json").read_bytes())
    for partition in endpoints["partitions"]:
        partition["services"] = {name: one for name, one in partition["services"].items() if name in known_as}
    (data / "endpoints.json").write_text(json.dumps(endpoints), encoding="utf-8")


def read(description: Path) -> Any:
    return json.loads(gzip.decompress(description.read_bytes()))


def sources(root: Path) -> list[Path]:
    """Of all that the functions run."""
    return [one for folder in ("functions", "shared") for one in (root / folder).rglob("*.py")]


def services(sources: Iterable[Path]) -> set[str]:
    """What `boto3.client` is called with, which is the name of botocore's folder."""
    return {name for node in _nodes(sources) for name in _first_argument(node, "client")}


def operations_by_name(sources: Iterable[Path]) -> set[str]:
    """What botocore looks up by itself: a form for a document is made with what it knows of the bucket."""
    return {name for node in _nodes(sources) for name in _first_argument(node, "operation_model")}


def _first_argument(node: ast.AST, method: str) -> Iterator[str]:
    match node:
        case ast.Call(ast.Attribute(attr=called), [ast.Constant(str(name)), *_]) if called == method:
            yield name


def names(sources: Iterable[Path]) -> set[str]:
    """Every attribute and every string: among them each method of a client, and what is signed or read by pages."""
    found = set()
    for node in _nodes(sources):
        match node:
            case ast.Attribute(attr=name) | ast.Constant(str(name)):
                found.add(name)
    return found


def _nodes(sources: Iterable[Path]) -> Iterator[ast.AST]:
    for source in sources:
        yield from ast.walk(ast.parse(source.read_text(encoding="utf-8")))


def without_operations(told: Any, named: set[str]) -> Any:
    """With those that are named, by their own name or as a method of a client, and the shapes that they use."""
    operations = {name: one for name, one in told["operations"].items() if {name, xform_name(name)} & named}
    shapes = told["shapes"]
    reached: dict[str, Any] = {}
    waiting = list(_shapes(operations))
    while waiting:
        if (shape := waiting.pop()) not in reached:
            reached[shape] = shapes[shape]
            waiting += _shapes(shapes[shape])
    kept = {name: one for name, one in shapes.items() if name in reached}
    return told | {"operations": operations, "shapes": kept}


def _shapes(told: Any) -> Iterator[str]:
    """What is named a shape anywhere inside."""
    match told:
        case dict():
            for key, one in told.items():
                if key == "shape" and isinstance(one, str):
                    yield one
                yield from _shapes(one)
        case list():
            for one in told:
                yield from _shapes(one)


def without_documentation(told: Any) -> Any:
    """A service's description without the words for people, which every client reads along: three parts in four.

    The keys stay, since botocore asks for some of them.
    """
    match told:
        case dict():
            return {
                key: "" if key == "documentation" and isinstance(one, str) else without_documentation(one)
                for key, one in told.items()
            }
        case list():
            return [without_documentation(one) for one in told]
    return told

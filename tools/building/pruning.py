"""Leaves out of a layer of packages what nothing reads.

Services that nobody calls, tests, metadata, symbols, sources of what is compiled.
"""

import ast
import gzip
import json
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from tools.building.stripping import stripped

POWERTOOLS: Final = (
    "auth_alpha",
    "circuit_breaker",
    "data_masking",
    "feature_flags",
    "idempotency",
    "kafka",
    "parameters",
    "streaming",
    "validation",
)
UNUSED: Final = (
    ".lock",
    "bin",
    "*.dist-info",  # nothing that the functions import asks for a version
    "**/__pycache__",
    "**/tests",
    "**/*.c",
    "**/*.h",
    "**/*.pyi",
    "**/py.typed",
    "boto3/data",  # of `boto3.resource`
    "boto3/examples",
    "botocore/data/*/*/examples-*",
    "cffi",  # compiles bindings; `_cffi_backend` runs them
    "pycparser",
    "dateutil/zoneinfo/*.tar.gz",  # `zoneinfo` has tzdata
    "aws_lambda_powertools/event_handler/openapi/swagger_ui/swagger-ui*",
    *(f"aws_lambda_powertools/utilities/{name}" for name in POWERTOOLS),
    "pydantic/mypy.*",
    "pydantic/v1",
    "tzdata/zoneinfo/*.tab",
    "tzdata/zoneinfo/leap*",
    "tzdata/zoneinfo/tzdata.zi",  # all zones in one file, for other readers
    "urllib3/contrib/emscripten",
    "urllib3/contrib/socks.py",
)


def prune(packages: Path, services: Iterable[str]) -> None:
    """`services` are those that the functions call, by the names of botocore's folders."""
    for pattern in UNUSED:
        for one in list(packages.glob(pattern)):
            _remove(one)
    data = packages / "botocore" / "data"
    if data.is_dir():
        _keep_services(data, set(services))
    for one in packages.rglob("*.so*"):
        one.write_bytes(stripped(one.read_bytes()))


def without_sources(packages: Path) -> None:
    """For what is compiled beside its sources: a traceback then has the lines' numbers without their words."""
    for one in packages.rglob("*.py"):
        if one.with_suffix(".pyc").exists():
            one.unlink()


def services(root: Path) -> set[str]:
    """What `boto3.client` is called with in the functions and in what they share."""
    sources = (one for folder in ("functions", "shared") for one in (root / folder).rglob("*.py"))
    return {name for source in sources for name in _called(source)}


def _called(source: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(ast.Attribute(ast.Name("boto3"), "client"), [ast.Constant(str() as name), *_]):
                yield name


def _keep_services(data: Path, services: set[str]) -> None:
    """What all services need lies beside their folders; of the endpoints, which every client reads, theirs are kept."""
    for one in data.iterdir():
        if one.is_dir() and one.name not in services:
            _remove(one)
    for description in data.glob("*/*/service-2.json.gz"):
        told = without_documentation(json.loads(gzip.decompress(description.read_bytes())))
        description.write_bytes(gzip.compress(json.dumps(told, separators=(",", ":")).encode(), mtime=0))
    known_as = {_endpoint_prefix(one) for one in data.glob("*/*/service-2.json.gz")}
    endpoints = json.loads((data / "endpoints.json").read_bytes())
    for partition in endpoints["partitions"]:
        partition["services"] = {name: one for name, one in partition["services"].items() if name in known_as}
    (data / "endpoints.json").write_text(json.dumps(endpoints), encoding="utf-8")


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


def _endpoint_prefix(description: Path) -> str:
    prefix: str = json.loads(gzip.decompress(description.read_bytes()))["metadata"]["endpointPrefix"]
    return prefix


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()

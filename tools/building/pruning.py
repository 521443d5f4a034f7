"""Leaves out of a layer of packages what nothing reads.

Tests, metadata, symbols, types, sources of what is compiled.
"""

import ast
import shutil
from pathlib import Path
from typing import Final

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

SCHEMAS: Final = "pydantic_core/core_schema.py"


def prune(packages: Path) -> None:
    for pattern in UNUSED:
        for one in list(packages.glob(pattern)):
            _remove(one)
    if (schemas := packages / SCHEMAS).exists():
        schemas.write_text(without_types(schemas.read_text(encoding="utf-8")), encoding="utf-8")
    for one in packages.rglob("*.so*"):
        one.write_bytes(stripped(one.read_bytes()))


def without_sources(packages: Path) -> None:
    """For what is compiled beside its sources: a traceback then has the lines' numbers without their words."""
    for one in packages.rglob("*.py"):
        if one.with_suffix(".pyc").exists():
            one.unlink()


def without_types(source: str) -> str:
    """The same module, whose dictionaries with types say no more what is in them: it is for type checkers.

    Python would compile each type by itself, hundreds of them.
    """
    tree = ast.parse(source)
    for one in ast.walk(tree):
        match one:
            case ast.ClassDef(bases=[ast.Name("TypedDict"), *_]):
                one.body = [ast.Pass()]
    return ast.unparse(tree)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()

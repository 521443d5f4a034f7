"""The published description of the API, and what it says of an address that no route takes."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from shared.problems.calls import DomainError, MethodNotAllowedError, NotFoundError

_DOCUMENT = Path(__file__).with_name("openapi.json")


@cache
def document() -> dict[str, Any]:
    described: dict[str, Any] = json.loads(_DOCUMENT.read_text(encoding="utf-8"))
    return described


def refusal(method: str, path: str) -> DomainError:
    """Another method than those of this address, or an address that does not exist."""
    paths = document()["paths"]
    allowed = {one.upper() for template, methods in paths.items() if _fits(template, path) for one in methods}
    return MethodNotAllowedError(allowed) if allowed and method not in allowed else NotFoundError()


def _fits(template: str, path: str) -> bool:
    parts = ("[^/]+" if part.startswith("{") else re.escape(part) for part in template.split("/"))
    return re.fullmatch("/".join(parts), path) is not None

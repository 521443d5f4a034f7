"""What a page answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from functions.web.api import File
from functions.web.browser import Browser


@dataclass(frozen=True, slots=True)
class Page:
    """`template` is a file of `templates/`, without its ending."""

    template: str
    values: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200
    form_action: str = ""
    """Another address that a form of this page may be sent to: that of the bucket for documents."""


@dataclass(frozen=True, slots=True)
class Redirect:
    """303: what comes next is read, and reading it again does nothing. `browser` is the new one after a sign-in."""

    to: str
    browser: Browser | None = None


Answer = Page | Redirect | File

"""The session of exams that the pages are about."""

import time
from datetime import datetime
from typing import Any, Final, NamedTuple

from functions.web.api import RefusedError, UnavailableError
from functions.web.request import Request

REMEMBERED_SECONDS: Final = 30
"""Sessions are public and hardly ever change; every page names one."""


class Season(NamedTuple):
    """`session` is as the API tells it; None when there is none at all."""

    session: dict[str, Any] | None


class _Remembered(NamedTuple):
    until: float
    sessions: list[dict[str, Any]]


_remembered: list[_Remembered] = []


def current(request: Request) -> Season:
    """The session that is open; else the next to open; else the last one. None while the API does not answer."""
    try:
        known = sessions(request)
    except (RefusedError, UnavailableError):
        known = _remembered[-1].sessions if _remembered else []
    here = next((one for one in known if one["open"]), None)
    to_come = next((one for one in known if datetime.fromisoformat(one["opens_at"]) > request.now), None)
    return Season(here or to_come or (known[-1] if known else None))


def sessions(request: Request) -> list[dict[str, Any]]:
    """All that are published, oldest first."""
    if not _remembered or time.monotonic() >= _remembered[-1].until:
        known = request.api.get("/v1/sessions")["items"]
        _remembered[:] = [_Remembered(time.monotonic() + REMEMBERED_SECONDS, known)]
    return _remembered[-1].sessions

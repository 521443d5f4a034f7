"""The description that the API publishes of itself, asked for by these pages only and kept by the process."""

import time
from typing import Final, NamedTuple

from functions.web.developers.description import Description
from functions.web.request import Request

REMEMBERED_SECONDS: Final = 3600
"""It changes with a deployment only, and half a megabyte is much to read for each page."""


class _Remembered(NamedTuple):
    until: float
    description: Description


_remembered: list[_Remembered] = []


def description(request: Request) -> Description:
    if not _remembered or time.monotonic() >= _remembered[-1].until:
        read = Description.of(request.api.get("/v1/openapi.json"))
        _remembered[:] = [_Remembered(time.monotonic() + REMEMBERED_SECONDS, read)]
    return _remembered[-1].description

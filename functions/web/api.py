"""The HTTP API, of which the pages are a client like any other: with the person's own token and nothing more."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final
from urllib.parse import urlencode

import urllib3

from shared.http.visit import SOURCE_HEADER
from shared.settings import setting

TIMEOUT: Final = urllib3.Timeout(connect=2, read=25)
"""A page must still be answered before the function's own limit of 29 seconds."""


class RefusedError(Exception):
    """The API refused: `problem` is its RFC 9457 document, in French."""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        super().__init__(problem.get("code", status))
        self.status = status
        self.problem = problem
        self.code: str = problem.get("code", "")

    @property
    def errors(self) -> list[tuple[str, str]]:
        """Each refused field, by the first part of its pointer, which is the field's name on the page; what to do."""
        return [(one["pointer"].lstrip("/").split("/")[0], one["detail"]) for one in self.problem.get("errors", ())]


class UnavailableError(Exception):
    """The API did not answer, or not as it should."""


@dataclass(frozen=True, slots=True)
class File:
    """`policy` is the Content-Security-Policy of a document that brings its own style."""

    media_type: str
    content: bytes
    disposition: str
    policy: str = ""


@dataclass(frozen=True, slots=True)
class Api:
    """Calls of one request to a page. `source` tells in whose name calls without a token are made, when asked."""

    correlation_id: str
    token: str = ""
    source: Callable[[], str] | None = None

    def get(self, path: str, **query: Any) -> Any:
        """Parameters that are None are left out; a list repeats its parameter."""
        return self._json(self._call("GET", self._address(path, query)))

    def file(self, path: str, **query: Any) -> File:
        answer = self._call("GET", self._address(path, query))
        disposition = answer.headers.get("Content-Disposition", "attachment")
        policy = answer.headers.get("Content-Security-Policy", "")
        return File(answer.headers["Content-Type"], answer.data, disposition, policy)

    def send(
        self, method: str, path: str, body: Mapping[str, Any] | None = None, *, key: str = "", if_match: str = ""
    ) -> Any:
        """`key` is the idempotency key: what is sent twice with one is done once and answered alike.

        With `if_match` (an ETag) it is done only to what still stands as it was read.
        """
        asked = {"Idempotency-Key": key, "If-Match": if_match}
        headers = {"Content-Type": "application/json"} | {name: value for name, value in asked.items() if value}
        return self._json(self._call(method, path, headers, json.dumps(body or {}).encode()))

    def send_file(self, path: str, content: bytes, **query: Any) -> Any:
        headers = {"Content-Type": "application/octet-stream"}
        return self._json(self._call("POST", self._address(path, query), headers, content))

    @staticmethod
    def _address(path: str, query: Mapping[str, Any]) -> str:
        given = {name: value for name, value in query.items() if value is not None}
        return f"{path}?{urlencode(given, doseq=True)}" if given else path

    def _call(
        self, method: str, address: str, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> urllib3.BaseHTTPResponse:
        named = {"X-Correlation-Id": self.correlation_id, **(headers or {})}
        if self.token:
            named["Authorization"] = f"Bearer {self.token}"
        elif self.source and method != "GET":
            named[SOURCE_HEADER] = self.source()
        try:
            answer = _connections().request(
                method, setting("API_URL") + address, headers=named, body=body, timeout=TIMEOUT, retries=False
            )
        except urllib3.exceptions.HTTPError as error:
            raise UnavailableError from error
        if answer.status >= 500 and answer.status != 503:
            raise UnavailableError(answer.status)
        if answer.status >= 400:
            raise RefusedError(answer.status, self._json(answer))
        return answer

    @staticmethod
    def _json(answer: urllib3.BaseHTTPResponse) -> Any:
        try:
            return json.loads(answer.data)
        except ValueError as error:
            raise UnavailableError from error


@cache
def _connections() -> urllib3.PoolManager:
    return urllib3.PoolManager()

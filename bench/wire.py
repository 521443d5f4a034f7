"""How the load reaches the API: connections that stay open, a bounded number of calls at once, each of them timed."""

import json
import random
import socket
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse
from queue import Empty, LifoQueue
from threading import BoundedSemaphore
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

PATIENCE_SECONDS: Final = 30
"""Until a caller gives a call up, as the programs of centres are told to."""
TRIES: Final = 8
IDLE_SECONDS: Final = 3.0
"""The server closes a connection on which nothing has come for five."""
NO_ANSWER: Final = 0
"""In the place of a status: the caller's patience ended first."""


class Answer(NamedTuple):
    status: int
    body: Any
    retry_after: float = 0

    @property
    def is_final(self) -> bool:
        """Whether asking again would change nothing."""
        return self.status != NO_ANSWER and self.status != 429 and self.status < 500


class Sample(NamedTuple):
    """One call as the caller saw it."""

    operation: str
    status: int
    seconds: float


class Request(NamedTuple):
    """`operation` is what the report calls it; `token` is a person's token or a centre's key."""

    operation: str
    method: str
    path: str
    body: Mapping[str, Any] | None = None
    token: str = ""
    key: str = ""
    """The Idempotency-Key."""

    @property
    def headers(self) -> dict[str, str]:
        return {
            "Content-Type": "application/json",
            **({"Authorization": f"Bearer {self.token}"} if self.token else {}),
            **({"Idempotency-Key": self.key} if self.key else {}),
        }

    @property
    def content(self) -> bytes | None:
        return None if self.body is None else json.dumps(self.body).encode()


class Wire:
    """Can be used by any number of threads; `at_once` of their calls are under way at any moment."""

    def __init__(self, base_url: str, at_once: int) -> None:
        self._address = urlsplit(base_url).netloc
        self._room = BoundedSemaphore(at_once)
        self._idle = LifoQueue[tuple[HTTPConnection, float]]()
        self.samples: list[Sample] = []

    def close(self) -> None:
        with suppress(Empty):
            while True:
                self._idle.get_nowait()[0].close()

    def ask(self, request: Request) -> Answer:
        """As a decent program does: whatever may be asked again is, after a pause, with the same key.

        The last answer when none was final.
        """
        answer = self.send(request)
        for attempt in range(1, TRIES):
            if answer.is_final:
                break
            time.sleep(answer.retry_after or random.uniform(0, 0.1 * 2**attempt))  # noqa: S311 (jitter, not a secret)
            answer = self.send(request)
        return answer

    def ask_twice_at_once(self, request: Request) -> list[Answer]:
        """As a double click, or two people in one office."""
        with ThreadPoolExecutor(2) as clicks:
            return list(clicks.map(self.ask, (request, request)))

    def send(self, request: Request) -> Answer:
        """One try."""
        with self._room:
            began = time.perf_counter()
            answer = self._over_an_open_connection(request)
            self.samples.append(Sample(request.operation, answer.status, time.perf_counter() - began))
        return answer

    def hang_up(self, request: Request, seconds: float) -> None:
        """Sends it and does not wait for the answer longer than this: nobody knows what has become of it."""
        with self._room:
            connection = HTTPConnection(self._address, timeout=PATIENCE_SECONDS)
            began = time.perf_counter()
            try:
                connection.request(request.method, request.path, request.content, request.headers)
                connection.sock.settimeout(seconds)
                status = connection.getresponse().status
            except (OSError, HTTPException):
                status = NO_ANSWER
            finally:
                connection.close()
            self.samples.append(Sample(f"{request.operation}, hung up", status, time.perf_counter() - began))

    def _over_an_open_connection(self, request: Request) -> Answer:
        connection = self._connection()
        try:
            connection.request(request.method, request.path, request.content, request.headers)
            answer = _read(connection.getresponse())
        except (OSError, HTTPException):
            connection.close()
            return Answer(NO_ANSWER, {})
        self._idle.put((connection, time.monotonic()))
        return answer

    def _connection(self) -> HTTPConnection:
        with suppress(Empty):
            while True:
                connection, idle_since = self._idle.get_nowait()
                if time.monotonic() - idle_since < IDLE_SECONDS:
                    return connection
                connection.close()
        connection = HTTPConnection(self._address, timeout=PATIENCE_SECONDS)
        connection.connect()
        connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection


def _read(response: HTTPResponse) -> Answer:
    content = response.read()
    try:
        body = json.loads(content)
    except ValueError:
        body = {}
    return Answer(response.status, body, float(response.headers.get("Retry-After") or 0))

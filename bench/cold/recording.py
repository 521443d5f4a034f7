"""What each function is asked first, and what AWS answers it then: recorded on a local cloud, to be answered alone."""

import base64
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

import boto3

from bench.handlers import Handlers
from bench.peer.ours import EXAM, Ours
from tests.cloud.conftest import LocalCloud
from tests.cloud.people import association
from tests.support.api import Route, event_of

FIRST_PAGE: Final = "/connexion"
"""The one on which people sign in."""

Reply = tuple[int, dict[str, str], str]
"""Status, headers, body in base 64."""


class First(NamedTuple):
    """The first call of a function, and what AWS answered meanwhile, in its order."""

    function: str
    environment: dict[str, str]
    event: dict[str, Any]
    replies: list[Reply]
    status: int | None
    """Of the answer, for functions behind the API."""


class Recorder(Handlers):
    """Handlers in this process, which remember the first call of each function."""

    def __init__(self, cloud: LocalCloud) -> None:
        super().__init__(cloud)
        self.firsts: dict[str, First] = {}
        self._heard: Callable[[Reply], None] = _nobody
        boto3.setup_default_session()
        events: Any = boto3.DEFAULT_SESSION.events  # type: ignore[union-attr]
        events.register("after-call", self._hear)

    def invoke(self, function: str, event: dict[str, Any]) -> Any:
        if function in self.firsts:
            return super().invoke(function, event)
        asked = json.loads(json.dumps(event))
        with self._hearing() as replies:
            given = super().invoke(function, event)
        status = given.get("statusCode") if isinstance(given, dict) else None
        self.firsts[function] = First(function, self.environment, asked, replies, status)
        return given

    @contextmanager
    def _hearing(self) -> Iterator[list[Reply]]:
        replies: list[Reply] = []
        self._heard = replies.append
        try:
            yield replies
        finally:
            self._heard = _nobody

    def _hear(self, http_response: Any, **_: Any) -> None:
        body = base64.b64encode(http_response.content).decode()
        self._heard((http_response.status_code, dict(http_response.headers), body))


def _nobody(_reply: Reply) -> None:
    """Between two calls that are recorded."""


def ask_the_others(ours: Ours, cloud: LocalCloud, candidate: int, paid: str) -> None:
    """The functions that no life calls, each for the first time. `paid` is a registration of the candidate's."""
    handlers, token, staff = ours.handlers, ours.token(candidate), association(cloud)
    handlers.asked("GET /v1/sessions", "")
    handlers.asked("GET /v1/me", token)
    handlers.asked("GET /v1/me/export", token)
    handlers.asked(f"GET /v1/registrations/{paid}/certificate", token)
    handlers.asked("GET /v1/centres", staff)
    handlers.asked("GET /v1/mail-problems", staff)
    deferral = {"exams": [EXAM], "ground": "medical", "reason": "Fièvre"}
    handlers.asked(f"POST /v1/registrations/{paid}/deferral", token, deferral)
    handlers.invoke("documents", {"task": "tend"})
    handlers.invoke("attention", {"task": "measure"})
    page = event_of("GET", FIRST_PAGE, Route("web", "$default", {}), by=None, query="", headers={})
    handlers.invoke("web", page)

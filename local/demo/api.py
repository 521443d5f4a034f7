"""The API as anybody's program sees it: HTTP and JSON, with what was called told on the way."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple
from urllib.parse import quote

from local.demo.telling import Teller

TIMEOUT_SECONDS: Final = 30


class StoryError(Exception):
    """The system did something else than the story says; the text, in French, says what."""


def expect(fact: bool, otherwise: str) -> None:
    if not fact:
        raise StoryError(otherwise)


class Answer(NamedTuple):
    """The names of the headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: Any


@dataclass(frozen=True)
class Api:
    base_url: str
    teller: Teller
    authorization: str = ""

    def signed_in(self, **credentials: str) -> "Api":
        """As this person."""
        token = self.post("/v1/tokens", credentials)["access_token"]
        return self.bearing(token)

    def bearing(self, token_or_key: str) -> "Api":
        return replace(self, authorization=f"Bearer {token_or_key}")

    def get(self, path: str, *, told: bool = True) -> Any:
        return self._checked("GET", path, None, 200, told=told).body

    def post(self, path: str, body: Any, expected: int = 200, *, key: str = "", told: bool = True) -> Any:
        return self.posted(path, body, expected, key=key, told=told).body

    def posted(self, path: str, body: Any, expected: int = 200, *, key: str = "", told: bool = True) -> Answer:
        """`key` is the idempotency key."""
        return self._checked("POST", path, body, expected, {"Idempotency-Key": key} if key else {}, told=told)

    def put(self, path: str, body: Any) -> Any:
        return self._checked("PUT", path, body, 200).body

    def refused(self, path: str, body: Any, status: int, code: str) -> str:
        """What the problem says, of a POST that must be refused."""
        problem = self.post(path, body, status)
        expect(problem["code"] == code, f"Le refus attendu était {code} ; reçu : {problem['code']}.")
        return str(problem["detail"])

    def pages(self, path: str, *, told: bool = True) -> Iterator[Any]:
        """The items of a list, page after page."""
        cursor: str | None = ""
        while cursor is not None:
            separator = "&" if "?" in path else "?"
            page = self.get(f"{path}{separator}cursor={quote(cursor)}" if cursor else path, told=told and not cursor)
            yield from page["items"]
            cursor = page["next"]

    def send(self, method: str, path: str, body: Any, headers: Mapping[str, str]) -> Answer:
        """Whatever the answer is.

        Raises:
            StoryError: there is none.
        """
        request = urllib.request.Request(  # noqa: S310 (the local cloud's own address)
            f"{self.base_url}{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json", **headers}
            | ({"Authorization": self.authorization} if self.authorization else {}),
        )
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310 (as above)
                return _answer(answer.status, answer.headers.items(), answer.read())
        except urllib.error.HTTPError as refusal:
            with refusal:
                return _answer(refusal.code, refusal.headers.items(), refusal.read())
        except OSError as error:
            raise StoryError(f"Rien ne répond à {self.base_url}. `make run` tourne-t-il encore ? ({error})") from error

    def _checked(
        self,
        method: str,
        path: str,
        body: Any,
        expected: int,
        headers: Mapping[str, str] | None = None,
        *,
        told: bool = True,
    ) -> Answer:
        answer = self.send(method, path, body, headers or {})
        if told:
            self.teller.call(method, path, answer.status)
        said = answer.body.get("detail", answer.body) if isinstance(answer.body, dict) else answer.body
        expect(answer.status == expected, f"{method} {path} : {expected} attendu, {answer.status} reçu. {said}")
        return answer


def _answer(status: int, headers: Iterable[tuple[str, str]], content: bytes) -> Answer:
    named = {name.lower(): value for name, value in headers}
    try:
        return Answer(status, named, json.loads(content))
    except ValueError:
        return Answer(status, named, content.decode(errors="replace"))

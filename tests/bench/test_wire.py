"""How the load's callers behave towards a server: what they ask again, what they give up, what is timed."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Final

import pytest

from bench.wire import NO_ANSWER, TRIES, Request, Wire

WISH: Final = Request("register", "POST", "/v1/registrations", {"centre": "L001"}, token="token", key="the-same-key")


class Server(ThreadingHTTPServer):
    """Answers with these statuses in turn, the last one for ever; keeps what came. The status 0 is never answered."""

    daemon_threads = True

    def __init__(self, *statuses: int) -> None:
        super().__init__(("127.0.0.1", 0), _Answering)
        self.statuses = list(statuses)
        self.seen: list[tuple[str | None, object]] = []
        self.over = Event()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Answering(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.seen.append((self.headers["Idempotency-Key"], body))
        status = self.server.statuses.pop(0) if len(self.server.statuses) > 1 else self.server.statuses[0]
        if status == NO_ANSWER:
            self.server.over.wait()
            return
        content = b'{"reference": "CU-2801-0000-00"}'
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    with Server(*request.param) as one:
        Thread(target=one.serve_forever, daemon=True).start()
        yield one
        one.over.set()
        one.shutdown()


@pytest.fixture
def wire(server: Server) -> Iterator[Wire]:
    one = Wire(server.base_url, at_once=2)
    yield one
    one.close()


@pytest.mark.parametrize("server", [(503, 502, 429, 201)], indirect=True)
def test_what_may_be_asked_again_is_with_the_same_key_and_every_try_is_counted(server: Server, wire: Wire) -> None:
    answer = wire.ask(WISH)
    assert (answer.status, answer.body) == (201, {"reference": "CU-2801-0000-00"})
    assert server.seen == [("the-same-key", {"centre": "L001"})] * 4
    assert [one.status for one in wire.samples] == [503, 502, 429, 201]


@pytest.mark.parametrize("server", [(409, 201)], indirect=True)
def test_a_refusal_is_an_answer(server: Server, wire: Wire) -> None:
    assert wire.ask(WISH).status == 409
    assert len(server.seen) == 1


@pytest.mark.parametrize("server", [(201,)], indirect=True)
def test_a_double_click_sends_the_same_twice(server: Server, wire: Wire) -> None:
    assert [answer.status for answer in wire.ask_twice_at_once(WISH)] == [201, 201]
    assert server.seen == [("the-same-key", {"centre": "L001"})] * 2


@pytest.mark.parametrize("server", [(NO_ANSWER, 201)], indirect=True)
def test_who_hangs_up_has_no_answer_and_may_ask_again(server: Server, wire: Wire) -> None:
    wire.hang_up(WISH, seconds=0.05)
    assert wire.ask(WISH).status == 201
    told = [(one.operation, one.status) for one in wire.samples]
    assert told == [("register, hung up", NO_ANSWER), ("register", 201)]


@pytest.mark.parametrize("server", [(500,)], indirect=True)
def test_nobody_asks_for_ever(server: Server, wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    assert wire.ask(WISH).status == 500
    assert len(server.seen) == TRIES

"""The one door: what leaves by it when something goes wrong, and what is logged."""

import json
import logging
from typing import Any

import pytest

from shared.http.attempts import STALE_TRIES
from shared.http.door import Door
from shared.http.operation import Answer
from shared.models import Nothing
from shared.problems.calls import DomainError, MethodNotAllowedError
from shared.registration.lifecycle import State
from shared.table import StaleError
from tests.support.api import ALICE, LAON, Context, Reply, Route, call, environment, event_of
from tests.support.contents import contents, failing
from tests.support.steps import defer, done, in_state, pay, prevalidate, refused, register, send


def asked(door: Door, request: str = "GET /v1/things") -> Reply:
    method, path = request.split(" ")
    event = event_of(method, path, Route("register", request, {}), by=None, query="", headers={})
    with environment("register"):
        answer = door.handler(event, Context("register"))
    return Reply(answer["statusCode"], {k.lower(): v for k, v in answer["headers"].items()}, json.loads(answer["body"]))


class TestSomebodyWasQuicker:
    def test_the_call_is_decided_again(self) -> None:
        door, tries = Door(), []

        @door.operation("GET", "/v1/things", summary="", status=200, answer=Nothing)
        def things() -> Answer:
            tries.append(1)
            if len(tries) < STALE_TRIES:
                raise StaleError
            return Answer(200, Nothing())

        assert (asked(door).status, len(tries)) == (200, STALE_TRIES)

    def test_but_not_for_ever(self) -> None:
        door, tries = Door(), []

        @door.operation("GET", "/v1/things", summary="", status=200, answer=Nothing)
        def things() -> Answer:
            tries.append(1)
            raise StaleError

        reply = asked(door)
        refused(reply, 503, "busy")
        assert (reply.headers["retry-after"], len(tries)) == ("5", STALE_TRIES)


class TestWhatNoOperationTakes:
    def test_is_not_found(self) -> None:
        refused(asked(Door(), "GET /v1/nowhere"), 404, "not-found")

    def test_or_is_what_the_function_says(self) -> None:
        def unknown(method: str, path: str) -> DomainError:
            assert (method, path) == ("PATCH", "/v1/things")
            return MethodNotAllowedError(["GET", "POST"])

        reply = asked(Door(unknown), "PATCH /v1/things")
        refused(reply, 405, "method-not-allowed")
        assert reply.headers["allow"] == "GET, POST"


@pytest.mark.usefixtures("season")
class TestAWS:
    def test_an_unexpected_failure_is_a_problem_without_detail_and_logged_once(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        with failing("BatchGetItem", "AccessDeniedException", times=1):
            reply = send("CHI")
        problem = refused(reply, 500, "internal")
        assert "AccessDenied" not in json.dumps(problem)
        assert [record.message for record in caplog.records if record.levelno >= logging.ERROR] == ["unexpected"]

    @pytest.mark.parametrize(
        "code", ["ThrottlingException", "ProvisionedThroughputExceededException", "RequestLimitExceeded"]
    )
    @pytest.mark.parametrize("operation", ["BatchGetItem", "TransactWriteItems"])
    def test_throttling_asks_to_come_again(self, operation: str, code: str) -> None:
        before = contents()
        with failing(operation, code, times=1):
            reply = send("CHI")
        refused(reply, 503, "busy")
        assert reply.headers["retry-after"] == "5"
        assert contents() == before


@pytest.mark.usefixtures("season")
class TestHeaders:
    def test_nothing_is_kept_on_the_way(self) -> None:
        assert call("GET /v1/registrations", by=ALICE).headers["cache-control"] == "no-store"

    def test_answers_are_json(self) -> None:
        assert call("GET /v1/registrations", by=ALICE).headers["content-type"] == "application/json"

    def test_their_names_may_be_written_in_any_case(self) -> None:
        reply = call("GET /v1/registrations", by=ALICE, headers={"x-CORRELATION-id": "appel-0123456789"})
        assert reply.headers["x-correlation-id"] == "appel-0123456789"


@pytest.mark.usefixtures("season")
class TestTheLog:
    def test_a_call_is_one_line_with_its_route_and_outcome(self, caplog: pytest.LogCaptureFixture) -> None:
        reference = register("CHI")
        caplog.clear()
        refused(pay(reference), 409, "illegal-transition")
        (line,) = [vars(record) for record in caplog.records]
        told = {name: line[name] for name in ("message", "route", "status", "code")}
        assert told == {
            "message": "answered",
            "route": "POST /v1/registrations/{reference}/payment",
            "status": 409,
            "code": "illegal-transition",
        }

    def test_it_never_holds_who_or_why(
        self, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
    ) -> None:
        reference = in_state(State.VALIDATED)
        done(defer(reference, "CHI", ground="employer", reason="Salon du fromage"))
        call("GET /v1/registrations", by=ALICE, query={"cursor": "martin"})
        send("CHI", headers={"Idempotency-Key": "alice-martin-0123"})
        call(f"GET /v1/registrations/{reference}", by=LAON)
        assert f'"reference":"{reference}"' in _written(caplog.records[-1])
        lines = "".join(map(_written, caplog.records))
        logged = capsys.readouterr().out + lines + json.dumps([_plain(vars(one)) for one in caplog.records])
        for private in ("Alice", "artin", "20230001", "example.org", "Camille", "fromage", "employer", "+336"):
            assert private not in logged


def _written(record: logging.LogRecord) -> str:
    """The line, with the keys that stand on every line of the function's last call."""
    return logging.getLogger(record.name).handlers[0].format(record)


def _plain(values: dict[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in values.items()}


@pytest.mark.usefixtures("season")
def test_a_decision_names_the_person_of_the_centre() -> None:
    assert done(prevalidate(register("CHI"))).body["by"] == LAON["name"]

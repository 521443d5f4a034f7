"""Limits: the last use that is allowed passes, the next one does not, and nobody else notices."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from shared import limits
from shared.http.operation import PUBLIC_WRITES
from shared.http.visit import source_of
from shared.limits import Rate
from shared.problems.calls import TooManyRequestsError
from tests.support import season, template
from tests.support.api import ALICE, BOB, FUNCTIONS, LAON, Reply, call
from tests.support.contents import contents


@pytest.fixture(autouse=True)
def few(season: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three public writes in a quarter of an hour, two of a candidate in ten minutes."""
    monkeypatch.setenv("PUBLIC_WRITES_LIMIT", "3/15m")
    for function in FUNCTIONS:
        monkeypatch.setitem(template.functions()[function], "PUBLIC_WRITES_LIMIT", "3/15m")
        monkeypatch.setitem(template.functions()[function], "CANDIDATE_WRITES_LIMIT", "2/10m")


def knock(source: str = "198.51.100.7") -> Reply:
    """A public write that is malformed: it is counted all the same."""
    return call("POST /v1/tokens", {}, source=source)


def send(by: Any = ALICE) -> Reply:
    return call("POST /v1/registrations", {}, by=by)


def statuses(times: int, source: str = "198.51.100.7") -> list[int]:
    return [knock(source).status for _ in range(times)]


def test_the_last_one_passes_and_the_next_one_does_not() -> None:
    assert statuses(5) == [422, 422, 422, 429, 429]


def test_another_source_is_unharmed() -> None:
    statuses(4)
    assert knock("198.51.100.8").status == 422


def test_the_next_window_begins_anew(clock: time_machine.Traveller) -> None:
    statuses(4)
    clock.shift(timedelta(minutes=15, microseconds=-1))
    assert knock().status == 429
    clock.shift(timedelta(microseconds=1))
    assert statuses(4) == [422, 422, 422, 429]


def test_a_refusal_says_when_to_try_again(clock: time_machine.Traveller) -> None:
    clock.shift(timedelta(minutes=2, seconds=30, milliseconds=100))
    reply = [knock() for _ in range(4)][-1]
    assert (reply.status, reply.body["code"]) == (429, "too-many-requests")
    assert reply.headers["retry-after"] == "750"
    assert reply.body["detail"] == "Trop de demandes, réessayez dans 13\u00a0minutes."


def test_the_last_minute_is_one_minute(clock: time_machine.Traveller) -> None:
    clock.shift(timedelta(minutes=14, seconds=30))
    assert [knock() for _ in range(4)][-1].body["detail"] == "Trop de demandes, réessayez dans 1\u00a0minute."


def test_a_candidate_is_counted_as_such_wherever_the_calls_come_from() -> None:
    assert [send().status for _ in range(4)] == [422, 422, 429, 429]
    assert send(BOB).status == 422


def test_reading_and_the_staff_are_not_counted() -> None:
    before = contents()
    assert {call("GET /v1/registrations", by=ALICE).status for _ in range(5)} == {200}
    assert {call("GET /v1/sessions").status for _ in range(5)} == {200}
    assert {call("PUT /v1/centre/seats/CHI", {}, by=LAON).status for _ in range(5)} == {422}
    assert contents() == before


def test_a_use_that_is_given_back_can_be_used_again() -> None:
    *_, last = [limits.use(PUBLIC_WRITES, "x", now=season.NOW) for _ in range(3)]
    limits.give_back(last)
    assert limits.use(PUBLIC_WRITES, "x", now=season.NOW).left == 0
    with pytest.raises(TooManyRequestsError):
        limits.use(PUBLIC_WRITES, "x", now=season.NOW)


def test_a_use_is_given_back_to_its_own_window() -> None:
    used = limits.use(PUBLIC_WRITES, "x", now=season.NOW)
    later = season.NOW + timedelta(minutes=15)
    assert limits.use(PUBLIC_WRITES, "x", now=later).left == 2
    limits.give_back(used)
    assert [limits.use(PUBLIC_WRITES, "x", now=later).left for _ in range(2)] == [1, 0]


def test_nothing_is_given_back_into_a_window_that_was_begun_anew() -> None:
    used = limits.use(PUBLIC_WRITES, "x", now=season.NOW)
    limits.forget(PUBLIC_WRITES, "x", now=season.NOW)
    limits.give_back(used)
    assert limits.use(PUBLIC_WRITES, "x", now=season.NOW).left == 2


@pytest.mark.parametrize(
    ("address", "source"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
    ],
)
def test_an_ipv6_subscriber_is_one_source(address: str, source: str) -> None:
    assert source_of(address) == source


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("5/15m", Rate(5, timedelta(minutes=15))),
        ("30/1h", Rate(30, timedelta(hours=1))),
        ("1/90s", Rate(1, timedelta(seconds=90))),
    ],
)
def test_a_rate_is_written_as_a_number_and_a_duration(text: str, rate: Rate) -> None:
    assert Rate.parse(text) == rate


@pytest.mark.parametrize(
    "request_line", ["GET /v1/sessions", "POST /v1/tokens", "GET /v1/nothing", "GET /v1/registrations"]
)
def test_every_answer_has_its_security_headers(request_line: str) -> None:
    headers = call(request_line).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert (
        headers["content-security-policy"]
        == "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    assert headers["strict-transport-security"].startswith("max-age=63072000")


def test_https_is_not_promised_where_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(template.functions()["catalogue"], "PUBLIC_URL", "http://127.0.0.1:8400")
    assert "strict-transport-security" not in call("GET /v1/sessions").headers

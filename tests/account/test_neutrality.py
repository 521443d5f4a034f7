"""Who is registered? Nothing tells: neither the answer nor what the functions do for it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
import time_machine

from shared.http.source import signed
from shared.http.visit import SOURCE_HEADER
from tests.account.conftest import Pool
from tests.http.test_source import key as key
from tests.support import calls, season
from tests.support.api import call, environment
from tests.support.aws import Aws

PAIRS = 500
"""Of each of the four operations: 2,000 pairs."""


def reminder(number: int, known: bool) -> tuple[str, Any]:
    name = "Martin" if known else "Marten"
    return "POST /v1/nuc-reminders", {"birth_name": name, "born_on": "1998-03-27", "email": email(number, True)}


def password(number: int, known: bool) -> tuple[str, Any]:
    return "POST /v1/password-resets", {"nuc": nuc(number, known)}


def sign_in(number: int, known: bool) -> tuple[str, Any]:
    return "POST /v1/tokens", {"nuc": nuc(number, known), "password": "sept lampes sous un chêne"}


def first_time(number: int, known: bool) -> tuple[str, Any]:
    return "POST /v1/candidates", {"email": email(number, known)}


def nuc(number: int, known: bool) -> str:
    return str((10_000_000 if known else 20_000_000) + number)


def email(number: int, known: bool) -> str:
    return f"{'known' if known else 'other'}{number}@example.org"


@pytest.mark.parametrize("request_of", [reminder, password, sign_in, first_time])
def test_known_and_unknown_people_cannot_be_told_apart(
    request_of: Callable[[int, bool], tuple[str, Any]], pool: Pool, aws: Aws, clock: time_machine.Traveller
) -> None:
    people = [
        season.ALICE.model_copy(update={"nuc": nuc(number, True), "email": email(number, True)})
        for number in range(PAIRS)
    ]
    season.store(*people)
    if request_of is sign_in:
        for one in people:
            pool.person(one.nuc)
    for number in range(PAIRS):
        if number % 25 == 0:  # moto compares every message with all of the queue
            clock.shift(timedelta(minutes=2))
            boto3.client("sqs").purge_queue(QueueUrl=aws.queue_url)
        seen = []
        for known, source in ((True, "198.51.100"), (False, "203.0.113")):
            line, body = request_of(number, known)
            with calls.watched() as made:
                reply = call(line, body, source=f"{source}.{number % 250}")
            seen.append((reply, [str(one) for one in made], [sorted(one.params) for one in made]))
        known_one, unknown_one = seen
        assert known_one == unknown_one
        assert known_one[1]


@pytest.mark.parametrize("request_of", [reminder, password, sign_in, first_time])
@pytest.mark.parametrize("genuine", [True, False])
def test_nor_can_they_through_the_pages(
    request_of: Callable[[int, bool], tuple[str, Any]], genuine: bool, pool: Pool, aws: Aws, key: str
) -> None:
    season.store(season.ALICE.model_copy(update={"nuc": nuc(1, True), "email": email(1, True)}))
    pool.person(nuc(1, True))
    seen = []
    for known, person, pages in ((True, "198.51.100.1", "192.0.2.1"), (False, "198.51.100.2", "192.0.2.2")):
        line, body = request_of(1, known)
        with environment("account"):
            header = signed(person, now=datetime.now(UTC))
        sent = {SOURCE_HEADER: header if genuine else header[:-43] + "A" * 43}
        with calls.watched() as made:
            reply = call(line, body, headers=sent, source=pages)
        seen.append((reply, [str(one) for one in made], [sorted(one.params) for one in made]))
    assert seen[0] == seen[1]
    assert seen[0][1][0] == "kms.VerifyMac"


def test_the_orders_differ_in_nothing_but_whom_they_name(pool: Pool, aws: Aws) -> None:
    for request_of in (reminder, password, first_time):
        bodies = []
        for known in (True, False):
            line, body = request_of(1, known)
            with calls.watched() as made:
                call(line, body)
            (sent,) = [one.params for one in made if one.operation == "SendMessage"]
            bodies.append((len(sent["MessageBody"]), sorted(sent)))
        assert bodies[0] == bodies[1]

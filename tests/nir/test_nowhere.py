"""A number given through the API is nowhere but in its encrypted place, whatever happens to it and around it."""

import io
import json
import logging
import subprocess
import sys
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any, Final

import boto3
import pytest

from functions.account.handler import door
from shared.nir import check, vault
from tests.nir.giving import NIR, PROVISIONAL, give, given, item
from tests.support.api import ALICE, ASSOCIATION, LAON, call
from tests.support.aws import Aws
from tests.support.calls import Call, refused, watched
from tests.support.contents import contents
from tests.support.steps import done, pay, prevalidate, register

pytestmark = pytest.mark.usefixtures("kms")

MISTYPED: Final = "298030200212351"
SPELLINGS: Final = sorted(
    spelling.replace("\u00a0", " ")
    for number in (NIR, MISTYPED, PROVISIONAL)
    for spelling in (number, check.spaced(check.Nir(number)), sha256(number.encode()).hexdigest(), number[1:13])
)


@pytest.fixture
def log() -> Iterator[Callable[[], str]]:
    """What the function writes to its log from here on."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(door.logger.registered_formatter)
    logger = logging.getLogger(door.logger.name)
    logger.addHandler(handler)
    yield written.getvalue
    logger.removeHandler(handler)


def found_in(text: str) -> list[str]:
    bare = text.replace("\u00a0", " ").lower()
    return [one for one in SPELLINGS if one in bare]


def test_the_search_finds_a_number_that_is_there() -> None:
    assert NIR in found_in(f"… {NIR} …")
    assert found_in(f"numéro : {check.spaced(check.Nir(NIR))}.") == ["2 98 03 02 002 123 50"]


def test_no_store_no_log_and_no_answer_has_it_after_a_whole_life(
    log: Callable[[], str], capfd: pytest.CaptureFixture[str]
) -> None:
    aws = Aws.made()
    replies = [give(typed, headers={"Idempotency-Key": f"given-{typed}"}) for typed in (PROVISIONAL, MISTYPED, NIR)]
    reference = register("CHI")
    orders = []
    for step in (prevalidate, pay):
        aws.follow()
        replies.append(done(step(reference)))
    aws.follow()
    while waiting := aws.waiting():
        orders += waiting
        aws.mail(waiting)
    replies += [call(f"GET /v1/registrations/{reference}", by=by) for by in (ALICE, LAON)]
    replies += [call("GET /v1/me", by=ALICE), call("GET /v1/nirs-to-check", by=ASSOCIATION)]

    machine = boto3.client("stepfunctions")
    executions = machine.list_executions(stateMachineArn=aws.state_machine)["executions"]
    histories = [machine.get_execution_history(executionArn=one["executionArn"]) for one in executions]
    mails = [str(mail) for mail in aws.sent()]
    said = log() + "".join(capfd.readouterr())
    # Something was there to be searched.
    assert len(mails) == len(orders) == 3
    assert executions
    assert said.count("answered") >= 3
    assert (item() or {})["sealed"]
    for place in (replies, list(contents().items()), orders, histories, executions, mails, said):
        assert found_in(json.dumps(place, default=str, ensure_ascii=False)) == []


@pytest.mark.parametrize("operation", ["GenerateMac", "GenerateDataKey", "TransactWriteItems"])
def test_an_accident_on_the_way_says_nothing_of_the_number(operation: str, log: Callable[[], str]) -> None:
    def befall(_number: int, made: Call) -> None:
        if made.operation == operation:
            raise refused(made, "AccessDeniedException")

    with watched(before=befall):
        reply = give(NIR)
    assert (reply.status, reply.body["code"]) == (500, "internal")
    assert "AccessDeniedException" in log()
    assert found_in(log() + str(reply)) == []


@pytest.mark.parametrize("body", [f'{{"nir": "{NIR}"', f'{{"nir": {NIR}}}', f'{{"nir": ["{NIR}"]}}', f'"{NIR}"'])
def test_a_number_in_an_unreadable_request_is_not_said_again(body: str, log: Callable[[], str]) -> None:
    reply = call("PUT /v1/me/nir", raw=body, by=ALICE)
    assert reply.status in {400, 422}
    assert "answered" in log()
    assert found_in(log() + str(reply) + str(contents())) == []


@pytest.mark.parametrize("show", [repr, str, "{}".format, lambda one: json.dumps(one, default=str)])
def test_a_number_in_memory_does_not_show_itself(show: Callable[[Any], str]) -> None:
    nir = check.parse(NIR)
    assert found_in(show(nir)) == []
    assert found_in(show([vault.sealed, nir, given(NIR)])) == []


def test_functions_start_without_what_only_this_route_needs() -> None:
    program = (
        "import sys, functions.register.handler, functions.account.handler\n"
        "assert 'functions.account.nir' in sys.modules\n"
        "print(sorted(name for name in sys.modules if name.split('.')[0] == 'cryptography'))"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603 (ours)
    assert ran.stdout.strip() == "[]"

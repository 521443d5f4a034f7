"""Fifty times the same request at the same moment: one registration."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from tests.cloud.conftest import Answer, LocalCloud
from tests.cloud.facts import mailed
from tests.cloud.people import Newcomer, newcomer

CLICKS: Final = 50
LAON: Final = "02-LAON"


def test_50_requests_with_one_idempotency_key_make_one_registration_and_give_one_answer(cloud: LocalCloud) -> None:
    who = newcomer(cloud)
    answers = _click(cloud, who, **{"Idempotency-Key": "fifty-clicks-at-once"})
    assert {answer.status for answer in answers} == {201}
    references = {answer.body["reference"] for answer in answers}
    assert len(references) == 1
    assert [answer.body for answer in answers] == [answers[0].body] * CLICKS
    assert Counter(answer.headers["Idempotent-Replayed"] for answer in answers) == {None: 1, "true": CLICKS - 1}
    _expect_one(cloud, who, references.pop())


def test_50_requests_without_a_key_make_one_registration_and_49_refusals_that_name_it(cloud: LocalCloud) -> None:
    who = newcomer(cloud)
    answers = _click(cloud, who)
    assert Counter((answer.status, answer.body.get("code")) for answer in answers) == {
        (201, None): 1,
        (409, "already-registered"): CLICKS - 1,
    }
    assert len({answer.body["reference"] for answer in answers}) == 1
    _expect_one(cloud, who, answers[0].body["reference"])


def _click(cloud: LocalCloud, who: Newcomer, **headers: str) -> list[Answer]:
    assert cloud.call("GET", "/v1/registrations", token=who.token).status == 200  # who clicks is known from here on
    body = {"session": cloud.access["session"], "centre": LAON, "exams": ["COMPTA-1"]}
    with ThreadPoolExecutor(CLICKS) as threads:
        clicks = [
            threads.submit(cloud.call, "POST", "/v1/registrations", body, token=who.token, **headers)
            for _ in range(CLICKS)
        ]
    return [click.result() for click in clicks]


def _expect_one(cloud: LocalCloud, who: Newcomer, reference: str) -> None:
    own = cloud.call("GET", "/v1/registrations", token=who.token).body["items"]
    assert [one["reference"] for one in own] == [reference]
    assert mailed(cloud, reference, "registered") == ["registered"]

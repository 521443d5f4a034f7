"""Several of a centre's staff decide on the same requests at the same moment: each request is decided once."""

from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from datetime import time
from typing import Final

from tests.cloud.conftest import Answer, LocalCloud
from tests.cloud.facts import history, inside, taken
from tests.cloud.lives import offer, pending_without_a_clock
from tests.cloud.people import key_of, someone, store

LAON: Final = "02-LAON"
EXAM: Final = "DUO"
REQUESTS: Final = 10
EACH: Final = 8
"""Calls for one request: half of them pre-validate, half refuse."""
ACTIONS: Final = {"prevalidation": {}, "refusal": {"reason": "incomplete"}}


def test_of_eight_who_decide_at_once_the_first_decides_the_same_get_200_and_the_others_409(cloud: LocalCloud) -> None:
    session, key = cloud.access["session"], key_of(cloud, LAON)
    offer(cloud, LAON, EXAM, capacity=REQUESTS, at=time(21))
    candidates = [someone() for _ in range(REQUESTS)]
    store(cloud, *candidates)
    with inside(cloud):
        references = [pending_without_a_clock(one.nuc, session, LAON, EXAM) for one in candidates]
    assert cloud.call("GET", "/v1/centre/seats", token=key).status == 200  # who calls is known from here on

    def decide(one: tuple[str, str]) -> Answer:
        reference, action = one
        return cloud.call("POST", f"/v1/registrations/{reference}/{action}", ACTIONS[action], token=key)

    calls = [(reference, action) for reference in references for action in list(ACTIONS) * (EACH // 2)]
    with ThreadPoolExecutor(2 * EACH) as threads:
        answers = list(threads.map(decide, calls))
    by_request = defaultdict[str, dict[str, list[Answer]]](lambda: {action: [] for action in ACTIONS})
    for (reference, action), answer in zip(calls, answers, strict=True):
        by_request[reference][action].append(answer)
    states = [_decided(*decided.values()) for decided in by_request.values()]
    assert taken(cloud, session, LAON, EXAM) == states.count("prevalidated")
    assert [len(history(cloud, reference)) for reference in references] == [1] * REQUESTS


def _decided(prevalidations: list[Answer], refusals: list[Answer]) -> str:
    """The state, once all the answers about one request agree on it."""
    won, lost = sorted((prevalidations, refusals), key=lambda answers: answers[0].status)
    assert {answer.status for answer in won} == {200}
    assert len({(answer.body["state"], answer.body["by"], answer.body["at"]) for answer in won}) == 1
    state = str(won[0].body["state"])
    assert {(answer.status, answer.body["code"]) for answer in lost} == {(409, "illegal-transition")}
    assert {answer.body["current_state"] for answer in lost} == {state}
    return state

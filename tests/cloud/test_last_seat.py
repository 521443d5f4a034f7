"""Two hundred pre-validations for twenty seats at once: every seat is given, and none twice."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import time
from time import monotonic
from typing import Final, NamedTuple

from shared import keys, table
from tests.cloud.conftest import LocalCloud
from tests.cloud.facts import inside, orders, sent, taken
from tests.cloud.lives import offer, pending_without_a_clock
from tests.cloud.people import key_of, someone, store

LAON: Final = "02-LAON"
EXAM: Final = "COURSE"
CANDIDATES: Final = 200
SEATS: Final = 20
AT_ONCE: Final = 24
"""Calls under way at any moment: each has a process of 50 MB of its own in the local cloud."""


def test_200_prevalidations_at_once_for_20_seats_give_20_and_refuse_180(cloud: LocalCloud) -> None:
    references = _requests(cloud, EXAM, CANDIDATES, at=time(20))
    answers = _prevalidated(cloud, references)
    assert Counter((one.status, one.said) for one in answers) == {
        (200, "prevalidated"): SEATS,
        (409, "no-seat-left"): CANDIDATES - SEATS,
    }
    for refusal in (one for one in answers if one.status == 409):
        assert sum(one.status == 200 and one.began_at < refusal.ended_at for one in answers) == SEATS
    assert taken(cloud, cloud.access["session"], LAON, EXAM) == SEATS
    with inside(cloud):
        batches = [references[start : start + 100] for start in range(0, CANDIDATES, 100)]
        stood = [one for batch in batches for one in table.read(*map(keys.registration, batch)) if one]
    assert [one["state"] for one in stood] == [one.said if one.status == 200 else "pending" for one in answers]
    _expect_a_mail_for_each_seat(cloud, [one["reference"] for one in stood if one["state"] == "prevalidated"])


def test_20_prevalidations_at_once_for_20_seats_are_all_given_one(cloud: LocalCloud) -> None:
    answers = _prevalidated(cloud, _requests(cloud, "JUSTE", SEATS, at=time(19)))
    assert {(one.status, one.said) for one in answers} == {(200, "prevalidated")}
    assert taken(cloud, cloud.access["session"], LAON, "JUSTE") == SEATS


class Prevalidation(NamedTuple):
    status: int
    said: str
    """The state, or why not."""
    began_at: float
    ended_at: float


def _requests(cloud: LocalCloud, exam: str, number: int, *, at: time) -> list[str]:
    offer(cloud, LAON, exam, capacity=SEATS, at=at)
    candidates = [someone() for _ in range(number)]
    store(cloud, *candidates)
    with ThreadPoolExecutor(AT_ONCE) as threads, inside(cloud):
        session = cloud.access["session"]
        return list(threads.map(lambda one: pending_without_a_clock(one.nuc, session, LAON, exam), candidates))


def _prevalidated(cloud: LocalCloud, references: list[str]) -> list[Prevalidation]:
    """All of them at once; in the order of the references."""
    key = key_of(cloud, LAON)
    assert cloud.call("GET", "/v1/centre/seats", token=key).status == 200  # who calls is known from here on

    def prevalidated(reference: str) -> Prevalidation:
        began_at = monotonic()
        answer = cloud.call("POST", f"/v1/registrations/{reference}/prevalidation", {}, token=key)
        return Prevalidation(answer.status, answer.body.get("code") or answer.body["state"], began_at, monotonic())

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return list(threads.map(prevalidated, references))


def _expect_a_mail_for_each_seat(cloud: LocalCloud, holders: list[str]) -> None:
    def told() -> list[str]:
        subjects = [one.subject for one in sent(cloud) if one.kind == "prevalidated"]
        return [reference for reference in holders for subject in subjects if reference in subject]

    cloud.wait_for(lambda: len(told()) >= SEATS and not orders(cloud, "MailQueueUrl"))
    assert told() == holders

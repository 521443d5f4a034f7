"""Two hundred pre-validations for twenty seats at once: every seat is given, and none twice."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import time
from typing import Final

from shared import keys, table
from tests.cloud.conftest import LocalCloud
from tests.cloud.facts import inside, item, orders, sent
from tests.cloud.lives import offer, pending_without_a_clock
from tests.cloud.people import key_of, someone, store

LAON: Final = "02-LAON"
EXAM: Final = "COURSE"
CANDIDATES: Final = 200
SEATS: Final = 20
AT_ONCE: Final = 24
"""Calls under way at any moment: each has a process of 50 MB of its own in the local cloud."""


def test_200_prevalidations_at_once_for_20_seats_give_20_and_refuse_180(cloud: LocalCloud) -> None:
    session, key = cloud.access["session"], key_of(cloud, LAON)
    offer(cloud, LAON, EXAM, capacity=SEATS, at=time(20))
    candidates = [someone() for _ in range(CANDIDATES)]
    store(cloud, *candidates)
    with ThreadPoolExecutor(AT_ONCE) as threads, inside(cloud):
        asked = threads.map(lambda one: pending_without_a_clock(one.nuc, session, LAON, EXAM), candidates)
        references = list(asked)
    assert cloud.call("GET", "/v1/centre/seats", token=key).status == 200  # who calls is known from here on

    def prevalidated(reference: str) -> tuple[int, str]:
        answer = cloud.call("POST", f"/v1/registrations/{reference}/prevalidation", {}, token=key)
        return answer.status, answer.body.get("code") or answer.body["state"]

    with ThreadPoolExecutor(AT_ONCE) as threads:
        answers = list(threads.map(prevalidated, references))
    assert Counter(answers) == {(200, "prevalidated"): SEATS, (409, "no-seat-left"): CANDIDATES - SEATS}
    assert item(cloud, keys.seats(session, LAON, EXAM))["taken"] == SEATS
    with inside(cloud):
        batches = [references[start : start + 100] for start in range(0, CANDIDATES, 100)]
        stood = [one for batch in batches for one in table.read(*map(keys.registration, batch)) if one]
    assert [one["state"] for one in stood] == [state if status == 200 else "pending" for status, state in answers]
    _expect_a_mail_for_each_seat(cloud, [one["reference"] for one in stood if one["state"] == "prevalidated"])


def _expect_a_mail_for_each_seat(cloud: LocalCloud, holders: list[str]) -> None:
    def told() -> list[str]:
        subjects = [one.subject for one in sent(cloud) if one.kind == "prevalidated"]
        return [reference for reference in holders for subject in subjects if reference in subject]

    cloud.wait_for(lambda: len(told()) >= SEATS and not orders(cloud, "MailQueueUrl"))
    assert told() == holders

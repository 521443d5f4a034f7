"""What waits at a centre, as the association is told: how much and since when."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from shared import keys, table
from tests.support.api import ALICE, ASSOCIATION, BOB, LAON, call
from tests.support.steps import done, prevalidate, refused, register

pytestmark = pytest.mark.usefixtures("season")


def told(centre: str = "C02", **query: str) -> Any:
    return done(call(f"GET /v1/centres/{centre}/waiting", by=ASSOCIATION, query=query)).body


def test_nothing_waits_at_first() -> None:
    assert told() == {"session": "2027-01", "count": 0, "more": False, "oldest_at": None}


def test_the_oldest_that_is_still_to_be_decided_counts(clock: time_machine.Traveller) -> None:
    first = register("CHI", by=ALICE)
    clock.shift(timedelta(hours=1))
    since = datetime.now(UTC)
    register("CHI", by=BOB)
    assert told()["count"] == 2
    done(prevalidate(first))
    after = told("c02")
    assert after["count"] == 1
    assert abs(datetime.fromisoformat(after["oldest_at"]) - since) < timedelta(seconds=1)


def test_another_centre_or_session_is_not_counted() -> None:
    register("CHI")
    assert told("C59")["count"] == 0
    assert told(session="2027-06")["count"] == 0


def test_no_more_than_a_hundred_are_counted() -> None:
    (one,) = table.read(keys.registration(register("CHI")))
    assert one
    for number in range(100):
        other = f"CU-2701-{number:04}-00"
        table.write(
            table.put_anyway(
                {**one, **keys.registration(other), "reference": other, "centre_sk": f"{one['centre_sk']}{number}"}
            )
        )
    assert (told()["count"], told()["more"]) == (100, True)


def test_a_centre_is_not_told_by_this_address() -> None:
    refused(call("GET /v1/centres/C02/waiting", by=LAON), 403, "forbidden")

"""What the function may touch: its role names the partitions, and the function needs exactly those."""

import re
from fnmatch import fnmatchcase
from typing import Any

import pytest

from tests.set_up.sending import BREST, centres, done, drafted, offer, preview, publish, put
from tests.support import template
from tests.support.api import ASSOCIATION, LAON, call
from tests.support.calls import watched

pytestmark = pytest.mark.usefixtures("season")


def allowed() -> list[str]:
    role = template.template()["Resources"]["SeasonRole"]["Properties"]
    (touching,) = [
        one
        for one in role["Policies"][0]["PolicyDocument"]["Statement"]
        if any(action.startswith("dynamodb:") for action in one["Action"])
    ]
    patterns: list[str] = touching["Condition"]["ForAllValues:StringLike"]["dynamodb:LeadingKeys"]
    return patterns


def partitions(sent: Any) -> set[str]:
    return set(re.findall(r"'(?:pk|:v0|:n0v0)': \{'S': '([^']+)'\}", str(sent)))


def test_the_partitions_of_the_role_are_those_that_are_used() -> None:
    with watched() as made:
        drafted()
        done(centres(BREST))
        done(offer("29-BREST;CHI;3"))
        done(put(fee_cents=6000, headers={"Idempotency-Key": "cle-0123456789"}))
        done(preview())
        done(publish())
        done(call("GET /v1/session-drafts", by=ASSOCIATION))
        done(call("GET /v1/centres", by=ASSOCIATION))
        done(call("GET /v1/centre", by=LAON))
    used = {partition for one in made for partition in partitions(one.params)}
    assert {one for one in used if not any(fnmatchcase(one, pattern) for pattern in allowed())} == set()
    assert [pattern for pattern in allowed() if not any(fnmatchcase(one, pattern) for one in used)] == []
    assert {one.service for one in made} == {"dynamodb"}

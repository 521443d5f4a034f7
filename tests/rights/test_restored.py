"""A backup is restored: whoever was erased after it was made is back, until the markers are carried over."""

import boto3
import pytest
import time_machine

from operate import erase_again
from shared import keys, table
from tests.rights.lives import AFTER_THE_EXAMS, FREE_TEXTS, PERSONAL, live_of_alice, where
from tests.rights.tending import tend
from tests.support import template
from tests.support.api import ALICE, call
from tests.support.snapshot import Snapshot
from tests.support.steps import done

REPLACED = "the-table-that-was-replaced"


@pytest.fixture
def restored(pool: str, signing_key: bytes, clock: time_machine.Traveller) -> None:
    """The table as it stood before Alice was erased; what came of it stands in the one that was replaced."""
    live_of_alice()
    clock.move_to(AFTER_THE_EXAMS)
    backup = Snapshot.taken()
    done(call("DELETE /v1/me", {"nuc": ALICE["id"]}, by=ALICE))
    clock.shift(660)
    assert tend()["erased"] == 1
    boto3.client("dynamodb").create_table(**template.table_definition() | {"TableName": REPLACED})
    for page in boto3.client("dynamodb").get_paginator("scan").paginate(TableName=table.name()):
        for item in page["Items"]:
            boto3.client("dynamodb").put_item(TableName=REPLACED, Item=item)
    backup.restore()


@pytest.mark.usefixtures("restored")
def test_whoever_was_erased_since_is_erased_again_and_found_nowhere(clock: time_machine.Traveller) -> None:
    assert "candidate" in where(*PERSONAL)
    assert erase_again.carry_over(REPLACED) == 1
    assert tend()["erased"] == 1
    assert where(*PERSONAL, *FREE_TEXTS) == set()
    assert where(ALICE["id"]) == {"erasure"}
    clock.shift(660)
    assert (tend()["erased"], tend()["failed"]) == (0, 0)


@pytest.mark.usefixtures("restored")
def test_carried_over_twice_it_is_done_once_more_and_changes_nothing() -> None:
    for _ in range(2):
        erase_again.carry_over(REPLACED)
        assert tend()["erased"] == 1
    assert where(ALICE["id"]) == {"erasure"}
    (marker,) = table.read(keys.erasure(ALICE["id"]))
    assert marker
    assert "work_pk" not in marker

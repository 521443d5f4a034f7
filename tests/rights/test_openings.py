"""Every opening of a file by staff is entered before the file is shown."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from shared import audit
from shared.audit import Entry
from tests.support import calls
from tests.support.api import ALICE, ASSOCIATION, BOB, LAON, LILLE, Identity, Reply, call
from tests.support.steps import prevalidate, refused, register

pytestmark = pytest.mark.usefixtures("season")

TODAY = date(2026, 11, 27)


def read(reference: str, by: Identity) -> Reply:
    return call(f"GET /v1/registrations/{reference}", by=by, headers={"X-Correlation-Id": "from-the-test"})


def entries() -> list[Entry]:
    return [Entry.model_validate(one) for one in audit.load(TODAY).entries]


@pytest.mark.parametrize("reader", [LAON, ASSOCIATION], ids=lambda one: one["role"])
def test_an_opening_by_staff_says_who_when_which_and_in_which_call(reader: Identity) -> None:
    reference = register("CHI")
    assert read(reference, reader).status == 200
    (entry,) = entries()
    assert (entry.by.id, entry.by.name, entry.by.role) == (reader["id"], reader["name"], reader["role"])
    assert (entry.reference, f"{entry.at:%Y-%m-%dT%H:%M}") == (reference, "2026-11-27T08:00")
    assert entry.correlation_id == "from-the-test"


def test_candidates_opening_their_own_are_not_entered() -> None:
    assert read(register("CHI"), ALICE).status == 200
    assert entries() == []


@pytest.mark.parametrize("reader", [LILLE, BOB], ids=lambda one: one["role"])
def test_what_is_not_shown_is_not_entered(reader: Identity) -> None:
    refused(read(register("CHI"), reader), 404, "not-found")
    assert entries() == []


def test_neither_lists_nor_decisions_are_openings() -> None:
    prevalidate(register("CHI"))
    assert call("GET /v1/centre/registrations", by=LAON).status == 200
    assert entries() == []


def test_openings_of_one_reader_follow_each_other_and_others_stand_apart() -> None:
    first, second = register("CHI"), register("BIO")
    for reference, reader in ((first, LAON), (first, ASSOCIATION), (second, LAON)):
        read(reference, reader)
    of_laon = [one for one in entries() if one.by.id == LAON["id"]]
    assert [(one.number, one.reference) for one in of_laon] == [(1, first), (2, second)]
    assert of_laon[1].previous == of_laon[0].hash
    assert [one.number for one in entries() if one.by.id == ASSOCIATION["id"]] == [1]
    assert audit.faults(audit.load(TODAY)) == []


def test_a_new_day_begins_a_new_chain(clock: time_machine.Traveller) -> None:
    reference = register("CHI")
    read(reference, LAON)
    clock.shift(timedelta(days=1))
    read(reference, LAON)
    (entry,) = audit.load(TODAY + timedelta(days=1)).entries
    assert (entry["number"], entry["previous"]) == (1, audit.BEGINNING)


def test_what_cannot_be_entered_is_not_shown() -> None:
    reference = register("CHI")

    def fail(_number: int, made: calls.Call) -> None:
        if made.operation == "TransactWriteItems":
            raise calls.refused(made, "AccessDeniedException")

    with calls.watched(before=fail):
        problem = refused(read(reference, LAON), 503, "busy")
    assert "alice" not in str(problem).lower()
    assert entries() == []


def test_the_lost_reply_of_an_entry_refuses_the_opening() -> None:
    reference = register("CHI")
    with calls.watched() as made:
        read(reference, LAON)
    with calls.struck(len(made) - 1, calls.Fault.LOST_REPLY):
        refused(read(reference, LAON), 503, "busy")


def test_it_costs_staff_one_call_more_and_candidates_none() -> None:
    reference = register("CHI")
    made = {}
    for reader in (ALICE, LAON, ASSOCIATION):
        with calls.watched() as list_of_calls:
            read(reference, reader)
        made[reader["role"]] = [one.operation for one in list_of_calls]
    assert made["candidate"] == ["Query", "BatchGetItem"]
    assert made["centre"] == made["association"] == ["Query", "BatchGetItem", "TransactWriteItems"]


def test_the_end_of_a_chain_that_moved_meanwhile_is_read_again() -> None:
    reference = register("CHI")
    overtaken: list[bool] = []

    def overtake(_number: int, made: calls.Call) -> None:
        if made.operation == "TransactWriteItems" and not overtaken:
            overtaken.append(True)
            with calls.watched():
                read(reference, LAON)

    with calls.watched(before=overtake):
        assert read(reference, LAON).status == 200
    assert [one.number for one in entries()] == [1, 2]
    assert audit.faults(audit.load(TODAY)) == []


def test_an_entry_is_kept_for_the_period_of_the_template_and_a_day_ends_as_a_whole(
    clock: time_machine.Traveller,
) -> None:
    reference = register("CHI")
    read(reference, LAON)
    clock.shift(timedelta(hours=10))
    read(reference, ASSOCIATION)
    day = audit.load(TODAY)
    (end,) = {one["ttl"] for one in [*day.entries, *day.heads]}
    assert datetime.fromtimestamp(end, UTC).date() == TODAY + timedelta(days=365)

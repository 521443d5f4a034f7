"""The meter counts what our code asks of AWS, whatever the emulator says that it costs."""

from collections.abc import Iterator

import pytest
import time_machine

from bench.lives import LIVES, Lived, Theatre, looked_at, theatre
from bench.meter import Meter, metered
from shared import keys, table
from shared.attributes import serialised
from shared.registration.lifecycle import State
from tests.support import template
from tests.support.cloud import cloud as made_cloud
from tests.support.season import NOW

SMALL = keys.limit("letters", "somebody", NOW)


class RefusedError(Exception):
    pass


@pytest.fixture
def meter(clock: time_machine.Traveller) -> Iterator[Meter]:
    with metered(lambda: "register", template.table_definition()) as meter, made_cloud():
        meter.uses.clear()
        yield meter


def test_a_transaction_costs_twice_and_its_indexes_once(meter: Meter) -> None:
    table.commit(
        table.put(SMALL | keys.work(keys.DUE, NOW)),
        table.put(keys.centre("C02") | {"text": "x" * 1500}),
    )
    (use,) = meter.uses
    assert (use.name, use.reads, use.writes, use.index_writes) == ("dynamodb.TransactWriteItems", 0, 2 + 4, 1)


def test_a_single_write_costs_once_and_a_change_of_an_index_key_twice(meter: Meter) -> None:
    table.write(table.put(SMALL | keys.work(keys.DUE, NOW)))
    table.write(table.update(SMALL, set={"work_pk": keys.UNSETTLED}))
    table.write(table.update(SMALL, remove=("work_pk", "work_at")))
    assert [(one.writes, one.index_writes) for one in meter.uses] == [(1, 1), (1, 2), (1, 1)]


def test_what_is_refused_is_charged_for_all_the_same(meter: Meter) -> None:
    table.write(table.put_anyway(SMALL | {"text": "x" * 1500}))
    with pytest.raises(RefusedError):
        table.write(table.put(SMALL, refused=lambda _: RefusedError()))
    assert (meter.uses[-1].writes, meter.uses[-1].index_writes) == (2, 0)


def test_reads_are_counted_by_what_came_back(meter: Meter) -> None:
    table.write(table.put_anyway(keys.centre("C02") | {"text": "x" * 5000}))
    table.read(keys.centre("C02"), keys.centre("C59"))
    table.query(table.key_is("pk", keys.CENTRES))
    table.query(table.key_is("work_pk", keys.DUE), index=keys.WORK_INDEX)
    assert [one.reads for one in meter.uses[1:]] == [2 + 1, 2, 0.5]


def test_a_scan_is_charged_for_all_that_it_reads(meter: Meter) -> None:
    """No function makes one: this is how it would be seen."""
    for number in range(10):
        table.write(table.put_anyway(keys.centre(f"C{number:02}") | {"text": "x" * 4000}))
    table.client().scan(TableName=table.name())
    assert (meter.uses[-1].operation, meter.uses[-1].reads) == ("Scan", 10 / 2)


def test_a_single_item_is_charged_for_whether_it_is_there_or_not(meter: Meter) -> None:
    table.client().get_item(TableName=table.name(), Key=serialised(SMALL), ConsistentRead=True)
    table.client().get_item(TableName=table.name(), Key=serialised(SMALL))
    assert [one.reads for one in meter.uses] == [1, 0.5]


def test_what_no_function_calls_is_not_metered(clock: time_machine.Traveller) -> None:
    with metered(lambda: "", template.table_definition()) as meter, made_cloud():
        table.write(table.put_anyway(SMALL))
    assert meter.uses == []


@pytest.fixture(scope="module")
def stage() -> Iterator[Theatre]:
    with theatre() as stage:
        yield stage


@pytest.mark.parametrize(
    ("name", "ends", "mails"),
    [
        ("paid", State.VALIDATED, 3),
        ("paid once reminded", State.VALIDATED, 4),
        ("refused", State.REFUSED, 2),
        ("expired", State.EXPIRED, 4),
        ("withdrawn", State.WITHDRAWN, 3),
        ("deferred", State.VALIDATED, 7),
    ],
)
def test_a_life_ends_as_it_should_and_every_mail_of_it_is_counted(
    stage: Theatre, name: str, ends: State, mails: int
) -> None:
    lived = stage.play(name, LIVES[name])
    assert lived.ends is ends
    assert sum(one.operation == "SendRawEmail" for one in lived.uses) == mails


def test_the_same_life_takes_the_same_once_more(stage: Theatre) -> None:
    one, other = (stage.play("paid", LIVES["paid"]) for _ in range(2))
    assert one.uses == other.uses
    assert one.states == other.states


def test_the_units_of_a_pre_validation_are_those_counted_by_hand(stage: Theatre) -> None:
    """In one transaction, each for two units: registration, history, seats, the answer that is kept.

    In the indexes: the registration changes in the candidate's list (1), moves in the centre's (2) and in that of what
    is due (2); the history item enters the list of what is unsettled (1).
    """
    lived = stage.play("looked at", looked_at)
    assert _written(lived, "POST /v1/registrations/{reference}/prevalidation") == (4 * 2, 1 + 2 + 2 + 1)


def test_reading_writes_nothing(stage: Theatre) -> None:
    lived = stage.play("looked at", looked_at)
    reading = [one.operation for one in lived.requests if one.operation.startswith("GET")]
    assert len(reading) == 6
    assert [_written(lived, one) for one in reading] == [(0, 0)] * 6


def _written(lived: Lived, operation: str) -> tuple[int, int]:
    (uses,) = (one.uses for one in lived.requests if one.operation == operation)
    return sum(one.writes for one in uses), sum(one.index_writes for one in uses)

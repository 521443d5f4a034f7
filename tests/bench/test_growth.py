"""The benchmark of growth sees what grows, and what it measures is a table as the functions would have made it.

At small sizes and on AWS in this process; `python -m bench.growth` does it with 100,000 registrations.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
import time_machine

from bench.acts import ACTS, Turn, reads_a_page, reads_the_seats
from bench.growth import Cost, Grown, differing, measured, text, unexpected
from bench.population import ALIKE, BUSY, Population
from shared import keys, table
from shared.attributes import Item, deserialised
from tests.support import lives, season, template
from tests.support.aws import Aws

SIZES: Final = (ALIKE, 2 * ALIKE)


@pytest.fixture
def ground(cloud: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty table, and everything that the functions need, in one environment."""
    for variables in template.functions().values():
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
    aws = Aws.made()
    monkeypatch.setenv("MAIL_QUEUE_URL", aws.queue_url)
    monkeypatch.setenv("STATE_MACHINE_ARN", aws.state_machine)


def test_no_operation_costs_more_because_there_are_more_registrations(ground: None) -> None:
    found = measured(SIZES, times=1)
    assert {(one.operation, one.size) for one in found} == {(name, size) for name in ACTS for size in SIZES}
    assert unexpected(found) == []


def reads_all_that_the_centre_ever_had(_: Turn) -> None:
    list(table.all_of(table.key_is("centre_pk", BUSY), index=keys.CENTRE_INDEX))


def scans(_: Turn) -> None:
    table.client().scan(TableName=table.name())


def writes_more_and_more(_: Turn) -> None:
    """An item that holds all the others is of a bounded size no longer."""
    for number in range(table.count(table.key_is("centre_pk", BUSY), index=keys.CENTRE_INDEX, limit=1000)):
        table.write(table.put_anyway(keys.limit("planted", str(number), season.NOW)))


PLANTED: Final = {"reads": reads_all_that_the_centre_ever_had, "scans": scans, "writes": writes_more_and_more}


def test_whatever_reads_or_writes_more_among_more_is_named(ground: None) -> None:
    found = measured(SIZES, times=1, acts={"flat": reads_a_page, **PLANTED, "flat too": reads_the_seats})
    assert differing(found) == list(PLANTED)
    assert "NOT FLAT" in text(found)


def test_a_measurement_that_sees_nothing_is_none(ground: None) -> None:
    with pytest.raises(RuntimeError, match="no call of AWS"):
        measured(SIZES[:1], times=1, acts={"nothing": lambda _: None})


def grew(operation: str, size: int, *costs: Cost) -> Grown:
    return Grown(operation, size, Counter(costs))


CHEAP: Final = Cost(calls=1, reads=0.5, writes=0)
DEAR: Final = Cost(calls=2, reads=0.5, writes=0)


@pytest.mark.parametrize(
    "other",
    [Cost(2, 0.5, 0), Cost(1, 1, 0), Cost(1, 0.5, 1)],
    ids=["calls", "read units", "write units"],
)
def test_an_operation_differs_by_any_of_the_three(other: Cost) -> None:
    assert differing([grew("list", 100, CHEAP), grew("list", 1000, other)]) == ["list"]


def test_an_operation_that_costs_the_same_as_often_does_not_differ() -> None:
    one, other = grew("list", 100, CHEAP, DEAR, CHEAP), grew("list", 1000, DEAR, CHEAP, CHEAP)
    assert differing([one, other]) == []
    assert "NOT FLAT" not in text([one, other])


def test_an_operation_that_is_dear_more_often_differs_though_it_never_was_dearer() -> None:
    one, other = grew("list", 100, CHEAP, CHEAP, DEAR), grew("list", 1000, CHEAP, DEAR, DEAR)
    assert differing([one, other]) == ["list"]


def test_operations_are_compared_with_themselves() -> None:
    assert differing([grew("list", 100, CHEAP), grew("seats", 100, DEAR), grew("list", 1000, CHEAP)]) == []


def test_what_is_known_to_grow_is_told_and_is_no_surprise() -> None:
    found = [grew("reconciliation", 100, CHEAP), grew("reconciliation", 1000, Cost(20, 100, 0))]
    assert (differing(found), unexpected(found)) == (["reconciliation"], [])
    assert "reconciliation grows, as is known" in text(found)
    assert "NOT FLAT" not in text(found)


def test_of_what_is_known_to_read_more_it_is_a_surprise_that_it_writes_more() -> None:
    found = [grew("reconciliation", 100, CHEAP), grew("reconciliation", 1000, Cost(20, 100, 1))]
    assert unexpected(found) == ["reconciliation"]
    assert "NOT FLAT" in text(found)


def test_the_averages_are_those_of_all_the_times() -> None:
    one = grew("authorizer", 100, Cost(2, 1, 2), Cost(1, 1, 0), Cost(1, 1, 0), Cost(1, 1, 0))
    assert (one.calls, one.reads, one.writes) == (1.25, 1, 0.5)


def test_the_table_has_as_many_registrations_as_was_asked_for_of_every_kind_and_in_their_lists(ground: None) -> None:
    population = Population(season.NOW)
    population.grow_to(ALIKE)
    population.grow_to(400)
    stored = list(_everything())
    registrations = [one for one in stored if one["kind"] == "registration"]
    assert len({one["reference"] for one in registrations}) == len(registrations) == 400
    assert all({"candidate_pk", "candidate_sk", "centre_pk", "centre_sk"} <= one.keys() for one in registrations)
    assert all(("work_pk" in one) == (one["state"] in {"pending", "prevalidated"}) for one in registrations)
    assert {one["nuc"] for one in registrations} == {one["nuc"] for one in stored if one["kind"] == "candidate"}
    spread = {name: len({one[name] for one in registrations}) for name in ("state", "centre", "session", "created_at")}
    assert spread == {"state": 6, "centre": 60, "session": 8, "created_at": 400}


def test_a_life_written_in_a_batch_has_what_one_has_that_was_lived(ground: None) -> None:
    season.load()
    reference = lives.register()
    lives.prevalidate(reference)
    lives.pay(reference)
    lived = _named(keys.registration_partition(reference))
    population = Population(season.NOW)
    told = _named(keys.registration_partition(population.tell("validated", 1)))
    assert told == {sort_key: names - {"work_pk", "work_at"} for sort_key, names in lived.items()}


@pytest.mark.parametrize("days", range(7))
def test_nothing_comes_due_by_itself_while_it_is_measured_whatever_the_day(
    ground: None, clock: time_machine.Traveller, days: int
) -> None:
    clock.shift(timedelta(days=days))
    now = datetime.now(UTC)
    (item,) = table.read(keys.registration(Population(now).tell("prevalidated", 1)))
    assert item is not None
    assert item["work_at"] > keys.instant(now + timedelta(hours=1))


def _named(partition: str) -> dict[str, set[str]]:
    return {one["sk"]: set(one) for one in table.all_of(table.key_is("pk", partition))}


def _everything() -> Iterator[Item]:
    pages = table.client().get_paginator("scan").paginate(TableName=table.name())
    return (deserialised(item) for page in pages for item in page["Items"])

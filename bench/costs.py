"""What a life, a season and a month cost, from what the shipped functions were counted to take: `make costs`.

Prints the page docs/costs.md; `--json` prints the figures, `--write` writes the page, `--check` compares it.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, NamedTuple

from bench import bill
from bench.bill import FREE_PEOPLE, Quantities, prices
from bench.lives import LIVES, Lived, Request, looked_at, theatre
from bench.words import page
from tools.shown import ROOT, kept

PAGE: Final = ROOT / "docs" / "costs.md"
SEASONS: Final = (2_000, 20_000)
WHOLE_LIFE: Final = "paid once reminded"
"""The budgets are those of a whole life of one exam, with every mail that belongs to it."""
BUDGETS: Final = {"transitions": 10, "write units": 45, "events": 60, "EUR for 1,000": 0.75}
CALLS: Final = {
    "POST /v1/registrations": 3,
    "POST /v1/registrations/{reference}/prevalidation": 2,
    "POST /v1/registrations/{reference}/refusal": 2,
    "POST /v1/registrations/{reference}/payment": 2,
    "GET /v1/centre/registrations": 1,
    "GET /v1/centre/registrations?session=2027-01": 1,
    "GET /v1/centre/seats": 1,
    "GET /v1/centre/seats?session=2027-01": 1,
    "GET /v1/registrations": 1,
}
"""Calls of AWS that an operation may make, the authorizer's apart."""


@dataclass(frozen=True)
class Life:
    name: str
    ends: str
    requests: int
    calls: dict[str, int]
    """Of AWS, by service and operation, most first."""
    reads: float
    table_writes: int
    index_writes: int
    transitions: int
    events: int
    mails: int
    written: dict[str, tuple[int, int]]
    """Write units by kind of item, most first: those of the table, those of the indexes."""
    euros_for_1000: Quantities
    """Each of what is charged for, the dearest first."""

    @property
    def euros(self) -> float:
        return sum(self.euros_for_1000.values())

    @property
    def aws_calls(self) -> int:
        return sum(self.calls.values())

    @property
    def writes(self) -> int:
        return self.table_writes + self.index_writes


class Against(NamedTuple):
    """A figure and its budget."""

    what: str
    measured: float
    budget: float


@dataclass(frozen=True)
class Season:
    registrations: int
    euros: Quantities
    """By what they are for."""
    with_lite_people: float
    """What the people would cost in the user pool's cheaper tier."""


@dataclass(frozen=True)
class Costs:
    lives: list[Life]
    operations: dict[str, tuple[str, ...]]
    budgets: list[Against]
    seasons: list[Season]
    month: Quantities

    def json(self) -> dict[str, Any]:
        return asdict(self) | {"prices": prices().model_dump(mode="json")}


def costs() -> Costs:
    with theatre() as stage:
        stage.play("once for all, since a cold start logs otherwise", LIVES["deferred"])
        played = [stage.play(name, life) for name, life in LIVES.items()]
        reading = stage.play("looked at", looked_at)
    lives = [_life(one) for one in played]
    operations = _operations([*(request for one in played for request in one.requests), *reading.requests])
    month = prices().euros(bill.of_month())
    seasons = [_season(number, lives, sum(month.values())) for number in SEASONS]
    return Costs(lives, operations, list(_budgets(lives, operations)), seasons, month)


def _life(lived: Lived) -> Life:
    quantities = bill.of_life(lived)
    return Life(
        lived.name,
        str(lived.ends),
        len(lived.requests),
        dict(Counter(one.name for one in lived.uses).most_common()),
        sum(one.reads for one in lived.uses),
        sum(one.writes for one in lived.uses),
        sum(one.index_writes for one in lived.uses),
        len(lived.states),
        bill.history_events(lived),
        int(quantities["mails"]),
        _written(lived),
        _times(1000, prices().euros(quantities)),
    )


def _written(lived: Lived) -> dict[str, tuple[int, int]]:
    table, indexes = Counter[str](), Counter[str]()
    for one in (item for use in lived.uses for item in use.written):
        table[one.kind] += one.table
        indexes[one.kind] += one.indexes
    return {kind: (table[kind], indexes[kind]) for kind, _ in (table + indexes).most_common()}


def _operations(requests: Iterable[Request]) -> dict[str, tuple[str, ...]]:
    """The calls of AWS of each, in their order."""
    return {one.operation: tuple(use.operation for use in one.uses) for one in requests}


def _budgets(lives: list[Life], operations: Mapping[str, tuple[str, ...]]) -> Iterable[Against]:
    whole = next(one for one in lives if one.name == WHOLE_LIFE)
    measured = (whole.transitions, whole.writes, whole.events, round(whole.euros, 3))
    for (what, budget), figure in zip(BUDGETS.items(), measured, strict=True):
        yield Against(f"a whole life: {what}", figure, budget)
    for operation, budget in CALLS.items():
        yield Against(f"calls of AWS: {operation}", len(operations[operation]), budget)


def _season(registrations: int, lives: list[Life], month: float) -> Season:
    given = prices().assumptions
    mixed: Counter[str] = Counter()
    for one in lives:
        share = given.mix[one.name] / sum(given.mix.values())
        mixed.update(_times(registrations / 1000 * share, one.euros_for_1000))
    pages = prices().euros(bill.of_pages(registrations * given.pages_of_a_registration))
    people = max(registrations - FREE_PEOPLE, 0)
    euros = {
        "mails": mixed.pop("mails"),
        "lives, mails apart": sum(mixed.values()),
        "pages": sum(pages.values()),
        "people signed in": sum(prices().euros({"people signed in": people}).values()),
        f"{given.months} months of what is there anyway": given.months * month,
    }
    lite = sum(prices().euros({"people signed in (Lite)": people}).values())
    return Season(registrations, euros, lite)


def _times(number: float, euros: Quantities) -> Quantities:
    return {name: number * one for name, one in euros.items()}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.costs", description=__doc__)
    how = parser.add_mutually_exclusive_group()
    for name in ("json", "write", "check"):
        how.add_argument(f"--{name}", action="store_true")
    asked = parser.parse_args()
    found = costs()
    if asked.write or asked.check:
        return kept(PAGE, page(found), ["--check"] if asked.check else [], command="make costs ARGS=--write")
    print(json.dumps(found.json(), indent=2, ensure_ascii=False) if asked.json else page(found), end="")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

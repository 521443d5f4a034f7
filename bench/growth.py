"""What an operation costs as registrations grow in number: calls of AWS, read units, write units.

They must be the same at every size, each time: so nothing reads or writes more because there is more. The functions run
in this process, and the table is a local cloud's. One thing is taken out of chance: a reference that is drawn is never
taken yet. (One of 1,048,576 is drawn for a session; a request that draws a taken one is decided once more.)
"""

import argparse
import json
import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from datetime import UTC, datetime, timedelta
from io import StringIO
from itertools import count
from pathlib import Path
from typing import Any, Final, NamedTuple
from unittest.mock import patch

from bench.acts import ACTS, Act, Turn
from bench.ground import ground
from bench.meter import Use, metered
from bench.population import BUSY, Population, serial
from bench.progress import show
from bench.report import machine
from shared import api_key, keys, table
from shared.api_key import ApiKey, Scope
from tests.support import template
from tests.support.api import ASSOCIATION, candidate
from tests.support.cloud import forget_clients

SIZES: Final = (100, 1_000, 100_000)
TIMES: Final = 50
KEPT_FREE: Final = 31 << 15
"""References from here on are nobody's until a turn comes to them."""
KNOWN: Final = {
    "reconciliation": "it looks for requests that are open and have no execution: by the thousand, but at all of them"
}
"""What may take more calls and reads among more registrations, never more writes, and why."""


class Cost(NamedTuple):
    """Of one time. Write units are those of the table and of its indexes."""

    calls: int
    reads: float
    writes: int

    def __str__(self) -> str:
        return f"{self.calls} / {self.reads:g} / {self.writes}"


class Grown(NamedTuple):
    """What one operation cost at one size: how often each cost was seen."""

    operation: str
    size: int
    costs: Counter[Cost]

    @property
    def calls(self) -> float:
        """On average, as the other two."""
        return self._mean(lambda cost: cost.calls)

    @property
    def reads(self) -> float:
        return self._mean(lambda cost: cost.reads)

    @property
    def writes(self) -> float:
        return self._mean(lambda cost: cost.writes)

    def __str__(self) -> str:
        least, *more = sorted(self.costs)
        return f"{least} … {more[-1]}" if more else str(least)

    def _mean(self, part: Callable[[Cost], float]) -> float:
        return sum(part(cost) * times for cost, times in self.costs.items()) / self.costs.total()


def grown(sizes: Sequence[int] = SIZES, times: int = TIMES) -> list[Grown]:
    """In a local cloud of its own, which takes its time (`python -m bench.growth`)."""
    with ground():
        return measured(sizes, times)


def measured(sizes: Sequence[int], times: int, acts: Mapping[str, Act] = ACTS) -> list[Grown]:
    """In the AWS that the environment names, whose table has to be empty of registrations; the sizes ascend."""
    return [one for size in _grown(sizes, times, acts) for one in size]


def _grown(sizes: Sequence[int], times: int, acts: Mapping[str, Act]) -> Iterator[list[Grown]]:
    population, numbers, doing = Population(datetime.now(UTC)), count(KEPT_FREE), [""]
    definition = {**template.table_definition(), "TableName": table.name()}
    drawn = (character for number in numbers for character in serial(number))
    with _quiet(), patch("secrets.choice", lambda _: next(drawn)), metered(lambda: doing[0], definition) as meter:
        forget_clients()  # those that were made before are not metered
        population.set_up()
        for size in sizes:
            population.grow_to(size)
            costs = defaultdict[str, Counter[Cost]](Counter)
            key = _key()
            for done in range(times):
                turn = _turn(population, numbers, key, reader=f"{size:06}")
                for name, act in acts.items():
                    meter.uses.clear()
                    doing[0] = name
                    act(turn)
                    doing[0] = ""
                    costs[name][_cost(name, meter.uses)] += 1
                _settle()
                show(f"operations at {size:,}", done + 1, times)
            yield [Grown(name, size, costs[name]) for name in acts]


def _cost(name: str, uses: list[Use]) -> Cost:
    if not uses:
        raise RuntimeError(f"{name}: no call of AWS was seen")
    return Cost(len(uses), sum(one.reads for one in uses), sum(one.writes + one.index_writes for one in uses))


def _turn(population: Population, numbers: Iterator[int], key: str, reader: str) -> Turn:
    one = population.candidate(next(numbers))
    lost = population.tell("withdrawn", next(numbers))
    an_hour_ago = keys.work(keys.UNSETTLED, datetime.now(UTC) - timedelta(hours=1))
    table.write(table.update(keys.history(lost, 2), set=an_hour_ago))
    pending, overdue, _ = (population.tell(life, next(numbers)) for life in ("pending", "overdue", "overdue"))
    return Turn(
        session=population.session.code,
        candidate=candidate(one.nuc, f"{one.given_name} {one.family_name}"),
        reader={**ASSOCIATION, "id": f"{reader}@example.org"},
        key=key,
        pending=pending,
        overdue=overdue,
    )


def _settle() -> None:
    """What the mailer does: the mails of this turn have gone out."""
    for one in list(table.all_of(table.key_is("work_pk", keys.UNSETTLED), index=keys.WORK_INDEX)):
        table.write(table.update(keys.of(one), remove=("work_pk", "work_at")))


def _key() -> str:
    """A new one: its use is recorded the first time."""
    drawn = api_key.draw("test")
    known = ApiKey(
        id=api_key.draw_id(), centre=BUSY, label="Programme", scopes=frozenset(Scope), created_at=datetime.now(UTC)
    )
    table.write(table.put(api_key.item(drawn, known)))
    return drawn


@contextmanager
def _quiet() -> Iterator[None]:
    """What the functions log is of no use here."""
    logging.disable()
    try:
        with redirect_stdout(StringIO()):
            yield
    finally:
        logging.disable(logging.NOTSET)


def differing(found: Iterable[Grown]) -> list[str]:
    """The operations that did not cost the same at every size, each as often."""
    return _differing(found, lambda one: one.costs)


def unexpected(found: Iterable[Grown]) -> list[str]:
    """Those of which it is not known, or only that they read more."""
    found = list(found)
    write_more = _differing(found, lambda one: Counter(cost.writes for cost in one.costs.elements()))
    return [one for one in differing(found) if one not in KNOWN or one in write_more]


def _differing(found: Iterable[Grown], what: Callable[[Grown], Counter[Any]]) -> list[str]:
    seen = defaultdict[str, list[Counter[Any]]](list)
    for one in found:
        seen[one.operation].append(what(one))
    return [operation for operation, all_seen in seen.items() if any(one != all_seen[0] for one in all_seen)]


def text(found: Sequence[Grown]) -> str:
    return "\n".join(_lines(found))


def _lines(found: Sequence[Grown]) -> Iterator[str]:
    sizes = sorted({one.size for one in found})
    yield f"{'calls of AWS / read units / write units':40}" + "".join(f"{size:>26,}" for size in sizes)
    grows, wrong = differing(found), unexpected(found)
    for operation in dict.fromkeys(one.operation for one in found):
        row = "".join(f"{one!s:>26}" for one in found if one.operation == operation)
        yield f"{operation:40}{row}" + ("   GROWS" if operation in grows else "")
    yield ""
    for operation in grows:
        yield f"{operation} grows" + ("" if operation in wrong else f", as is known: {KNOWN[operation]}")
    yield (
        "NOT FLAT"
        if wrong
        else f"flat: {'all the others cost' if grows else 'everything costs'} the same at every size"
    )


def as_json(found: Sequence[Grown]) -> dict[str, Any]:
    lines = [
        {
            "operation": one.operation,
            "size": one.size,
            "calls": one.calls,
            "reads": one.reads,
            "writes": one.writes,
            "costs": [{**cost._asdict(), "times": times} for cost, times in sorted(one.costs.items())],
        }
        for one in found
    ]
    return {"lines": lines, "differing": differing(found), "unexpected": unexpected(found), **machine()}


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m bench.growth", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--sizes", type=int, nargs="+", default=SIZES, help="registrations, at least 60 (100 1000 100000)"
    )
    parser.add_argument("--times", type=int, default=TIMES, help="of each operation, at each size (%(default)s)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the table there too")
    options = parser.parse_args()
    found = grown(sorted(options.sizes), options.times)
    print(text(found))
    if options.json:
        options.json.write_text(json.dumps(as_json(found), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return 1 if unexpected(found) else 0


if __name__ == "__main__":
    raise SystemExit(main())

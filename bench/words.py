"""The page about costs, from its figures."""

from collections.abc import Iterable, Iterator, Sequence
from textwrap import fill
from typing import TYPE_CHECKING, Final

from bench.bill import FREE_PEOPLE, Quantities, prices

if TYPE_CHECKING:
    from bench.costs import Costs, Life, Season

HEAD: Final = """\
# What it costs

Made by `make costs ARGS=--write` from what the shipped functions and the shipped state machine take when they play the
lives of a season (`bench/lives.py`), counted by a meter on botocore's events (`bench/meter.py`) and priced by
[`bench/prices.yaml`](../bench/prices.yaml). `make costs` prints it, `make costs ARGS=--json` gives the figures to a
program. Nothing has run on AWS: units are worked out from the items as AWS documents it (`bench/capacity.py`), and what
cannot be counted here stands under the prices as an assumption.
"""

LITE: Final = "people signed in, if the user pool were of the tier Lite"

INDEXES: Final = """\
Write units count the table (twice in a transaction), and each index that an item enters, leaves or changes in (once:
indexes follow the commit). Sent marks, tokens of waits, limits and idempotency records are counted; every request here
sends a key. Transitions are states entered, which is how AWS counts steps.
"""


def page(found: "Costs") -> str:
    parts = (
        ("", [HEAD]),
        ("A life of one exam", [*_lives(found.lives), "", INDEXES]),
        ("Where the money of a life goes", [*_shares(found.lives)]),
        ("Where the write units go", [*_written(found.lives)]),
        ("Against the budgets", [*_budgets(found)]),
        ("Calls of AWS for a request", [*_operations(found)]),
        ("A season", [*_seasons(found.seasons), "", _assumed()]),
        ("A month in which nobody registers", [*_month(found.month)]),
        ("Prices", [*_prices()]),
    )
    return "\n".join("\n".join([f"## {title}\n"] * bool(title) + lines) + "\n" for title, lines in parts)


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The first column holds words, the others numbers."""
    yield _row(head)
    yield _row(["---", *["--:"] * (len(head) - 1)])
    yield from map(_row, rows)


def _row(cells: Sequence[object]) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def _lives(lives: "list[Life]") -> Iterator[str]:
    head = [
        "Life",
        "Requests",
        "AWS calls",
        "Read units",
        "Write units",
        "Transitions",
        "Events",
        "Mails",
        "EUR for 1,000",
    ]
    yield from table(
        head,
        (
            (
                one.name,
                one.requests,
                one.aws_calls,
                f"{one.reads:g}",
                f"{one.writes} ({one.table_writes} + {one.index_writes})",
                one.transitions,
                one.events,
                one.mails,
                f"{one.euros:.2f}",
            )
            for one in lives
        ),
    )


def _shares(lives: "list[Life]") -> Iterator[str]:
    names = list(dict.fromkeys(name for one in lives for name in one.euros_for_1000))
    rows = ((name, *(f"{one.euros_for_1000.get(name, 0):.3f}" for one in lives)) for name in names)
    yield from table(["EUR for 1,000", *(one.name for one in lives)], rows)


def _written(lives: "list[Life]") -> Iterator[str]:
    kinds = list(dict.fromkeys(kind for one in lives for kind in one.written))
    rows = ((kind, *(_sum(one.written.get(kind, (0, 0))) for one in lives)) for kind in kinds)
    yield from table(["Table + indexes", *(one.name for one in lives)], rows)


def _sum(units: tuple[int, int]) -> str:
    return f"{units[0]} + {units[1]}" if any(units) else ""


def _budgets(found: "Costs") -> Iterator[str]:
    yield from table(
        ["Budget", "Measured", "At most", "Over by"],
        (
            (_named(one.what), f"{one.measured:g}", f"{one.budget:g}", _over(one.measured - one.budget))
            for one in found.budgets
        ),
    )


def _named(what: str) -> str:
    name, _, of = what.partition(": ")
    return f"{name}: `{of}`" if "/" in of else what


def _over(by: float) -> str:
    return f"**{by:g}**" if by > 0 else ""


def _operations(found: "Costs") -> Iterator[str]:
    rows = ((f"`{name}`", len(calls), ", ".join(calls)) for name, calls in found.operations.items())
    yield from table(["Request", "Calls", "In their order, the authorizer's apart"], rows)


def _seasons(seasons: "list[Season]") -> Iterator[str]:
    head = ["EUR", *(f"{one.registrations:,} registrations" for one in seasons)]
    names = seasons[0].euros
    rows = [(name, *(f"{one.euros[name]:.2f}" for one in seasons)) for name in names]
    total = ("**all**", *(f"**{sum(one.euros.values()):.2f}**" for one in seasons))
    lite = (
        "people signed in, if the user pool were of the tier Lite",
        *(f"{one.with_lite_people:.2f}" for one in seasons),
    )
    yield from table(head, [*rows, total, lite])


def _assumed() -> str:
    given = prices().assumptions
    mix = ", ".join(f"{number} {name}" for name, number in given.mix.items())
    said = (
        f"Of a hundred registrations: {mix}. Each has {given.pages_of_a_registration} pages looked at, and a person of "
        f"its own, all of whom sign in in the same month: the worst month for the user pool, whose first "
        f"{FREE_PEOPLE:,} people are free. One dollar is taken for {prices().euros_for_a_dollar:.2f} EUR."
    )
    return fill(said, 120)


def _month(month: Quantities) -> Iterator[str]:
    rows = [(name, f"{euros:.2f}") for name, euros in month.items() if euros]
    yield from table(["EUR", "A month"], [*rows, ("**all**", f"**{sum(month.values()):.2f}**")])


def _prices() -> Iterator[str]:
    yield f"{prices().region}, {prices().dated}, in US dollars, without taxes and free allowances."
    yield ""
    rows = (
        (name, f"[{one.usd:.10g}]({one.source}) for {one.per:,} {one.unit}", one.seen or "**to be checked**")
        for name, one in prices().prices.items()
    )
    yield from table(["", "Price", "Read where"], rows)

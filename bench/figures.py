"""What `make bench` found, in tables, and beside its budgets."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from bench.cold.starting import AFRESH, BOTO3, NOTHING, afresh
from bench.words import table
from tests.support.api import FUNCTIONS

Found = Mapping[str, Any]
"""As `bench.__main__` gathers it, and as JSON has it. A part that could not be measured is missing."""

COLD_START: Final = 1.30
COLD_STARTS: Final = dict.fromkeys([*FUNCTIONS, "authorizer"], COLD_START) | {"web": 1.60}
"""Of those that somebody waits for: their instructions over those of a boto3 client alone."""
AFRESH_RATIO: Final = 1.05
LAYER: Final = "DependenciesLayer"
LAYER_MEGABYTES: Final = 25
SHOWN_LIVES: Final = ("paid", "paid once reminded")


class Budget(NamedTuple):
    what: str
    measured: float | None
    most: float

    @property
    def verdict(self) -> str:
        if self.measured is None:
            return "not measured"
        return "met" if self.measured <= self.most else "**MISSED**"


def budgets(found: Found) -> list[Budget]:
    """All that `make bench` looks at; those beside pretix are `make bench-peer`'s."""
    return [*_cold(found), *_built(found), *(Budget(*one) for one in found["costs"]["budgets"]), _growth(found)]


def ratios(found: Found, figure: str) -> dict[str, float]:
    """Of each start over boto3's, both without an interpreter that does nothing; empty where it was not counted."""
    starts = found.get("starts", {})
    if not starts or starts[BOTO3][figure] is None:
        return {}
    nothing = starts[NOTHING][figure]
    return {name: (one[figure] - nothing) / (starts[BOTO3][figure] - nothing) for name, one in starts.items()}


def _cold(found: Found) -> Iterator[Budget]:
    counted = ratios(found, "instructions")
    for function, most in COLD_STARTS.items():
        yield Budget(f"cold start of `{function}`, × boto3's instructions", _rounded(counted.get(function)), most)
    for function in AFRESH:
        zipped, fresh = counted.get(function), counted.get(afresh(function))
        ratio = zipped / fresh if zipped and fresh else None
        yield Budget(f"`{function}` as zipped, × compiled afresh", _rounded(ratio), AFRESH_RATIO)


def _built(found: Found) -> Iterator[Budget]:
    layer = found.get("artifacts", {}).get(LAYER)
    yield Budget("layer of packages, MB unzipped", round(layer[1], 2) if layer else None, LAYER_MEGABYTES)


def _growth(found: Found) -> Budget:
    grown = found.get("growth")
    grows = len(grown["unexpected"]) if grown else None
    return Budget("operations that cost more as registrations grow in number, the reconciliation apart", grows, 0)


def text(found: Found) -> str:
    parts = {
        "Cold starts": _starts(found),
        "Warm operations": _warm(found),
        "What the tricks are worth": _tricks(found),
        "A life of one exam": _lives(found),
        "Growth": _grown(found),
        "Artifacts": _artifacts(found),
        "Against the budgets": _against(found),
        "Measured": table(["", ""], found["measured"].items()),
    }
    return "\n\n".join(f"### {title}\n\n" + "\n".join(lines) for title, lines in parts.items()) + "\n"


def _starts(found: Found) -> Iterator[str]:
    counted, timed = ratios(found, "instructions"), ratios(found, "cpu_ms")
    head = ["", "Instructions, millions", "× boto3", "CPU, ms", "× boto3", "Peak memory, MB", "of MB"]
    yield from table(
        head,
        (
            (
                name,
                f"{one['instructions'] / 1e6:.0f}" if counted else "",
                f"{counted[name]:.2f}" if counted else "",
                f"{one['cpu_ms']:.0f}",
                f"{timed[name]:.2f}",
                f"{one['peak_mb']:.0f}",
                found["memory"].get(name, ""),
            )
            for name, one in found.get("starts", {}).items()
        ),
    )


def _warm(found: Found) -> Iterator[str]:
    yield from table(["", "CPU, ms"], ((name, f"{one:.1f}") for name, one in found.get("warm_ms", {}).items()))


def _tricks(found: Found) -> Iterator[str]:
    rows = ((trick, f"{without:.0f}", f"{with_it:.0f}") for trick, without, with_it in found["tricks"])
    yield from table(["CPU, µs, each trick beside those above it", "without", "with"], rows)


def _lives(found: Found) -> Iterator[str]:
    head = ["", "AWS calls", "Read units", "Write units", "Transitions", "Events", "EUR for 1,000"]
    yield from table(
        head,
        (
            (
                one["name"],
                sum(one["calls"].values()),
                f"{one['reads']:g}",
                one["table_writes"] + one["index_writes"],
                one["transitions"],
                one["events"],
                f"{sum(one['euros_for_1000'].values()):.2f}",
            )
            for one in found["costs"]["lives"]
            if one["name"] in SHOWN_LIVES
        ),
    )


def _grown(found: Found) -> Iterator[str]:
    lines = found.get("growth", {}).get("lines", [])
    sizes = sorted({one["size"] for one in lines})
    cells = {
        (one["operation"], one["size"]): f"{one['calls']:g} / {one['reads']:g} / {one['writes']:g}" for one in lines
    }
    yield from table(
        ["AWS calls / read units / write units", *(f"{size:,}" for size in sizes)],
        ((name, *(cells[name, size] for size in sizes)) for name in dict.fromkeys(one["operation"] for one in lines)),
    )


def _artifacts(found: Found) -> Iterator[str]:
    rows = ((name, *(f"{size:.3f}" for size in sizes)) for name, sizes in found.get("artifacts", {}).items())
    yield from table(["", "MB zipped", "MB unzipped"], rows)


def _against(found: Found) -> Iterator[str]:
    rows = (
        (one.what, "" if one.measured is None else f"{one.measured:g}", f"{one.most:g}", one.verdict)
        for one in budgets(found)
    )
    yield from table(["Budget", "Measured", "At most", ""], rows)


def _rounded(ratio: float | None) -> float | None:
    return None if ratio is None else round(ratio, 3)

"""What a load is summed up in: a table for people, and the same as JSON."""

import os
import platform
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from bench.wire import NO_ANSWER, Sample

PERCENTILES: Final = (50, 95, 99, 100)


@dataclass(frozen=True)
class Line:
    """Of one operation; latencies are those of single calls, in milliseconds."""

    operation: str
    calls: int
    per_second: float
    latency_ms: dict[int, float]
    statuses: dict[int, int]

    def __str__(self) -> str:
        latencies = "".join(f"{self.latency_ms[one]:9.0f}" for one in PERCENTILES)
        statuses = ", ".join(f"{_named(status)} × {times}" for status, times in self.statuses.items())
        return f"{self.operation:20}{self.calls:8}{self.per_second:9.1f}{latencies}   {statuses}"


@dataclass
class Report:
    """`facts` are whatever else was counted or timed, in the order in which it is told."""

    lines: list[Line]
    facts: dict[str, Any]
    losses: list[str]
    machine: dict[str, Any] = field(default_factory=lambda: machine())

    def json(self) -> dict[str, Any]:
        return asdict(self)

    def text(self) -> str:
        return "\n".join(self._texts())

    def _texts(self) -> Iterator[str]:
        head = "".join(f"{_percentile_name(one):>9}" for one in PERCENTILES)
        yield f"{'operation':20}{'calls':>8}{'a second':>9}{head}   statuses (latency in ms)"
        yield from map(str, self.lines)
        yield ""
        for name, value in {**self.facts, **self.machine}.items():
            yield f"{name:34}{value}"
        yield ""
        yield from self.losses[:50]
        yield f"LOST: {len(self.losses)}" if self.losses else "nothing was lost"


def lines(samples: Sequence[Sample], seconds: float) -> list[Line]:
    """One for each operation, in the order of their first call, and one for all of them."""
    by_operation = defaultdict(list)
    for one in samples:
        by_operation[one.operation].append(one)
    return [_line(name, some, seconds) for name, some in [*by_operation.items(), ("all", samples)]]


def _line(operation: str, samples: Sequence[Sample], seconds: float) -> Line:
    latencies = sorted(one.seconds for one in samples)
    return Line(
        operation,
        len(samples),
        round(len(samples) / seconds, 1),
        {one: round(1000 * percentile(latencies, one), 1) for one in PERCENTILES},
        dict(sorted(Counter(one.status for one in samples).items())),
    )


def percentile(ordered: Sequence[float], percent: int) -> float:
    """The smallest value that this share of all does not exceed (nearest rank)."""
    return ordered[max(-(-len(ordered) * percent // 100), 1) - 1]


def machine() -> dict[str, Any]:
    load = os.getloadavg()[0]
    return {
        "cores": os.cpu_count(),
        "Python": platform.python_version(),
        "system": platform.system(),
        "load average (1 min) at the end": round(load, 1),
    }


def _percentile_name(percent: int) -> str:
    return "max" if percent == 100 else f"p{percent}"


def _named(status: int) -> str:
    return "no answer" if status == NO_ANSWER else str(status)

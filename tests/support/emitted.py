"""What CloudWatch would make of the lines of a log: the metrics in its embedded format."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple


class Emitted(NamedTuple):
    at: datetime
    namespace: str
    dimensions: dict[str, str]
    name: str
    unit: str
    value: float


def emitted(log: str) -> Iterator[Emitted]:
    """Every value of every metric, in the order of the lines."""
    for line in log.splitlines():
        if line.startswith('{"_aws"'):
            yield from _of(json.loads(line))


def _of(line: dict[str, Any]) -> Iterator[Emitted]:
    told = line["_aws"]
    at = datetime.fromtimestamp(told["Timestamp"] / 1000, UTC)
    for directive in told["CloudWatchMetrics"]:
        for names in directive["Dimensions"]:
            dimensions = {name: line[name] for name in names}
            for metric in directive["Metrics"]:
                for value in line[metric["Name"]]:
                    yield Emitted(at, directive["Namespace"], dimensions, metric["Name"], metric["Unit"], value)


def sums(log: str) -> dict[str, float]:
    """By name, without what is zero."""
    found: Counter[str] = Counter()
    for one in emitted(log):
        found[one.name] += one.value  # type: ignore[assignment]
    return {name: value for name, value in found.items() if value}

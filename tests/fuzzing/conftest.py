"""A world and its gateway, made once a file; at the end, what was called how often and how it was answered."""

import json
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.fuzzing.world import World, world


@pytest.fixture(scope="module")
def everything() -> Iterator[World]:
    with world() as made:
        yield made


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    statuses = Counter[str]()
    for reports in terminalreporter.stats.values():
        for report in reports:
            if getattr(report, "when", "") == "call":
                statuses.update(json.loads(dict(report.user_properties).get("statuses", "{}")))
    if statuses:
        answers = ", ".join(f"{status} × {times:,}" for status, times in sorted(statuses.items()))
        terminalreporter.write_line(f"{statuses.total():,} calls of the API: {answers}")

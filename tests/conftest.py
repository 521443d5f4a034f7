"""What every test may ask for: a clock that stands still, AWS in this process, and a season in its table."""

import gc
import os
from collections import Counter
from collections.abc import Generator, Iterator
from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from xdist.scheduler import LoadFileScheduling

from tests.support import canaries, parameters, template
from tests.support import cloud as in_this_process
from tests.support import season as example
from tests.support.cloud import forget_clients as forget_clients  # for the tests that make clients of their own

canaries.watch()
parameters.watch()

WITH_A_CLOUD = ("tests/cloud/", "tests/web/", "tests/browser/")
"""Folders whose tests share local clouds: one worker has them all, so that each cloud is started once."""


class ByCloud(LoadFileScheduling):  # type: ignore[misc] # xdist has no types
    """Every file of tests to one worker, and every folder with a cloud to one; the folders first, they take longest."""

    def _split_scope(self, nodeid: str) -> str:
        return next((folder for folder in WITH_A_CLOUD if nodeid.startswith(folder)), super()._split_scope(nodeid))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByCloud:
    return ByCloud(config, log)


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: the tests of a local cloud wait while it works."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: not item.nodeid.startswith(WITH_A_CLOUD))


def pytest_collection_finish() -> None:
    """What was imported stays, and going through it again and again took a quarter of the time of the tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test in which a secret went where it must never be has failed, whatever it asserts."""
    report = yield
    for section, written in report.sections:
        canaries.search(section, written)
    if secrets := canaries.caught():
        report.outcome, report.longrepr = "failed", "canaries: " + "; ".join(secrets)
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Why tests were skipped stands at the end, once for all the tests of one reason."""
    reasons = Counter(report.longrepr[2] for report in terminalreporter.stats.get("skipped", []))
    for reason, tests in reasons.items():
        terminalreporter.write_line(f"{tests} tests skipped. {reason.removeprefix('Skipped: ')}", yellow=True)


@pytest.fixture(autouse=True)
def _nobodys_environment() -> Iterator[None]:
    """Nothing can reach an account, whatever the machine knows, and nothing that a test sets outlives it."""
    credentials = dict.fromkeys(("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"), "testing")
    with patch.dict(os.environ, credentials | {"AWS_DEFAULT_REGION": template.REGION}):
        os.environ.pop("AWS_PROFILE", None)
        yield


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Stands at `season.NOW`; `clock.move_to(…)` and `clock.shift(…)` move it."""
    with time_machine.travel(example.NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def cloud(clock: time_machine.Traveller) -> Iterator[None]:
    """AWS with the table of the template, empty, and the environment that `register` would have."""
    with in_this_process.cloud():
        yield


@pytest.fixture
def season(cloud: None) -> None:
    """The example season, in the table."""
    example.load()

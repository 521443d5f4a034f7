"""The user pool, its people and the mails, as for the tests of accounts; and what a function writes to its log."""

import io
import json
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import pytest

from tests.account.conftest import aws as aws
from tests.account.conftest import pool as pool
from tests.account.test_second_factor import camille as camille
from tests.support.api import environment

Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def log(request: pytest.FixtureRequest) -> Iterator[Lines]:
    """The lines of the function that the test is marked with; each must be JSON by itself."""
    written = io.StringIO()
    with environment(request.param):
        logger = import_module(f"functions.{request.param}.handler").door.logger
    output = logger.registered_handler
    before = output.setStream(written)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    output.setStream(before)


def log_of(function: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("log", [function], indirect=True)

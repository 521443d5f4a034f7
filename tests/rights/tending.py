"""The hourly run of `rights`."""

from typing import Any

from functions.rights.handler import lambda_handler
from tests.support.api import Context, environment


def tend() -> dict[str, int]:
    with environment("rights"):
        done: dict[str, Any] = lambda_handler({"task": "tend"}, Context("rights"))
    return done

"""Which lines of the logs are errors, and what is shown of them."""

import json
from datetime import UTC, datetime
from typing import Any, Final

import pytest

from operate.errors import told

AT: Final = datetime(2026, 11, 30, 3, tzinfo=UTC)


def shown(line: str) -> dict[str, Any]:
    found = told(line, AT, "mailer") or {}
    return {name: value for name, value in found.items() if name not in {"at", "function"}}


def test_an_error_is_shown_with_what_it_is_found_again_by() -> None:
    said = {"level": "ERROR", "message": "unexpected", "correlation_id": "c-1", "exception": "Traceback … a@b.example"}
    assert shown(json.dumps(said | {"exception_name": "KeyError"})) == {
        "message": "unexpected",
        "correlation_id": "c-1",
        "exception_name": "KeyError",
    }
    assert shown(json.dumps({"level": "WARNING", "message": "mail_failed", "reference": "CU-2701-AAAA-11"})) == {
        "message": "mail_failed",
        "reference": "CU-2701-AAAA-11",
    }


@pytest.mark.parametrize(
    "line", ['{"level": "INFO", "message": "ERROR"}', "END RequestId: 1 ERROR", '["ERROR"]', '{"message": "WARNING"}']
)
def test_an_ordinary_line_is_none(line: str) -> None:
    assert told(line, AT, "mailer") is None


def test_of_a_line_of_the_platform_only_the_kind_is_shown() -> None:
    assert shown("2026-11-30T03:00:00Z 1-2 Task timed out after 15.02 seconds") == {"message": "Task timed out"}

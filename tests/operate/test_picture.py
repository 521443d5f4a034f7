"""What of a picture of the system needs a person, and which page says what to do."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest

from operate.picture import Clocks, Picture, Work, findings
from operate.queues import DEAD_LETTERS, WORKING, Depth
from tests.support import template

NOW: Final = datetime(2026, 11, 30, 3, 12, tzinfo=UTC)
QUARTER: Final = timedelta(minutes=15)
NOTHING_TO_DO: Final = Work(0, 12, 3, NOW - QUARTER, 4, 5, 6)
WELL: Final = Picture(
    NOW,
    [],
    NOTHING_TO_DO,
    [Depth(queue, 7 if queue in WORKING else 0, 0) for queue in (*WORKING, *DEAD_LETTERS)],
    Clocks(300, []),
    NOW - QUARTER,
    [],
)


def test_an_ordinary_day_needs_nobody() -> None:
    """Mails that failed, deferrals and late payments are the association's work, not the operator's."""
    assert list(findings(WELL)) == []


@pytest.mark.parametrize(
    ("change", "said", "page"),
    [
        ({"queues": [Depth("rights-failures", 0, 1)]}, "1 in rights-failures", "dead-letters"),
        ({"queues": [Depth("mail-dead-letters.fifo", 2, 1)]}, "3 in mail-dead-letters.fifo", "dead-letters"),
        (
            {"work": NOTHING_TO_DO._replace(oldest_unsettled_at=NOW - QUARTER - timedelta(seconds=1))},
            "a mail or a consequence has waited since 2026-11-30 02:56 UTC",
            "oldest-message",
        ),
        ({"clocks": Clocks(1, ["CU-2701-AAAA-11"])}, "no clock runs for CU-2701-AAAA-11", "execution-failed"),
        ({"work": NOTHING_TO_DO._replace(overdue=1)}, "1 past due for more than 15 minutes", "overdue"),
        ({"reconciled_at": None}, "no reconciliation for more than 15 minutes", "overdue"),
        ({"reconciled_at": NOW - 2 * QUARTER}, "no reconciliation for more than 15 minutes", "overdue"),
        ({"alarms": ["bounces"]}, "alarm bounces", "bounces"),
    ],
)
def test_what_needs_a_person_names_its_page(change: dict[str, Any], said: str, page: str) -> None:
    (found,) = findings(WELL._replace(**change))
    assert found == (said, f"docs/runbooks/{page}.md")


def test_every_queue_of_the_template_is_looked_at() -> None:
    resources = template.template()["Resources"].values()
    queues = {one["Properties"]["QueueName"]["Fn::Sub"] for one in resources if one["Type"] == "AWS::SQS::Queue"}
    assert queues == {f"certif-up-${{Environment}}-{queue}" for queue in (*WORKING, *DEAD_LETTERS)}


@pytest.mark.parametrize("queue", [one for one in DEAD_LETTERS if DEAD_LETTERS[one].function])
def test_a_call_that_failed_is_made_again_as_the_schedule_makes_it(queue: str) -> None:
    again = DEAD_LETTERS[queue]
    functions = template.template()["Resources"].values()
    name = f"certif-up-${{Environment}}-{again.function}"
    (function,) = (one for one in functions if one["Properties"].get("FunctionName") == {"Fn::Sub": name})
    inputs = [one["Properties"].get("Input") for one in function["Properties"]["Events"].values()]
    task = again.event.get("task")
    assert any(said is None or f'"{task}"' in said for said in inputs)

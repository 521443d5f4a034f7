"""What the system looks like at one moment, and what of it needs a person. Nothing here asks AWS."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from operate.queues import DEAD_LETTERS, Depth

MOST: Final = 5000
"""Where counting stops."""
SOON: Final = timedelta(minutes=15)
"""What should have happened by itself, by the reconciliation at the latest, has a quarter of an hour for it."""
RUNBOOKS: Final = "docs/runbooks"


class Work(NamedTuple):
    """What still has to happen by itself; each number stops at `MOST`."""

    overdue: int
    """Past due for longer than `SOON`."""
    due_within_24_hours: int
    unsettled: int
    oldest_unsettled_at: datetime | None
    mail_problems: int
    deferrals_to_decide: int
    late_payments: int


class Clocks(NamedTuple):
    """The executions of the state machine."""

    running: int
    stuck: list[str]
    """References whose execution ended badly and that have no other, though their clock should run."""


class Picture(NamedTuple):
    now: datetime
    sessions: list[Mapping[str, object]]
    work: Work
    queues: list[Depth]
    clocks: Clocks
    reconciled_at: datetime | None
    """Unknown if it is long ago."""
    alarms: list[str]
    """The last parts of the names of those that are raised."""


class Finding(NamedTuple):
    what: str
    runbook: str


def findings(picture: Picture) -> Iterator[Finding]:
    """What needs a person, each with the page that says what to do."""
    for queue in picture.queues:
        if queue.queue in DEAD_LETTERS and queue.total:
            yield _finding(f"{queue.total} in {queue.queue}", "dead-letters")
    oldest = picture.work.oldest_unsettled_at
    if oldest and picture.now - oldest > SOON:
        yield _finding(f"a mail or a consequence has waited since {oldest:%Y-%m-%d %H:%M} UTC", "oldest-message")
    if picture.clocks.stuck:
        yield _finding(f"no clock runs for {', '.join(picture.clocks.stuck)}", "execution-failed")
    if picture.work.overdue:
        yield _finding(f"{picture.work.overdue} past due for more than 15 minutes", "overdue")
    if picture.reconciled_at is None or picture.now - picture.reconciled_at > SOON:
        yield _finding("no reconciliation for more than 15 minutes", "overdue")
    for alarm in picture.alarms:
        yield _finding(f"alarm {alarm}", alarm)


def _finding(what: str, runbook: str) -> Finding:
    return Finding(what, f"{RUNBOOKS}/{runbook}.md")

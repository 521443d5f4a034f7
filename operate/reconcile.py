"""The reconciliation, now instead of within five minutes."""

from argparse import ArgumentParser, Namespace
from typing import Final

from operate.command import Command, Exit, Outcome
from operate.place import Place
from operate.telling import progress

MINIMUM_AGE_SECONDS: Final = 300
"""That of the schedule: what is younger is still on its ordinary way."""


def _run(options: Namespace, place: Place) -> Outcome:
    progress("looking through what is unsettled, due, or without an execution")
    done = place.invoke("lifecycle", {"task": "reconcile", "minimum_age_seconds": options.minimum_age})
    return Outcome(done, Exit.ATTENTION if done["failed"] else Exit.DONE)


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--minimum-age",
        type=int,
        default=MINIMUM_AGE_SECONDS,
        metavar="SECONDS",
        help="leave alone what is younger (default: %(default)s)",
    )


RECONCILE: Final = Command(
    "reconcile",
    "find again in the table what was lost on the way, and do it",
    "--environment prod",
    _run,
    _arguments,
    notes="Says how many mails were ordered again (followed), how much that was due was done (acted), how many "
    "executions were missing (started), and what failed again and waits for the next run.",
)

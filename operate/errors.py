"""The last things that went wrong, from the logs of all functions; what they log says nothing of anybody."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import boto3

from operate.command import Command, Exit, Outcome
from operate.place import Place
from operate.telling import progress

SHOWN: Final = 20
LEVELS: Final = {"ERROR", "WARNING", "CRITICAL"}
PATTERNS: Final = (
    '{ $.level = "ERROR" || $.level = "WARNING" || $.level = "CRITICAL" }',
    '"Task timed out"',
    '"Runtime."',
)
"""What AWS is asked for. The local cloud lets everything through the first one, so that each line is looked at here."""
TOLD: Final = ("message", "reference", "version", "route", "status", "error", "exception_name", "correlation_id")


def told(line: str, at: datetime, function: str) -> dict[str, Any] | None:
    """None for what is no error: lines of the platform, and ordinary ones that mention the word."""
    try:
        said = json.loads(line)
    except ValueError:
        return _of_the_platform(line, at, function)
    if not isinstance(said, dict) or said.get("level") not in LEVELS:
        return None
    return {"at": at, "function": function, **{name: said[name] for name in TOLD if name in said}}


def _of_the_platform(line: str, at: datetime, function: str) -> dict[str, Any] | None:
    """A function that took too long, or could not even be loaded. Only the kind is shown: the rest is not ours."""
    kinds = [kind for kind in ("Task timed out", "Runtime.ImportModuleError", "Runtime.ExitError") if kind in line]
    return {"at": at, "function": function, "message": kinds[0]} if kinds else None


def _run(options: Namespace, place: Place) -> Outcome:
    since = datetime.now(UTC) - timedelta(minutes=options.minutes)
    found = sorted(_found(place, since), key=lambda one: one["at"], reverse=True)
    said = {"since": since, "number": len(found), "last": found[:SHOWN]}
    return Outcome(said, Exit.ATTENTION if found else Exit.DONE)


def _found(place: Place, since: datetime) -> Iterator[dict[str, Any]]:
    prefix = f"/aws/lambda/{place.name('')}"
    logs: Any = boto3.client("logs")
    groups = logs.get_paginator("describe_log_groups").paginate(logGroupNamePrefix=prefix)
    for name in (one["logGroupName"] for page in groups for one in page["logGroups"]):
        progress(name)
        for event in _events(logs, name, since):
            at = datetime.fromtimestamp(event["timestamp"] / 1000, UTC)
            if one := told(event["message"], at, name.removeprefix(prefix)):
                yield one


def _events(logs: Any, group: str, since: datetime) -> Iterable[dict[str, Any]]:
    """Each once, whatever patterns it matches."""
    pages = (
        page
        for pattern in PATTERNS
        for page in logs.get_paginator("filter_log_events").paginate(
            logGroupName=group, startTime=int(since.timestamp() * 1000), filterPattern=pattern
        )
    )
    return {(event["timestamp"], event["message"]): event for page in pages for event in page["events"]}.values()


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--minutes", type=int, default=60, help="how far back (default: %(default)s)")


ERRORS: Final = Command(
    "errors",
    "the last 20 errors and warnings of all functions, with their correlation ids and references",
    "--minutes 15 --environment prod",
    _run,
    _arguments,
    notes="Exit code 1 means that there are some. Searching the correlation id or the reference in the logs gives the "
    "lines of form, API, queue, mail and execution together.",
)

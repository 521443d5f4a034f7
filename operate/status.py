"""The system at a glance."""

from argparse import Namespace
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any, Final

import boto3
from boto3.dynamodb.conditions import ConditionBase, Key

from operate import executions, queues
from operate.command import Command, Exit, Outcome
from operate.picture import MOST, SOON, Clocks, Picture, Work, findings
from operate.place import Place
from operate.telling import progress
from shared import catalogue, keys, table
from shared.catalogue import Session
from shared.registration.lifecycle import State

LOOKED_BACK: Final = timedelta(hours=1)
"""For the last reconciliation, which comes every five minutes."""
ENDED_WITHIN: Final = timedelta(days=1)


def _run(_: Namespace, place: Place) -> Outcome:
    place.settle("lifecycle")
    picture = _picture(place, datetime.now(UTC))
    found = list(findings(picture))
    said = {
        "environment": place.environment,
        "at": picture.now,
        "sessions": picture.sessions,
        "work": picture.work._asdict(),
        "executions": picture.clocks._asdict(),
        "queues": [one._asdict() for one in picture.queues],
        "reconciled_at": picture.reconciled_at,
        "alarms": picture.alarms,
        "needs_a_person": [one._asdict() for one in found],
    }
    return Outcome(said, Exit.ATTENTION if found else Exit.DONE)


def _picture(place: Place, now: datetime) -> Picture:
    progress("sessions and their registrations")
    sessions: list[Mapping[str, object]] = [
        _told(one) for one in catalogue.sessions() if one.opens_at <= now < one.decide_by_at
    ]
    progress("work lists and queues")
    work, depths = _work(now), list(queues.depths(place))
    progress("executions, reconciliation, alarms")
    return Picture(now, sessions, work, depths, _clocks(now), _reconciled_at(place, now), _alarms(place))


def _told(session: Session) -> dict[str, Any]:
    exams, offered = catalogue.exams_and_seats(session.code)
    states = _funnel(session.code)
    return {
        "session": session.code,
        "closes_at": session.closes_at,
        "exams": len(exams),
        "seats": sum(one.capacity for one in offered),
        "taken": sum(one.taken for one in offered),
        "registrations": sum(states.values()),
        **{state.value: states[state] for state in State},
    }


def _funnel(session: str) -> Counter[str]:
    """Registrations by state: one query a centre."""
    return Counter(
        item["state"]
        for centre in catalogue.centres()
        for item in table.all_of(
            Key("centre_pk").eq(centre.code) & Key("centre_sk").begins_with(keys.centre_list(session)),
            index=keys.CENTRE_INDEX,
        )
    )


def _work(now: datetime) -> Work:
    unsettled = list(islice(table.all_of(Key("work_pk").eq(keys.UNSETTLED), index=keys.WORK_INDEX), MOST))
    due = Key("work_pk").eq(keys.DUE)
    soon = Key("work_at").between(keys.instant(now), keys.instant(now + timedelta(hours=24)))
    return Work(
        overdue=_count(due & Key("work_at").lte(keys.instant(now - SOON))),
        due_within_24_hours=_count(due & soon),
        unsettled=len(unsettled),
        oldest_unsettled_at=min((datetime.fromisoformat(one["at"]) for one in unsettled), default=None),
        mail_problems=_count(Key("work_pk").eq(keys.MAIL_PROBLEMS)),
        deferrals_to_decide=_count(Key("work_pk").eq(keys.DEFERRALS)),
        late_payments=_count(Key("work_pk").eq(keys.LATE_PAYMENTS)),
    )


def _count(part: ConditionBase) -> int:
    return table.count(part, index=keys.WORK_INDEX, limit=MOST)


def _clocks(now: datetime) -> Clocks:
    running = executions.running()
    lost = sorted(executions.ended_badly(now - ENDED_WITHIN) - running)
    stood = table.read_many([keys.registration(one) for one in lost])
    return Clocks(len(running), [item["reference"] for item in stood if item and "due_at" in item])


def _reconciled_at(place: Place, now: datetime) -> datetime | None:
    pages = (
        boto3.client("logs")
        .get_paginator("filter_log_events")
        .paginate(
            logGroupName=f"/aws/lambda/{place.name('lifecycle')}",
            startTime=int((now - LOOKED_BACK).timestamp() * 1000),
            filterPattern='"reconciled"',
        )
    )
    last = max((event["timestamp"] for page in pages for event in page["events"]), default=None)
    return datetime.fromtimestamp(last / 1000, UTC) if last else None


def _alarms(place: Place) -> list[str]:
    prefix = place.name("")
    pages = (
        boto3.client("cloudwatch")
        .get_paginator("describe_alarms")
        .paginate(AlarmNamePrefix=prefix, StateValue="ALARM", AlarmTypes=["MetricAlarm"])
    )
    return [one["AlarmName"].removeprefix(prefix) for page in pages for one in page["MetricAlarms"]]


STATUS: Final = Command(
    "status",
    "the system at a glance: what is open, what is due, what is stuck, and what needs a person",
    "--environment prod",
    _run,
    notes="Exit code 1 means that something needs a person; each such thing names the page of docs/runbooks/ that "
    "says what to do. Reads the registrations of the open sessions once. Counts of work stop at 5000.",
)

"""What CloudWatch would know of a local cloud.

Our own metrics come from the lines of its logs; those of AWS that the alarms watch, from what they count: messages in
queues, answers of the API, executions.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from shared.metrics import Metric
from tests.cloud.conftest import LocalCloud
from tests.cloud.stores import log_lines
from tests.support import template
from tests.support.emitted import emitted
from tests.watching.alarms import ALARMS, Points, Watched, state

NEVER = datetime.min.replace(tzinfo=UTC)


def lines(cloud: LocalCloud) -> list[dict[str, Any]]:
    """Every line of every log that is JSON, oldest first in its log."""
    return [json.loads(line) for line in log_lines(cloud) if line.startswith("{")]


def counted(cloud: LocalCloud) -> Counter[Metric]:
    """In all, so far."""
    by_title, found = {metric.title: metric for metric in Metric}, Counter[Metric]()
    for line in log_lines(cloud):
        for one in emitted(line):
            found[by_title[one.name]] += int(one.value)
    return found


def alarm(cloud: LocalCloud, name: str, *, since: datetime = NEVER, later: timedelta = timedelta()) -> str:
    """The state of an alarm after what has happened since a moment; `later`, if nothing else happens until then."""
    now = datetime.now(UTC) + later
    return state(ALARMS[name], points(cloud, now, since=since), now=now + timedelta(seconds=1))


def points(cloud: LocalCloud, now: datetime, *, since: datetime = NEVER) -> Points:
    found: dict[Watched, list[tuple[datetime, float]]] = defaultdict(list)
    for at, metric, value in [*_own(cloud), *_of_queues(cloud, now), *_of_the_api(cloud), *_of_executions(cloud)]:
        if at >= since:
            found[metric].append((at, value))
    return found


Point = tuple[datetime, Watched, float]


def _own(cloud: LocalCloud) -> Iterator[Point]:
    here = frozenset({("Environment", template.value({"Ref": "Environment"}))})
    for line in log_lines(cloud):
        for one in emitted(line):
            assert one.dimensions == {"Environment": "local"}
            yield one.at, Watched(one.namespace, one.name, here), one.value


def _of_queues(cloud: LocalCloud, now: datetime) -> Iterator[Point]:
    sqs = cloud.client("sqs")
    for name, resource in template.template()["Resources"].items():
        if resource["Type"] == "AWS::SQS::Queue":
            physical = template.value(resource["Properties"]["QueueName"]).replace("-production-", "-local-")
            url = sqs.get_queue_url(QueueName=physical)["QueueUrl"]
            names = ["ApproximateNumberOfMessages"]
            waiting = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"][names[0]]
            of_queue = frozenset({("QueueName", f"{name}.QueueName")})
            yield now, Watched("AWS/SQS", "ApproximateNumberOfMessagesVisible", of_queue), int(waiting)
            if int(waiting):
                oldest = _oldest(sqs, url)
                age = (now - oldest).total_seconds()
                yield now, Watched("AWS/SQS", "ApproximateAgeOfOldestMessage", of_queue), age


def _oldest(sqs: Any, url: str) -> datetime:
    """Of the messages that can be seen, which stay where they are."""
    wanted = {"AttributeNames": ["SentTimestamp"], "MaxNumberOfMessages": 10, "VisibilityTimeout": 0}
    messages = sqs.receive_message(QueueUrl=url, **wanted).get("Messages", [])
    sent = [int(one["Attributes"]["SentTimestamp"]) for one in messages]
    return datetime.fromtimestamp(min(sent) / 1000, UTC) if sent else datetime.now(UTC)


def _of_the_api(cloud: LocalCloud) -> Iterator[Point]:
    """Each call leaves one line, from a page or from the API."""
    api = frozenset({("ApiId", "Api")})
    for line in lines(cloud):
        if line.get("message") == "answered":
            at = datetime.strptime(line["timestamp"], "%Y-%m-%d %H:%M:%S,%f%z")
            yield at, Watched("AWS/ApiGateway", "Count", api), 1
            yield at, Watched("AWS/ApiGateway", "5xx", api), int(line["status"] >= 500)


def _of_executions(cloud: LocalCloud) -> Iterator[Point]:
    machine = frozenset({("StateMachineArn", "StateMachine")})
    ends = {"SUCCEEDED": "ExecutionsSucceeded", "FAILED": "ExecutionsFailed", "TIMED_OUT": "ExecutionsTimedOut"}
    pages = cloud.client("stepfunctions").get_paginator("list_executions")
    for page in pages.paginate(stateMachineArn=cloud.outputs["StateMachineArn"]):
        for one in page["executions"]:
            yield one["startDate"], Watched("AWS/States", "ExecutionsStarted", machine), 1
            if end := ends.get(one["status"]):
                yield one["stopDate"], Watched("AWS/States", end, machine), 1

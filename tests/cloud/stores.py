"""Every place of a local cloud where something is kept, as text: what must never turn up can be looked for in it."""

import json
from collections.abc import Iterator
from typing import Any

from tests.cloud.conftest import LocalCloud


def stores(cloud: LocalCloud) -> Iterator[tuple[str, str]]:
    """Name and content: the table, the queues, the executions, the mails, the logs, the metrics."""
    for kind, found in {
        "table": _table(cloud),
        "queue": _messages(cloud),
        "execution": _executions(cloud),
        "mail": (f"{mail.message['Subject']}\n{mail.text}\n{mail.html}" for mail in cloud.mails()),
        "log": _log_lines(cloud),
        "metric": cloud.client("cloudwatch").list_metrics()["Metrics"],
    }.items():
        for one in found:
            yield kind, one if isinstance(one, str) else json.dumps(one, default=str, ensure_ascii=False)


def _table(cloud: LocalCloud) -> Iterator[Any]:
    for page in cloud.client("dynamodb").get_paginator("scan").paginate(TableName=cloud.outputs["TableName"]):
        yield from page["Items"]


def _messages(cloud: LocalCloud) -> Iterator[Any]:
    """Dead letters among them; they are there again for whoever comes next."""
    sqs = cloud.client("sqs")
    for url in sqs.list_queues().get("QueueUrls", []):
        yield from sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=0).get("Messages", [])


def _executions(cloud: LocalCloud) -> Iterator[Any]:
    states = cloud.client("stepfunctions")
    for machine in states.list_state_machines()["stateMachines"]:
        for page in states.get_paginator("list_executions").paginate(stateMachineArn=machine["stateMachineArn"]):
            for one in page["executions"]:
                yield states.get_execution_history(executionArn=one["executionArn"], maxResults=1000)["events"]


def _log_lines(cloud: LocalCloud) -> Iterator[str]:
    logs = cloud.client("logs")
    for group in logs.describe_log_groups()["logGroups"]:
        for page in logs.get_paginator("filter_log_events").paginate(logGroupName=group["logGroupName"]):
            yield from (event["message"] for event in page["events"])

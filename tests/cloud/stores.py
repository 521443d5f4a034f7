"""Every place of a local cloud where something is kept, as text: what must never turn up can be looked for in it."""

import json
from collections.abc import Iterator
from typing import Any

from tests.cloud.conftest import LocalCloud


def stores(cloud: LocalCloud) -> Iterator[tuple[str, str]]:
    """Name and content: what AWS keeps, the mails that were sent, and the files that can be fetched from all of it."""
    for kind, found in {
        "table": _table(cloud),
        "queue": _messages(cloud),
        "execution": _executions(cloud),
        "mail": (f"{mail.message['Subject']}\n{mail.text}\n{mail.html}" for mail in cloud.mails()),
        "log": log_lines(cloud),
        "metric": cloud.client("cloudwatch").list_metrics()["Metrics"],
        "account": cloud.client("cognito-idp").list_users(UserPoolId=cloud.outputs["UserPoolId"])["Users"],
        "export": _exports(cloud),
    }.items():
        for one in found:
            yield kind, one if isinstance(one, str) else json.dumps(one, default=str, ensure_ascii=False)


def _table(cloud: LocalCloud) -> Iterator[Any]:
    for page in cloud.client("dynamodb").get_paginator("scan").paginate(TableName=cloud.outputs["TableName"]):
        yield from page["Items"]


def _messages(cloud: LocalCloud) -> Iterator[Any]:
    """Dead letters among them; they are there again a little later."""
    sqs = cloud.client("sqs")
    for url in sqs.list_queues().get("QueueUrls", []):
        wanted = {"QueueUrl": url, "MaxNumberOfMessages": 10, "VisibilityTimeout": 5}
        while found := sqs.receive_message(**wanted).get("Messages", []):
            yield from found


def _executions(cloud: LocalCloud) -> Iterator[Any]:
    states = cloud.client("stepfunctions")
    for machine in states.list_state_machines()["stateMachines"]:
        for page in states.get_paginator("list_executions").paginate(stateMachineArn=machine["stateMachineArn"]):
            for one in page["executions"]:
                yield states.get_execution_history(executionArn=one["executionArn"], maxResults=1000)["events"]


def log_lines(cloud: LocalCloud) -> Iterator[str]:
    logs = cloud.client("logs")
    for group in logs.describe_log_groups()["logGroups"]:
        for page in logs.get_paginator("filter_log_events").paginate(logGroupName=group["logGroupName"]):
            yield from (event["message"] for event in page["events"])


def _exports(cloud: LocalCloud) -> Iterator[str]:
    """The files of the centres that have a key, and what a candidate may take away."""
    for centre in cloud.access["centres"]:
        if key := centre.get("api_key"):
            for file in ("registrations.csv", "seats.csv"):
                yield _fetched(cloud, f"/v1/centre/{file}?session={cloud.access['session']}", key)
    for one in cloud.access["candidates"][:3]:
        yield _fetched(cloud, "/v1/me/export", _token(cloud, one))


def _token(cloud: LocalCloud, credentials: dict[str, str]) -> str:
    answer = cloud.call("POST", "/v1/tokens", credentials)
    assert answer.status == 200, answer
    return str(answer.body["access_token"])


def _fetched(cloud: LocalCloud, path: str, token: str) -> str:
    answer = cloud.call("GET", path, token=token)
    assert answer.status == 200, (path, answer)
    return answer.body.decode() if isinstance(answer.body, bytes) else json.dumps(answer.body, ensure_ascii=False)

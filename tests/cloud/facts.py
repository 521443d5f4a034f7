"""What can be seen of a running local cloud besides its answers: its table, its mails, its queue, its executions."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar

import boto3
import pytest

from local.cloud import REGION
from local.mailbox import Mail, Mailbox
from shared import attributes, keys, table
from shared.departments import time_zone
from shared.limits import Rate
from tests.cloud.conftest import LocalCloud

WINDOW: Final = Rate.parse("1/15m")
Given = TypeVar("Given")


@contextmanager
def inside(cloud: LocalCloud) -> Iterator[None]:
    """Lets `shared/` work on the table of the local cloud, as it does in the functions."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TABLE_NAME", cloud.outputs["TableName"])
        patch.setenv("AWS_ENDPOINT_URL", cloud.client("dynamodb").meta.endpoint_url)
        patch.setattr(boto3, "DEFAULT_SESSION", may_do_everything())
        table.client.cache_clear()
        try:
            yield
        finally:
            table.client.cache_clear()


def in_one_window(attempt: Callable[[], Given]) -> Given:
    """What the limits count together: done again when another quarter of an hour began meanwhile."""
    while True:
        began_at = WINDOW.began_at(datetime.now(UTC))
        given = attempt()
        if WINDOW.began_at(datetime.now(UTC)) == began_at:
            return given


@cache
def may_do_everything() -> boto3.Session:
    return boto3.Session("test", "test", region_name=REGION)


class Ready(NamedTuple):
    text: str
    ready_seconds: float
    megabytes: int


def said_of_itself(cloud: LocalCloud) -> Ready:
    """What `make run` said when it was ready for the first time."""
    log = cloud.folder / "run.log"
    said = r"Certif-UP is ready \((\d+\.\d) s, (\d+) MB\).*?Ctrl-C stops it"
    found: re.Match[str] = cloud.wait_for(lambda: re.search(said, log.read_text(encoding="utf-8"), re.DOTALL))
    return Ready(found[0], float(found[1]), int(found[2]))


def item(cloud: LocalCloud, key: keys.Key) -> dict[str, Any]:
    answer = cloud.client("dynamodb").get_item(
        TableName=cloud.outputs["TableName"],
        Key={name: {"S": value} for name, value in key.items()},
        ConsistentRead=True,
    )
    return attributes.deserialised(answer["Item"])


def taken(cloud: LocalCloud, session: str, centre: str, exam: str) -> int:
    return int(item(cloud, keys.seats(session, centre, exam))["taken"])


def history(cloud: LocalCloud, reference: str) -> list[dict[str, Any]]:
    """Its history items, oldest first."""
    answer = cloud.client("dynamodb").query(
        TableName=cloud.outputs["TableName"],
        KeyConditionExpression="pk = :pk AND begins_with(sk, :sk)",
        ExpressionAttributeValues={":pk": {"S": keys.registration_partition(reference)}, ":sk": {"S": keys.HISTORY}},
        ConsistentRead=True,
    )
    return [attributes.deserialised(one) for one in answer["Items"]]


def everything(cloud: LocalCloud) -> dict[tuple[str, str], dict[str, Any]]:
    """The whole table but for what the system writes by itself: tokens, limits, marks of mails, last uses of keys."""
    own = {"mail_sent_at", "mail_id", "work_pk", "work_at", "last_used_at"}
    pages = cloud.client("dynamodb").get_paginator("scan").paginate(TableName=cloud.outputs["TableName"])
    return {
        (one["pk"], one["sk"]): {name: value for name, value in one.items() if name not in own}
        for page in pages
        for one in map(attributes.deserialised, page["Items"])
        if one.get("kind") not in {"token", "limit"}
    }


def today() -> str:
    """The day at the centres of metropolitan France."""
    return datetime.now(time_zone("02")).date().isoformat()


class Sent(NamedTuple):
    kind: str
    """The name of its template."""
    subject: str
    mail: Mail


def sent(cloud: LocalCloud, about: str = "") -> list[Sent]:
    """The mails so far, oldest first, whose subject names the reference that they are about."""
    return [one for one in map(_sent, sorted((cloud.folder / "mail").glob("*.eml"))) if about in one.subject]


@cache
def _sent(path: Path) -> Sent:
    mail = Mailbox(path.parent).find(path.stem)
    assert mail is not None, path
    kind = str(mail.message["X-Certif-Up-Mail"]).partition(";")[0]
    return Sent(kind, str(mail.message["Subject"]), mail)


def kinds(cloud: LocalCloud, reference: str) -> list[str]:
    """What was mailed about a registration, by its versions: the emulator sends each mail in a thread of its own."""
    return [one.kind for one in sorted(sent(cloud, reference), key=_version)]


def _version(one: Sent) -> int:
    found = re.search(r"version=([0-9]+)", str(one.mail.message["X-Certif-Up-Mail"]))
    return int(found[1]) if found else 0


def mailed(cloud: LocalCloud, reference: str, last: str) -> list[str]:
    """What was mailed in all, once the `last` has come and nothing is under way that could cause another mail."""
    cloud.wait_for(lambda: last in kinds(cloud, reference))
    cloud.wait_for(lambda: not unsettled(cloud, reference))
    cloud.wait_for(lambda: not orders(cloud, "MailQueueUrl"))
    return kinds(cloud, reference)


def unsettled(cloud: LocalCloud, reference: str) -> list[str]:
    """The events whose consequences are still to come."""
    return [str(one["event"]) for one in history(cloud, reference) if "work_pk" in one]


def orders(cloud: LocalCloud, queue: str) -> int:
    """What is in one of the queues, waiting or being worked on; `queue` is the name of the template's output."""
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    answer = cloud.client("sqs").get_queue_attributes(QueueUrl=cloud.outputs[queue], AttributeNames=names)
    return sum(int(answer["Attributes"][name]) for name in names)


def executions(cloud: LocalCloud, reference: str) -> list[dict[str, Any]]:
    """Those of a registration since the start of the local cloud."""
    pages = (
        cloud.client("stepfunctions")
        .get_paginator("list_executions")
        .paginate(stateMachineArn=cloud.outputs["StateMachineArn"])
    )
    return [one for page in pages for one in page["executions"] if one["name"].startswith(f"{reference}_")]


def place(cloud: LocalCloud, reference: str) -> str:
    """The state in which its only execution is; empty while there is none."""
    found = executions(cloud, reference)
    assert len(found) <= 1, found
    if not found:
        return ""
    events = cloud.client("stepfunctions").get_execution_history(
        executionArn=found[0]["executionArn"], maxResults=1000
    )["events"]
    entered = [one["stateEnteredEventDetails"]["name"] for one in events if "stateEnteredEventDetails" in one]
    return str(entered[-1]) if entered else ""


def end(cloud: LocalCloud, reference: str) -> str:
    """The named state in which its only execution has ended, well."""
    cloud.wait_for(lambda: [one for one in executions(cloud, reference) if one["status"] != "RUNNING"])
    (execution,) = executions(cloud, reference)
    assert execution["status"] == "SUCCEEDED", execution
    return place(cloud, reference)

"""What can be seen of a running local cloud besides its answers: its table, its mails, its queue, its executions."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from local.cloud import REGION
from local.mailbox import Mail, Mailbox
from shared import keys, table
from tests.cloud.conftest import LocalCloud


@contextmanager
def inside(cloud: LocalCloud) -> Iterator[None]:
    """Lets `shared/` work on the table of the local cloud, as it does in the functions."""
    environment = {
        "AWS_ENDPOINT_URL": cloud.client("dynamodb").meta.endpoint_url,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": REGION,
        "TABLE_NAME": cloud.outputs["TableName"],
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        table.client.cache_clear()
        yield
    table.client.cache_clear()


def item(cloud: LocalCloud, key: keys.Key) -> dict[str, Any]:
    with inside(cloud):
        (found,) = table.read(key)
    assert found is not None, key
    return found


def taken(cloud: LocalCloud, session: str, centre: str, exam: str) -> int:
    return int(item(cloud, keys.seats(session, centre, exam))["taken"])


def history(cloud: LocalCloud, reference: str) -> list[dict[str, Any]]:
    """Its history items, oldest first."""
    with inside(cloud):
        items = list(table.all_of(table.key_is("pk", keys.registration_partition(reference))))
    return [one for one in items if one["kind"] == "history"]


def everything(cloud: LocalCloud) -> dict[tuple[str, str], dict[str, Any]]:
    """The whole table but for what the system writes by itself: tokens, limits, marks of mails, last uses of keys."""
    own = {"mail_sent_at", "mail_id", "work_pk", "work_at", "last_used_at"}
    pages = cloud.client("dynamodb").get_paginator("scan").paginate(TableName=cloud.outputs["TableName"])
    items = [table.deserialised(one) for page in pages for one in page["Items"]]
    return {
        (one["pk"], one["sk"]): {name: value for name, value in one.items() if name not in own}
        for one in items
        if one["kind"] not in {"token", "limit"}
    }


def mails(cloud: LocalCloud, about: str = "") -> list[Mail]:
    """Oldest first, those whose subject names the reference that they are about."""
    found = map(_mail, sorted((cloud.folder / "mail").glob("*.eml")))
    return [mail for mail in found if about in str(mail.message["Subject"])]


@cache
def _mail(path: Path) -> Mail:
    mail = Mailbox(path.parent).find(path.stem)
    assert mail is not None, path
    return mail


def kinds(cloud: LocalCloud, reference: str) -> list[str]:
    """What was mailed about a registration so far, oldest first: the names of the templates."""
    return [kind(mail) for mail in mails(cloud, reference)]


def kind(mail: Mail) -> str:
    return str(mail.message["X-Certif-Up-Mail"]).partition(";")[0]


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

"""How the situations of the runbooks are brought about, and what the command's answers say of them."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from shared import attributes, keys, table
from tests.cloud.conftest import LocalCloud
from tests.cloud.facts import executions, inside, item
from tests.support import template


def needs(said: Any, page: str) -> list[str]:
    """What needs a person, of what this page is about; alarms come and go at their own time."""
    found = [one["what"] for one in said["needs_a_person"] if one["runbook"] == f"docs/runbooks/{page}.md"]
    return [what for what in found if not what.startswith("alarm ")]


def mails(said: Any) -> dict[str, str]:
    """Of a file: where the mail of each event stands."""
    return {one["event"]: one["mail"] for one in said["mails"]}


def made_older(cloud: LocalCloud, reference: str, minutes: int = 20) -> None:
    """As if the transition had been that long ago, and nothing had followed from it."""
    earlier = keys.instant(datetime.now(UTC) - timedelta(minutes=minutes))
    with inside(cloud):
        table.write(table.update(keys.history(reference, 1), set={"at": earlier, "work_at": earlier}))


def failed(cloud: LocalCloud, reference: str) -> None:
    """Its execution is told of a stage that the state machine does not know."""
    token = cloud.wait_for(lambda: _token(cloud, reference))
    nowhere = {"reference": reference, "version": 1, "stage": "nowhere", "seconds": 1}
    cloud.client("stepfunctions").send_task_success(taskToken=token, output=json.dumps(nowhere))
    cloud.wait_for(lambda: [one["status"] for one in executions(cloud, reference)] == ["FAILED"])


def _token(cloud: LocalCloud, reference: str) -> str | None:
    with inside(cloud):
        (found,) = table.read(keys.token(reference))
    return str(found["token"]) if found else None


def told_by_ses(cloud: LocalCloud, reference: str, outcome: str, **feedback: Any) -> None:
    """Put into the queue as the template's rule would pass it on."""
    feedback |= {"timestamp": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.000Z}"}
    event = {"outcome": outcome, "tags": {"reference": [reference], "version": ["1"]}, "feedback": feedback}
    cloud.client("sqs").send_message(QueueUrl=cloud.outputs["MailFeedbackUrl"], MessageBody=json.dumps(event))
    cloud.wait_for(lambda: "mail_problem" in item(cloud, keys.history(reference, 1)))


def replaced_table(cloud: LocalCloud, nuc: str) -> str:
    """The name of a table in which somebody was erased whom the one in use still knows."""
    name = "the-table-that-was-replaced"
    client = cloud.client("dynamodb")
    client.create_table(**template.table_definition() | {"TableName": name})
    marker = {**keys.erasure(nuc), "kind": "erasure", "nuc": nuc, "requested_at": keys.instant(datetime.now(UTC))}
    client.put_item(TableName=name, Item=attributes.serialised(marker))
    return name

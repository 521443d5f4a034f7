"""What stands once everything has settled: read from the table, the mails, the queues and the executions."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from email.parser import BytesHeaderParser
from email.policy import default
from pathlib import Path
from typing import Final, NamedTuple

from local.mailbox import MOMENT
from shared import attributes, keys
from shared.attributes import Item
from shared.registration import reference
from tests.cloud.conftest import LocalCloud
from tests.cloud.facts import orders

DEAD_LETTERS: Final = ("MailDeadLettersUrl", "LifecycleFailuresUrl")


class Mailed(NamedTuple):
    reference: str
    kind: str


class Kept(NamedTuple):
    """Of one session."""

    items: list[Item]
    mails: Counter[Mailed]
    running: Counter[str]
    """Executions by reference."""
    dead_letters: int

    def of_kind(self, kind: str) -> list[Item]:
        return [item for item in self.items if item["kind"] == kind]


def kept(cloud: LocalCloud, session: str) -> Kept:
    return Kept(list(_items(cloud, session)), mails(cloud, session), running(cloud, session), dead_letters(cloud))


def dead_letters(cloud: LocalCloud) -> int:
    return sum(orders(cloud, queue) for queue in DEAD_LETTERS)


def unsettled(cloud: LocalCloud, session: str) -> int:
    """Transitions whose consequences are still to come, counted as far as one page goes."""
    answer = cloud.client("dynamodb").query(
        TableName=cloud.outputs["TableName"],
        IndexName=keys.WORK_INDEX,
        KeyConditionExpression="work_pk = :list",
        FilterExpression="begins_with(pk, :of_session)",
        ExpressionAttributeValues={
            ":list": {"S": keys.UNSETTLED},
            ":of_session": {"S": keys.registration_partition(f"CU-{session[2:4]}{session[5:7]}-")},
        },
        Select="COUNT",
    )
    return int(answer["Count"])


def running(cloud: LocalCloud, session: str) -> Counter[str]:
    pages = cloud.client("stepfunctions").get_paginator("list_executions")
    found = pages.paginate(stateMachineArn=cloud.outputs["StateMachineArn"], statusFilter="RUNNING")
    names = (one["name"].rpartition("_")[0] for page in found for one in page["executions"])
    return Counter(name for name in names if reference.session_of(name) == session)


def mails(cloud: LocalCloud, session: str) -> Counter[Mailed]:
    """Each names its kind in a header, and in its subject the registration that it is about."""
    return Counter(one for one in map(_mailed, _files(cloud)) if reference.session_of(one.reference) == session)


def last_mail_at(cloud: LocalCloud) -> datetime:
    return datetime.strptime(max(_files(cloud)).stem, MOMENT).replace(tzinfo=UTC)


def _files(cloud: LocalCloud) -> list[Path]:
    return list((cloud.folder / "mail").glob("*.eml"))


def _mailed(path: Path) -> Mailed:
    with path.open("rb") as file:
        headers = BytesHeaderParser(policy=default).parse(file)
    about = reference.found_in(str(headers["Subject"]))
    return Mailed(about[0] if about else "", str(headers["X-Certif-Up-Mail"]).partition(";")[0])


def _items(cloud: LocalCloud, session: str) -> Iterator[Item]:
    pages = cloud.client("dynamodb").get_paginator("scan").paginate(TableName=cloud.outputs["TableName"])
    for item in (attributes.deserialised(one) for page in pages for one in page["Items"]):
        if _is_of(item, session):
            yield item


def _is_of(item: Item, session: str) -> bool:
    match item.get("kind"):
        case "registration" | "seats":
            return bool(item["session"] == session)
        case "history" | "live line":
            return reference.session_of(item["reference"]) == session
    return False

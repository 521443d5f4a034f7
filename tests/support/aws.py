"""What AWS does between the functions, each step by hand: stream, mail queue, executions, mails.

moto's own mappings are never made: they know neither filters nor groups, and call each other without end.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from email.parser import BytesHeaderParser
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any, Final, Self

import boto3
import pytest
from moto.dynamodb.models import dynamodb_backends
from moto.ses.models import ses_backends
from moto.sqs.models import sqs_backends
from moto.stepfunctions.models import stepfunctions_backends

from functions.attention.handler import lambda_handler as attention
from functions.lifecycle import executions
from functions.lifecycle.handler import lambda_handler as lifecycle
from functions.mailer.handler import lambda_handler as mailer
from functions.mails.handler import lambda_handler as mails
from shared import mail_orders
from tests.support import template
from tests.support.api import Context, environment

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_stepfunctions.literals import ExecutionStatusType

ONE_AT_A_TIME: Final = RLock()
"""Held while a function runs: they share this process's environment, and moto's transactions are not atomic."""


@dataclass
class Aws:
    queue_url: str
    dead_letters_url: str
    state_machine: str

    @classmethod
    def made(cls) -> Self:
        """The queues, the state machine and the sender of the template."""
        dead_letters_url, dead_letters_arn = _queue(_properties("MailDeadLetters"))
        wanted = _properties("MailQueue")
        redrive = wanted["RedrivePolicy"] | {"deadLetterTargetArn": dead_letters_arn}
        queue_url, _ = _queue(wanted | {"RedrivePolicy": json.dumps(redrive)})
        mails = boto3.client("ses")
        mails.verify_domain_identity(Domain=template.functions()["mailer"]["SENDER"].partition("@")[2])
        mails.create_configuration_set(ConfigurationSet={"Name": template.functions()["mailer"]["CONFIGURATION_SET"]})
        made = cls(queue_url, dead_letters_url, _state_machine())
        made.stream()
        return made

    @contextmanager
    def running(self, function: str) -> Iterator[None]:
        with ONE_AT_A_TIME, environment(function), pytest.MonkeyPatch.context() as patch:
            patch.setenv("MAIL_QUEUE_URL", self.queue_url)
            yield

    def lifecycle(self, event: dict[str, Any], context: Context | None = None) -> Any:
        with self.running("lifecycle"):
            return lifecycle(event, context or Context("lifecycle"))

    def stream(self) -> list[dict[str, Any]]:
        """The records since the last call that the filter of the template's mapping lets through."""
        # Emptied once read: moto copies the whole stream with every write of a transaction.
        shard = moto_table().stream_shard
        records: list[dict[str, Any]] = shard.get(shard.starting_sequence_number, len(shard.items))
        shard.items.clear()
        return [record for record in records if _matches(record, _stream_filter())]

    def follow(self, records: list[dict[str, Any]] | None = None) -> None:
        """What the stream mapping does: the records, or those that are new, to `lifecycle`."""
        if found := self.stream() if records is None else records:
            self.lifecycle({"Records": found})

    def reconcile(self, *, minimum_age_seconds: int | None = None, context: Context | None = None) -> dict[str, int]:
        age = {} if minimum_age_seconds is None else {"minimum_age_seconds": minimum_age_seconds}
        done: dict[str, int] = self.lifecycle({"task": "reconcile", **age}, context)
        return done

    def attention(self, *, anytime: bool = False, context: Context | None = None) -> dict[str, int]:
        """A run of the hourly schedule."""
        with self.running("attention"):
            told: dict[str, int] = attention({"anytime": True} if anytime else {}, context or Context("attention"))
            return told

    def measure(self) -> None:
        """A run of the schedule of the gauges."""
        with self.running("attention"):
            attention({"task": "measure"}, Context("attention"))

    def mails(self, *told: dict[str, Any]) -> list[int]:
        """What SES tells, as the template's rules pass it on, one batch; the places of those that failed."""
        records = [
            {"messageId": str(at), "body": json.dumps(one), "attributes": {}, "eventSource": "aws:sqs"}
            for at, one in enumerate(told)
        ]
        with self.running("mails"):
            answer = mails({"Records": records}, Context("mails"))
        return [int(failure["itemIdentifier"]) for failure in answer["batchItemFailures"]]

    def waiting(self) -> list[dict[str, Any]]:
        """Takes messages from the mail queue, as records for the mailer."""
        wanted: Any = {"QueueUrl": self.queue_url, "MaxNumberOfMessages": 10, "AttributeNames": ["All"]}
        return [_record(message) for message in _queues().receive_message(**wanted).get("Messages", [])]

    def mailer(self, records: list[dict[str, Any]]) -> list[str]:
        """The records that failed."""
        with self.running("mailer"):
            answer = mailer({"Records": records}, Context("mailer"))
        return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]

    def mail(self, records: list[dict[str, Any]]) -> None:
        """What the queue's mapping does: the records to the mailer, and those done out of the queue."""
        failed = self.mailer(records)
        self.forget([record for record in records if record["messageId"] not in failed])

    def forget(self, records: list[dict[str, Any]]) -> None:
        for record in records:
            _queues().delete_message(QueueUrl=self.queue_url, ReceiptHandle=record["receiptHandle"])

    def deliver(self) -> None:
        """Until the queue gives nothing more; what failed is invisible for a while."""
        while records := self.waiting():
            self.mail(records)

    def empty_queues(self) -> None:
        for queue in sqs_backends[template.ACCOUNT][template.REGION].queues.values():
            queue._messages.clear()
            queue._pending_messages.clear()

    def dead_letters(self) -> list[dict[str, Any]]:
        answer = _queues().receive_message(QueueUrl=self.dead_letters_url, MaxNumberOfMessages=10)
        return [json.loads(message["Body"]) for message in answer.get("Messages", [])]

    def sent(self, since: int = 0) -> list[EmailMessage]:
        """The mails that SES took, oldest first, but for the first `since`."""
        return [message_from_bytes(one.raw_data.encode(), policy=policy.default) for one in _taken()[since:]]

    def sent_count(self) -> int:
        """How many: none is read for it."""
        return len(_taken())

    def sent_kinds(self, since: int = 0) -> list[str]:
        """The same, by the kind of mail alone."""
        return [str(headers["X-Certif-Up-Mail"]).partition(";")[0] for headers in _headers(since)]

    def sent_transitions(self, since: int = 0) -> list[str]:
        """The same, by the transition: `reference.version`."""
        return [".".join(str(headers["Message-ID"])[1:].split(".")[:2]) for headers in _headers(since)]

    def executions(self, status: "ExecutionStatusType" = "RUNNING") -> list[str]:
        """The names of those in this state, sorted."""
        answer = executions.client().list_executions(
            stateMachineArn=self.state_machine, statusFilter=status, maxResults=1000
        )
        return sorted(one["name"] for one in answer["executions"])


def definition() -> str:
    """The shipped state machine, with the address of `lifecycle` filled in."""
    shipped = Path("infra", _properties("StateMachine")["DefinitionUri"]).read_text(encoding="utf-8")
    function = f"arn:aws:lambda:{template.REGION}:{template.ACCOUNT}:function:lifecycle"
    return shipped.replace("${LifecycleFunctionArn}", function)


def moto_table() -> Any:
    return dynamodb_backends[template.ACCOUNT][template.REGION].tables[template.value({"Ref": "Table"})]


def moto_executions() -> list[Any]:
    """As moto keeps them, where it does not run them."""
    (machine,) = stepfunctions_backends[template.ACCOUNT][template.REGION].state_machines
    return machine.executions


def _taken() -> list[Any]:
    return ses_backends[template.ACCOUNT][template.REGION].sent_messages


def _headers(since: int) -> list[Message]:
    return [BytesHeaderParser().parsebytes(one.raw_data.encode()) for one in _taken()[since:]]


def _queues() -> "SQSClient":
    return mail_orders.client()


def _properties(resource: str) -> Any:
    return template.template()["Resources"][resource]["Properties"]


def _state_machine() -> str:
    client = executions.client()
    role = boto3.client("iam").create_role(RoleName="state-machine", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    name = template.value(_properties("StateMachine")["Name"])
    return client.create_state_machine(name=name, definition=definition(), roleArn=role)["stateMachineArn"]


def _queue(properties: dict[str, Any]) -> tuple[str, str]:
    client: Any = _queues()
    attributes = {name: template.value(given) for name, given in properties.items() if name != "QueueName"}
    url = client.create_queue(QueueName=template.value(properties["QueueName"]), Attributes=attributes)["QueueUrl"]
    return url, client.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]


def _stream_filter() -> Any:
    (one,) = _properties("Lifecycle")["Events"]["History"]["Properties"]["FilterCriteria"]["Filters"]
    return json.loads(one["Pattern"])


def _matches(value: Any, pattern: Any) -> bool:
    """A pattern names the values that are allowed, at any depth."""
    if isinstance(pattern, list):
        return value in pattern
    return all(name in value and _matches(value[name], wanted) for name, wanted in pattern.items())


def _record(message: Any) -> dict[str, Any]:
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": message["Attributes"],
        "messageAttributes": {},
        "eventSource": "aws:sqs",
    }

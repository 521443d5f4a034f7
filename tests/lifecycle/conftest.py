"""The shipped state machine on moto, with our own function behind its tasks; stream and queue are pumped by hand.

moto executes the definition of `infra/` in threads of its own, in real time. Its DynamoDB is not atomic across threads,
hence the lock; its stream and queue mappings are never created, hence the pumps.
"""

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from moto.awslambda_simple.models import LambdaSimpleBackend
from moto.dynamodb.responses import DynamoHandler

from functions.lifecycle import consequences, executions
from functions.lifecycle.handler import lambda_handler as lifecycle
from functions.mailer import handler as mailer
from tests.support import template

ACCOUNT = "123456789012"
SIMPLE_LAMBDA = {"lambda": {"use_docker": False}, "stepfunctions": {"execute_state_machine": True}}


@dataclass
class Context:
    """What Lambda hands to a function beside the event."""

    milliseconds_left: int = 60_000
    function_name: str = "lifecycle"
    memory_limit_in_mb: int = 512
    invoked_function_arn: str = f"arn:aws:lambda:eu-west-3:{ACCOUNT}:function:lifecycle"
    aws_request_id: str = "request"

    def get_remaining_time_in_millis(self) -> int:
        return self.milliseconds_left


@dataclass
class Cloud:
    """Stream, queue, state machine and schedule, each moved by one call."""

    table_name: str
    queue_url: str
    state_machine: str
    after: str | None = None
    sent: list[dict[str, Any]] = field(default_factory=list)

    def stream(self) -> list[dict[str, Any]]:
        """The stream records written since the last call, as the mapping's filter would let them through."""
        client = boto3.client("dynamodbstreams")
        (stream,) = client.list_streams(TableName=self.table_name)["Streams"]
        shards = client.describe_stream(StreamArn=stream["StreamArn"])["StreamDescription"]["Shards"]
        where: dict[str, Any] = {"ShardIteratorType": "TRIM_HORIZON"}
        if self.after:
            where = {"ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "SequenceNumber": self.after}
        iterator = client.get_shard_iterator(
            StreamArn=stream["StreamArn"], ShardId=shards[0]["ShardId"], **where
        )["ShardIterator"]
        records = client.get_records(ShardIterator=iterator)["Records"]
        if records:
            self.after = records[-1]["dynamodb"]["SequenceNumber"]
        return [
            record
            for record in records
            if record["eventName"] == "INSERT" and record["dynamodb"]["NewImage"]["kind"] == {"S": "history"}
        ]

    def follow(self, records: list[dict[str, Any]] | None = None) -> None:
        lifecycle({"Records": self.stream() if records is None else records}, Context())

"""A local cloud for functions that run in this process, in which nothing happens by itself."""

import json
import os
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from unittest.mock import patch

import boto3

from bench.handlers import Handlers
from bench.setting_up import cloud_of_its_own, without_what_follows
from local.cloud import Cloud
from tests.cloud.conftest import LocalCloud
from tests.support.cloud import forget_clients

IDLE: Final = json.dumps({"StartAt": "Idle", "States": {"Idle": {"Type": "Wait", "Seconds": 60, "End": True}}})


@contextmanager
def ground() -> Iterator[None]:
    """What the environment of this process names meanwhile."""
    with cloud_of_its_own() as cloud, patch.dict(os.environ), patch.object(boto3, "DEFAULT_SESSION", None):
        try:
            _silence(cloud)
            Handlers(cloud)
            forget_clients()
            yield
        finally:
            _drop_the_table(cloud)
            forget_clients()


def _silence(cloud: LocalCloud) -> None:
    """No stream, no queue calls a function; executions run for ever, and do nothing."""
    without_what_follows(cloud)
    cloud.client("dynamodb").update_table(
        TableName=cloud.outputs["TableName"], StreamSpecification={"StreamEnabled": False}
    )
    request = urllib.request.Request(  # noqa: S310 (our own address)
        f"{Cloud.of(cloud.folder).states_url}/moto-api/config",
        data=json.dumps({"stepfunctions": {"execute_state_machine": False}}).encode(),
        headers={"Content-Type": "application/json"},
    )
    urllib.request.urlopen(request).close()  # noqa: S310 (our own address)
    # Without its interpreter the emulator has other machines: it knows none of those that were made before.
    cloud.client("stepfunctions").create_state_machine(
        name=cloud.outputs["StateMachineArn"].rpartition(":")[2],
        definition=IDLE,
        roleArn="arn:aws:iam::123456789012:role/none",
    )


def _drop_the_table(cloud: LocalCloud) -> None:
    """The emulator would write all of it into its state, and take a minute for each 100,000 items."""
    tables, name = cloud.client("dynamodb"), cloud.outputs["TableName"]
    tables.update_table(TableName=name, DeletionProtectionEnabled=False)
    tables.delete_table(TableName=name)

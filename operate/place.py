"""Where a command works: on AWS with the operator's own rights, or on the local cloud. The same code does both."""

import argparse
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Self
from uuid import uuid4

import boto3
from botocore.config import Config

from local.cloud import ALMIGHTY, DATA, ENVIRONMENT, REGION, Cloud
from operate.refusals import OperatorError
from shared.http.call import Call
from shared.http.identity import Identity
from shared.role import Role

LIVE: Final = "live"
"""The alias that callers go by: what it points to is what runs, also while a deployment goes on or back."""
ROOT: Final = Path(__file__).parents[1]


class Place:
    """One environment. What a command needs to know of it is asked of AWS itself: no file of names goes stale."""

    def __init__(self, environment: str, data: Path | None = None) -> None:
        """`data` is the folder of a local cloud.

        Raises:
            OperatorError: no local cloud runs with this folder.
        """
        self.environment = environment
        try:
            self.cloud = Cloud.of(data) if data else None
        except FileNotFoundError as error:
            raise OperatorError(
                f"No local cloud runs with {data}.", "Start it with `make run`, in another terminal."
            ) from error
        if self.cloud:
            os.environ |= {
                "AWS_ENDPOINT_URL": self.cloud.aws_url,
                "AWS_ENDPOINT_URL_SFN": self.cloud.states_url,
                "AWS_ACCESS_KEY_ID": ALMIGHTY,
                "AWS_SECRET_ACCESS_KEY": ALMIGHTY,
                "AWS_DEFAULT_REGION": REGION,
            }

    @classmethod
    def of(cls, options: argparse.Namespace) -> Self:
        return cls(ENVIRONMENT, options.data) if options.local else cls(options.environment)

    def name(self, part: str) -> str:
        """Of a function, a queue or an alarm."""
        return f"certif-up-{self.environment}-{part}"

    def settle(self, function: str) -> None:
        """Gives this process the settings of a deployed function.

        Raises:
            ClientError: there is no such function, or the caller may not read its configuration.
        """
        found = boto3.client("lambda").get_function_configuration(FunctionName=self.name(function), Qualifier=LIVE)
        os.environ |= found["Environment"]["Variables"]

    def invoke(self, function: str, event: Mapping[str, Any]) -> dict[str, Any]:
        """What a function answers to the event of its schedule.

        Raises:
            OperatorError: it failed.
        """
        # As long as a function may take, and never a second time by itself.
        patient = Config(read_timeout=905, retries={"total_max_attempts": 1})
        name, payload = self.name(function), json.dumps(dict(event))
        answer = boto3.client("lambda", config=patient).invoke(FunctionName=name, Qualifier=LIVE, Payload=payload)
        if "FunctionError" in answer:
            raise OperatorError(f"{name} failed.", f"Its log says why: `aws logs tail /aws/lambda/{name} --since 10m`.")
        said: dict[str, Any] = json.loads(answer["Payload"].read())
        return said

    def output(self, name: str) -> str:
        """One of the template's outputs."""
        (stack,) = boto3.client("cloudformation").describe_stacks(StackName=f"certif-up-{self.environment}")["Stacks"]
        return next(one["OutputValue"] for one in stack["Outputs"] if one["OutputKey"] == name)


def add_options(parser: argparse.ArgumentParser) -> None:
    place = parser.add_mutually_exclusive_group(required=True)
    place.add_argument(
        "--environment", metavar="NAME", help="the deployed environment, such as prod; AWS credentials as for `aws`"
    )
    place.add_argument("--local", action="store_true", help="the local cloud of `make run`")
    parser.add_argument("--data", type=Path, default=ROOT / DATA, help="the folder of that `make run`, if not .local")


def operator() -> Identity:
    """Whoever runs the command, as the histories and the audit trail will name them: by what AWS knows them by."""
    return identity_of(boto3.client("sts").get_caller_identity()["Arn"])


def identity_of(arn: str) -> Identity:
    who = arn.rpartition(":")[2]
    name = f"Exploitation ({who.rpartition('/')[2]})"
    return Identity(Role.ASSOCIATION, f"operator:{who}", name, "", frozenset())


def call(identity: Identity) -> Call:
    """One call of an operation of the API, made here instead of through the API."""
    return Call(identity, datetime.now(UTC), f"operator-{uuid4()}", "", None, None)


@contextmanager
def in_role(arn: str) -> Iterator[None]:
    """Clients that are made meanwhile have the rights of this role, and no others."""
    given = boto3.client("sts").assume_role(RoleArn=arn, RoleSessionName="certif-up")["Credentials"]
    before: Any = boto3.DEFAULT_SESSION
    boto3.setup_default_session(
        aws_access_key_id=given["AccessKeyId"],
        aws_secret_access_key=given["SecretAccessKey"],
        aws_session_token=given["SessionToken"],
    )
    try:
        yield
    finally:
        boto3.DEFAULT_SESSION = before

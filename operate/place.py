"""Lets a command of the operator's work where the functions do: on AWS with the operator's own rights, or locally."""

import argparse
import os

import boto3

from local.cloud import ALMIGHTY, REGION, Cloud


def add_options(parser: argparse.ArgumentParser) -> None:
    place = parser.add_mutually_exclusive_group(required=True)
    place.add_argument(
        "--environment", help="the deployed environment, such as prod; AWS credentials as for the AWS CLI"
    )
    place.add_argument("--local", action="store_true", help="the local cloud of `make run`")


def settle(options: argparse.Namespace, function: str) -> None:
    """Gives this process the settings of a deployed function.

    Raises:
        ClientError: there is no such function, or the caller may not read its configuration.
    """
    if options.local:
        os.environ |= {
            "AWS_ENDPOINT_URL": Cloud.of().aws_url,
            "AWS_ACCESS_KEY_ID": ALMIGHTY,
            "AWS_SECRET_ACCESS_KEY": ALMIGHTY,
            "AWS_DEFAULT_REGION": REGION,
        }
    name = f"certif-up-{'local' if options.local else options.environment}-{function}"
    os.environ |= boto3.client("lambda").get_function_configuration(FunctionName=name)["Environment"]["Variables"]

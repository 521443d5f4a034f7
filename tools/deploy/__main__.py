"""Deploys a stage to AWS: builds, shows what would change and asks, applies it, and sends the files of the pages.

The first time it asks for what is particular to the account and keeps the answers in deployments/STAGE.toml. AWS
credentials are found as by the AWS CLI. docs/deploying.md has the whole way, and every parameter.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from tools import static
from tools.building.__main__ import INTO, table
from tools.building.artifacts import Builder, BuildError
from tools.building.packing import ROOT
from tools.building.pythons import NoPythonError, python
from tools.deploy.stages import CONFIGURATION, Stage, StageError, account_of, ask, checked, stage

SAM: Final = ROOT / ".venv-sam" / "bin" / "sam"
TEMPLATE: Final = INTO / "template.yaml"


class RefusedError(Exception):
    """AWS does not know who is asking, or did not take the change; the text says what to do."""


def main() -> int:
    given = _options()
    try:
        one = _known(given.stage)
        print(f"{one.name}: stack {one.stack}, account {account(one)}, region {one.region}", flush=True)
        built = Builder(ROOT, INTO, python()).build()
        print(table(built), flush=True)
        TEMPLATE.write_text(one.settled(TEMPLATE.read_text(encoding="utf-8")), encoding="utf-8")
        _apply(one, given)
        if not given.changes:
            _finish(one)
    except (StageError, NoPythonError, BuildError, RefusedError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _known(name: str) -> Stage:
    stage(name, {})  # before any question: there may be no such stage
    known = account_of(name)
    if not known and sys.stdin.isatty():
        print(f"The first deployment of {name}. Everything asked now is kept in deployments/{name}.toml.")
        known = ask(name, input)
    return checked(stage(name, known))


def account(one: Stage) -> str:
    """The account of whoever is deploying."""
    try:
        identity = boto3.Session(region_name=one.region).client("sts").get_caller_identity()
    except (BotoCoreError, ClientError) as error:
        raise RefusedError(
            f"AWS does not know who is deploying ({error}).\n"
            "Sign in first: `aws sso login --profile NAME`, then make deploy with AWS_PROFILE=NAME; or set\n"
            "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN. See docs/deploying.md."
        ) from None
    return str(identity["Account"])


def _apply(one: Stage, given: argparse.Namespace) -> None:
    overrides = [f"{name}={json.dumps(value)}" for name, value in one.parameters.items()]
    command = [
        *(str(SAM), "deploy", "--config-file", str(CONFIGURATION), "--config-env", one.name),
        *("--template-file", str(TEMPLATE), "--parameter-overrides", *overrides),
        *(["--no-execute-changeset"] if given.changes else []),
        *(["--no-confirm-changeset"] if given.yes else []),
    ]
    quietly = os.environ | {"SAM_CLI_TELEMETRY": "0"}
    if subprocess.run(command, env=quietly, check=False).returncode:  # noqa: S603 (the locked SAM)
        raise RefusedError(
            "Nothing was deployed, or it was taken back: the last lines above say why.\n"
            "« Undo » in docs/deploying.md has what to do."
        )


def _finish(one: Stage) -> None:
    cloudformation = boto3.client("cloudformation", region_name=one.region)
    stacks = cloudformation.describe_stacks(StackName=one.stack)["Stacks"]
    if not (made := [output for stack in stacks for output in stack.get("Outputs", [])]):
        print("Nothing was deployed: the changes were not confirmed.")
        return
    outputs = {output["OutputKey"]: output["OutputValue"] for output in made}
    with TemporaryDirectory() as folder:
        sent = static.send(Path(folder), outputs["StaticBucketName"], one.region)
    print(
        f"\n{sent} files of the pages are in {outputs['StaticBucketName']}.\n\n"
        f"  pages   {outputs['SiteUrl']}\n"
        f"  API     {outputs['ApiUrl']}/v1/sessions\n\n"
        "After a first deployment docs/deploying.md goes on: the records of the domain, the first person, the season."
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="make deploy ENV=STAGE",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("stage", nargs="?", default="", help="a section of samconfig.toml, such as test or production")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--changes", action="store_true", help="show what would change, and change nothing")
    how.add_argument("--yes", action="store_true", help="apply without asking: for a workflow that somebody approved")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())

"""Makes started emulators into Certif-UP: deploys, loads the example season into new data, repairs what a stop left.

A program of its own (`python -m local.prepare FOLDER`), which `make run` starts beside the emulators: the memory of the
SDK and of the translator goes back when it ends.
"""

import json
import os
import sys
import time
import urllib.request
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from local import season
from local.cloud import ENVIRONMENT, SETTINGS, Cloud, write
from local.deploy import DeploymentError, deploy, is_deployed

READY_SECONDS = 60
SENDER = "inscriptions@certif-up.example"
REPLY_TO = "accueil@union-prof.asso.fr"


class PreparationError(Exception):
    """Something did not answer, or not well; the text says what."""


def main() -> int:
    cloud = Cloud.of(Path(sys.argv[1]))
    try:
        _prepare(cloud)
    except (PreparationError, DeploymentError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _prepare(cloud: Cloud) -> None:
    _wait_for(f"{cloud.aws_url}/_ministack/ready")
    _wait_for(f"{cloud.states_url}/moto-api/")
    _interpret_definitions(cloud)
    season_file = cloud.folder / "season.json"
    if not is_deployed(cloud):
        season_file.unlink(missing_ok=True)
    _say("deploying infra/template.yaml")
    cloud = replace(cloud, outputs=deploy(cloud, _parameters(cloud)))
    if not season_file.exists():
        _say("loading the example season")
        write(season_file, season.load(cloud, datetime.now(UTC)))
    _say("settling what the last stop interrupted")
    _reconcile(cloud)
    cloud.save()
    write(cloud.access, {"base_url": cloud.base_url, **json.loads(season_file.read_text(encoding="utf-8"))})


def _wait_for(url: str) -> None:
    end = time.monotonic() + READY_SECONDS
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(url, timeout=5).close()  # noqa: S310 (our own address)
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise PreparationError(f"{url} did not answer within {READY_SECONDS} s")


def _interpret_definitions(cloud: Cloud) -> None:
    """Without it every execution would end at once, successfully and without having called anything."""
    request = urllib.request.Request(  # noqa: S310 (our own address)
        f"{cloud.states_url}/moto-api/config",
        data=json.dumps({"stepfunctions": {"execute_state_machine": True}}).encode(),
        headers={"Content-Type": "application/json"},
    )
    urllib.request.urlopen(request).close()  # noqa: S310 (our own address)


def _parameters(cloud: Cloud) -> dict[str, str]:
    chosen = {parameter: os.environ[name] for name, parameter in SETTINGS.items() if os.environ.get(name)}
    return {
        "SecondFactor": "off",  # everything here can be tried with the passwords alone
        "MalwareScan": "off",  # the emulators know no GuardDuty
        "PublicWritesLimit": "10000/1m",  # everybody here comes from one address
        **chosen,
        "Environment": ENVIRONMENT,
        "ApiKeyKind": "test",
        "SenderAddress": SENDER,
        "ReplyToAddress": REPLY_TO,
        "PublicUrl": cloud.base_url,
        "ApiAddress": cloud.base_url,
        "SignInKeysUrl": cloud.aws_url,
    }


def _reconcile(cloud: Cloud) -> None:
    """Stream records and executions do not survive a stop of the emulators: this is what brings them back."""
    answer = cloud.client("lambda").invoke(
        FunctionName=cloud.outputs["LifecycleFunctionName"],
        Payload=json.dumps({"task": "reconcile", "minimum_age_seconds": 0}),
    )
    if "FunctionError" in answer:
        raise PreparationError(f"the reconciliation failed: {answer['Payload'].read().decode()}")


def _say(step: str) -> None:
    print(f"… {step}", flush=True)


if __name__ == "__main__":
    raise SystemExit(main())

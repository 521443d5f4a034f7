"""How the emulators are started: their commands and their environment, with the reason of each setting."""

import os
from contextlib import AbstractContextManager

from local.cloud import ACCOUNT, REGION, Cloud
from local.processes import Child, child

COMMON = {
    "TZ": "UTC",
    "AWS_DEFAULT_REGION": REGION,
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
    "PYTHONUNBUFFERED": "1",
}


def aws(
    cloud: Cloud, port: int, http_port: int, smtp_port: int, *, roles_enforced: bool
) -> AbstractContextManager[Child]:
    """Everything but Step Functions. It runs the functions too, in a process for each call at a time."""
    environment = COMMON | {
        "GATEWAY_PORT": str(port),
        "MINISTACK_HOST": "localhost",  # 127.0.0.1 is the API's own domain
        "MINISTACK_REGION": REGION,
        "MINISTACK_ACCOUNT_ID": ACCOUNT,
        "PERSIST_STATE": "1",
        "STATE_DIR": str(cloud.folder / "state"),
        "S3_DATA_DIR": str(cloud.folder / "state" / "s3"),
        "TMPDIR": str(cloud.folder / "tmp"),
        "SMTP_HOST": f"127.0.0.1:{smtp_port}",
        # The pair that the other emulator signs with, so that it may call functions when the roles are enforced.
        "AWS_ACCESS_KEY_ID": "ak",
        "AWS_SECRET_ACCESS_KEY": "sk",
        "AUTH": str(roles_enforced).lower(),
        "LAMBDA_WARM_TTL_SECONDS": "60",  # a burst leaves one process of 50 MB for each of its calls
        # They would listen on ports of their own.
        "SFTP_ENABLED": "0",
        "IOT_MTLS_ENABLED": "0",
        # Inherited by the functions.
        "AWS_ENDPOINT_URL": cloud.aws_url,
        "AWS_ENDPOINT_URL_SFN": cloud.states_url,
    }
    # -w 0: one process, which a signal ends; a worker would keep the ports after a kill.
    command = ["hypercorn", "ministack.app:app", "-w", "0", "--bind", _at(port), "--bind", _at(http_port)]
    return child("the AWS emulator (ministack)", command, environment, cloud.folder / "log" / "ministack.log")


def states(cloud: Cloud, port: int, aws_port: int) -> AbstractContextManager[Child]:
    """Step Functions, from an emulator that honours the time-outs of waiting tasks."""
    # MOTO_PORT is where its tasks find the functions, not where it listens.
    environment = COMMON | {"MOTO_PORT": str(aws_port), "MOTO_ACCOUNT_ID": ACCOUNT}
    command = ["moto.server", "--host", "127.0.0.1", "--port", str(port)]
    return child("the Step Functions emulator (moto)", command, environment, cloud.folder / "log" / "moto.log")


def preparation(cloud: Cloud) -> AbstractContextManager[Child]:
    return child("the preparation", ["local.prepare", str(cloud.folder)], COMMON)


def _at(port: int) -> str:
    return f"127.0.0.1:{port}"

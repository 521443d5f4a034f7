"""The operator's commands, on a local cloud that is as strict as AWS."""

import os
import re
import subprocess
import sys
from datetime import UTC, datetime

from tests.cloud.conftest import ROOT, LocalCloud

EMAIL = "premiere@association.example"


def run(cloud: LocalCloud, command: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    name = "certif-up-local"
    environment = {
        **os.environ,
        "AWS_ENDPOINT_URL": cloud.client("dynamodb").meta.endpoint_url,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
    }
    program = [sys.executable, "-m", f"operate.{command}", f"--environment={name.rpartition('-')[2]}", *arguments]
    return subprocess.run(program, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", check=False)  # noqa: S603 (our own program)


def test_the_first_person_of_the_association_is_let_in_by_a_mailed_link(strict_cloud: LocalCloud) -> None:
    done = run(strict_cloud, "people", EMAIL, "Noa Premier")
    assert done.returncode == 0, done.stderr
    (mail,) = strict_cloud.wait_for(lambda: [one for one in strict_cloud.mails() if EMAIL in str(one.message["To"])])
    link = re.search(r"jeton=([\w-]+)", mail.text)
    assert link is not None
    password = "lampes-chênes-bateaux-vent"
    chosen = strict_cloud.call("PUT", "/v1/password-resets", {"token": link[1], "password": password})
    assert chosen.status == 200
    answer = strict_cloud.call("POST", "/v1/tokens", {"email": EMAIL, "password": password})
    assert (answer.status, answer.body["challenge"]) == (200, "second-factor-setup")
    again = run(strict_cloud, "people", EMAIL, "Noa Premier")
    assert (again.returncode, "déjà enregistrée" in again.stderr) == (1, True)


def test_a_trail_is_checked_from_outside(strict_cloud: LocalCloud) -> None:
    """Today is not over, so that the only fault is the digest that it does not have yet."""
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    done = run(strict_cloud, "audit_trail", today, today)
    assert done.returncode == 1, done.stderr
    assert done.stdout.splitlines() == [f"{today}: no digest", "days: 1, digests: 0, faults: 1"]

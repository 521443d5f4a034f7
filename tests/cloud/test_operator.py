"""The operator's commands, on a local cloud that is as strict as AWS."""

import re
from datetime import UTC, datetime

from tests.cloud.conftest import LocalCloud
from tests.cloud.operating import Done, call, environment

EMAIL = "premiere@association.example"


def run(cloud: LocalCloud, *words: str) -> Done:
    """As on AWS: the environment is named, and nothing says that it is local."""
    return call([*words, "--environment=local"], environment(cloud))


def test_the_first_person_of_the_association_is_let_in_by_a_mailed_link(strict_cloud: LocalCloud) -> None:
    done = run(strict_cloud, "first-person", EMAIL, "Noa Premier")
    assert done.code == 0, done.stderr
    (mail,) = strict_cloud.wait_for(lambda: [one for one in strict_cloud.mails() if EMAIL in str(one.message["To"])])
    link = re.search(r"jeton=([\w-]+)", mail.text)
    assert link is not None
    password = "lampes-chênes-bateaux-vent"
    chosen = strict_cloud.call("PUT", "/v1/password-resets", {"token": link[1], "password": password})
    assert chosen.status == 200
    answer = strict_cloud.call("POST", "/v1/tokens", {"email": EMAIL, "password": password})
    assert (answer.status, answer.body["challenge"]) == (200, "second-factor-setup")
    again = run(strict_cloud, "first-person", EMAIL, "Noa Premier")
    assert (again.code, "déjà enregistrée" in again.stderr) == (3, True)


def test_a_trail_is_checked_from_outside(strict_cloud: LocalCloud) -> None:
    """Today is not over, so that the only fault is the digest that it does not have yet."""
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    done = run(strict_cloud, "audit", "verify", today, today, "--json")
    assert done.code == 1, done.stderr
    assert done.said == {"days": 1, "digests": 0, "faults": [f"{today}: no digest"]}

"""What the staff is told: a centre's digest on the mail page, and a bounce put into the queue as SES would tell it."""

import json
import urllib.request
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from local.cloud import Cloud
from local.digest import tell
from local.mailbox import Mail
from shared import keys, table
from shared.notice import Topic
from tests.cloud.conftest import LocalCloud
from tests.cloud.facts import inside, kinds
from tests.cloud.people import association, newcomer, register

LAON = "02-LAON"


def problems(cloud: LocalCloud, reference: str, token: str) -> list[Any]:
    answer = cloud.call("GET", f"/v1/registrations/{reference}", token=token)
    return [one["mail_problem"] and one["mail_problem"]["failure"] for one in answer.body["history"]]


def to_laon(cloud: LocalCloud) -> list[Mail]:
    return [one for one in cloud.mails("à traiter") if "Laon" in str(one.message["To"])]


def forget_what_was_told_today(cloud: LocalCloud) -> None:
    """If a full hour has struck since the cloud began, the schedule may have told already that there is nothing."""
    today = datetime.now(ZoneInfo("Europe/Paris")).date()
    with inside(cloud):
        table.write(table.delete_anyway(keys.notice(today, Topic.REQUESTS, LAON)))


def test_the_digest_of_a_centre_appears_on_the_mail_page_once(cloud_with_roles: LocalCloud) -> None:
    cloud = cloud_with_roles
    reference = register(cloud, newcomer(cloud), LAON, "TEXTE")
    cloud.wait_for(lambda: kinds(cloud, reference) == ["registered"])
    forget_what_was_told_today(cloud)
    before = len(to_laon(cloud))
    assert tell(Cloud.of(cloud.folder))["ordered"] >= 1
    tell(Cloud.of(cloud.folder))
    cloud.wait_for(lambda: len(to_laon(cloud)) > before)
    assert len(to_laon(cloud)) == before + 1
    with urllib.request.urlopen(cloud.mail_url) as page:  # noqa: S310 (our own address)
        assert f"/mail/{to_laon(cloud)[-1].id}" in page.read().decode()


def test_a_bounce_is_seen_told_corrected_and_sent_again(cloud_with_roles: LocalCloud) -> None:
    cloud = cloud_with_roles
    person = newcomer(cloud)
    reference = register(cloud, person, LAON, "TEXTE")
    cloud.wait_for(lambda: kinds(cloud, reference) == ["registered"])
    feedback = {
        "timestamp": "2026-11-27T08:00:05.000Z",
        "bounceType": "Permanent",
        "bounceSubType": "NoEmail",
        "bouncedRecipients": [{"emailAddress": person.email}],
    }
    told = {"outcome": "bounce", "tags": {"reference": [reference], "version": ["1"]}, "feedback": feedback}
    for _ in range(2):
        cloud.client("sqs").send_message(QueueUrl=cloud.outputs["MailFeedbackUrl"], MessageBody=json.dumps(told))
    token = association(cloud)
    cloud.wait_for(lambda: problems(cloud, reference, token) == ["bounced"])
    cloud.wait_for(lambda: cloud.mails(f"adresse en échec ({reference})"))
    resend = f"/v1/registrations/{reference}/mails/1/resend"
    assert cloud.call("POST", resend, {}, token=token).body["code"] == "address-failing"
    corrected = cloud.call("PUT", f"/v1/registrations/{reference}/email", {"email": f"new-{person.email}"}, token=token)
    assert corrected.status == 200, corrected
    assert cloud.call("POST", resend, {}, token=token).status == 200
    cloud.wait_for(lambda: kinds(cloud, reference).count("registered") == 2)
    listed = cloud.call("GET", "/v1/mail-problems", token=token)
    assert reference not in json.dumps(listed.body)
    assert len(cloud.mails(f"adresse en échec ({reference})")) == 1

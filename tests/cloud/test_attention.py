"""What the staff is told: a centre's digest on the mail page, and a bounce put into the queue as SES would tell it."""

import json
import urllib.request
from typing import Any

from local.cloud import Cloud
from local.digest import tell
from tests.cloud.conftest import LocalCloud
from tests.cloud.facts import kinds
from tests.cloud.people import association, newcomer, register

LAON = "02-LAON"


def problems(cloud: LocalCloud, reference: str, token: str) -> list[Any]:
    answer = cloud.call("GET", f"/v1/registrations/{reference}", token=token)
    return [one["mail_problem"] and one["mail_problem"]["failure"] for one in answer.body["history"]]


def test_the_digest_of_a_centre_appears_on_the_mail_page_once(cloud_with_roles: LocalCloud) -> None:
    cloud = cloud_with_roles
    reference = register(cloud, newcomer(cloud), LAON, "TEXTE")
    cloud.wait_for(lambda: kinds(cloud, reference) == ["registered"])
    assert tell(Cloud.of(cloud.folder))["ordered"] >= 1
    tell(Cloud.of(cloud.folder))
    cloud.wait_for(lambda: cloud.mails("à traiter"))
    laon = [one for one in cloud.mails("à traiter") if "Laon" in str(one.message["To"])]
    assert len(laon) == 1
    with urllib.request.urlopen(cloud.mail_url) as page:  # noqa: S310 (our own address)
        assert f"/mail/{laon[0].id}" in page.read().decode()


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

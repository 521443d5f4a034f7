"""Candidates of a test's own, signed in to the pages, and what others do to their dossiers over the API."""

import json
from dataclasses import dataclass
from typing import Any, Final

from shared import table
from shared.candidate import Account, item
from tests.cloud.conftest import LocalCloud
from tests.cloud.facts import inside, today
from tests.cloud.people import Newcomer, association, key_of, register, sign_in, someone, store
from tests.web.visiting import Page, Visitor

LAON: Final = "02-LAON"
PASSWORD: Final = "quatre-chats-dans-un-bateau"
DETAILS: Final = {"address_line1": "3 rue de l’Exemple", "postcode": "02000", "town": "Laon"}


@dataclass
class Candidate:
    cloud: LocalCloud
    who: Newcomer
    visitor: Visitor

    def asks(self, method: str, path: str, body: object = None) -> Any:
        answer = self.cloud.call(method, path, body, token=self.who.token)
        assert answer.status < 300, answer
        return answer.body

    def registers(self, *exams: str, centre: str = LAON) -> str:
        return register(self.cloud, self.who, centre, *exams)

    def sees(self, address: str) -> Page:
        return self.visitor.goes_to(address)

    def another_device(self) -> Visitor:
        other = Visitor(self.cloud.base_url)
        other.signs_in(self.who.nuc, PASSWORD)
        return other


def candidate(cloud: LocalCloud, *, with_details: bool = True) -> Candidate:
    one = someone()
    if with_details:
        store(cloud, one)
    else:
        with inside(cloud):
            table.write(table.put_anyway(item(Account(nuc=one.nuc, email=one.email))))
    cognito, pool = cloud.client("cognito-idp"), cloud.outputs["UserPoolId"]
    cognito.admin_create_user(UserPoolId=pool, Username=one.nuc, MessageAction="SUPPRESS")
    cognito.admin_set_user_password(UserPoolId=pool, Username=one.nuc, Password=PASSWORD, Permanent=True)
    token = sign_in(cloud, {"nuc": one.nuc, "password": PASSWORD})
    visitor = Visitor(cloud.base_url)
    visitor.signs_in(one.nuc, PASSWORD)
    return Candidate(cloud, Newcomer(one.nuc, one.email, token), visitor)


def centre_does(cloud: LocalCloud, reference: str, action: str, centre: str = LAON, **body: object) -> Any:
    answer = cloud.call("POST", f"/v1/registrations/{reference}/{action}", body, token=key_of(cloud, centre))
    assert answer.status == 200, answer
    return answer.body


def paid(cloud: LocalCloud, reference: str, exams: int = 1) -> Any:
    """Whatever becomes of the payment."""
    return centre_does(cloud, reference, "payment", amount_cents=5_000 * exams, received_on=today(), method="transfer")


def validated(one: Candidate, *exams: str) -> str:
    reference = one.registers(*exams)
    centre_does(one.cloud, reference, "prevalidation")
    paid(one.cloud, reference, len(exams))
    return reference


def decided(cloud: LocalCloud, deferral: str, decision: str, **said: str) -> Any:
    body = {"decision": decision, **said}
    answer = cloud.call("POST", f"/v1/deferrals/{deferral}/decision", body, token=association(cloud))
    assert answer.status == 200, answer
    return answer.body


def bounce(cloud: LocalCloud, reference: str, email: str) -> None:
    """As SES would tell it of the first mail."""
    feedback = {
        "timestamp": "2026-11-27T08:00:05.000Z",
        "bounceType": "Permanent",
        "bounceSubType": "NoEmail",
        "bouncedRecipients": [{"emailAddress": email}],
    }
    told = {"outcome": "bounce", "tags": {"reference": [reference], "version": ["1"]}, "feedback": feedback}
    cloud.client("sqs").send_message(QueueUrl=cloud.outputs["MailFeedbackUrl"], MessageBody=json.dumps(told))

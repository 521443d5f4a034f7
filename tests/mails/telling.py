"""What SES tells of a mail, as the template's rules pass it on (documented form of its events)."""

from typing import Any

from tests.support import lives
from tests.support.api import ALICE, Identity
from tests.support.aws import Aws

ALICES = "alice@example.org"
EARLY, LATE = "2026-11-27T08:00:05.000Z", "2026-11-27T09:30:00.000Z"


def bounce(
    reference: str, version: int = 1, *, kind: str = "Permanent", cause: str = "NoEmail", at: str = EARLY
) -> dict[str, Any]:
    feedback = {
        "feedbackId": "0100017b-0000",
        "bounceType": kind,
        "bounceSubType": cause,
        "bouncedRecipients": [
            {"emailAddress": ALICES, "action": "failed", "status": "5.1.1", "diagnosticCode": f"550 <{ALICES}> unknown"}
        ],
        "timestamp": at,
    }
    return {"outcome": "bounce", "tags": tags(reference, version), "feedback": feedback}


def complaint(reference: str, version: int = 1, *, said: str = "abuse", at: str = LATE) -> dict[str, Any]:
    feedback = {
        "feedbackId": "0100017b-0001",
        "complaintSubType": None,
        "complainedRecipients": [{"emailAddress": ALICES}],
        "complaintFeedbackType": said,
        "timestamp": at,
    }
    return {"outcome": "complaint", "tags": tags(reference, version), "feedback": feedback}


def tags(reference: str, version: int) -> dict[str, list[str]]:
    """None of the registration's on a letter about an account."""
    ours = {"reference": [reference], "version": [str(version)]} if reference else {}
    return {"ses:configuration-set": ["certif-up-production"], "mail": ["registered"], **ours}


def mailed(aws: Aws, by: Identity = ALICE) -> str:
    """A registration whose first mail went out."""
    reference = lives.register(by)
    aws.follow()
    aws.deliver()
    return reference

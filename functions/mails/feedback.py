"""What SES tells of a mail afterwards, as the template's rules pass it on: no subject, no name, no headers."""

from datetime import datetime
from email.utils import parseaddr
from typing import Final, Literal, NamedTuple

from pydantic import AwareDatetime, BaseModel, ConfigDict

from shared.registration.model import MailFailure, MailProblem

_CAUSES: Final = {
    "NoEmail": "no-email",
    "MailboxFull": "mailbox-full",
    "MessageTooLarge": "message-too-large",
    "ContentRejected": "content-rejected",
    "AttachmentRejected": "content-rejected",
    "Suppressed": "failed-before",
    "OnAccountSuppressionList": "failed-before",
}
_RANKS: Final = (MailFailure.SUPPRESSED, MailFailure.UNDELIVERED, MailFailure.BOUNCED, MailFailure.COMPLAINED)
"""Of two things told of one mail, the graver is kept."""


class Feedback(NamedTuple):
    """`mail` is the transition whose mail it was; a letter about an account has none."""

    mail: tuple[str, int] | None
    addresses: list[str]
    problem: MailProblem

    @property
    def for_good(self) -> bool:
        """Whether nothing more is to be sent to these addresses."""
        return self.problem.failure in {MailFailure.BOUNCED, MailFailure.COMPLAINED}

    @property
    def rank(self) -> str:
        """Sorts as what is kept: of several events, whatever their order, the last one in this order remains."""
        return f"{_RANKS.index(self.problem.failure)}#{self.problem.attributes()['at']}#{self.problem.cause}"


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)


class _Recipient(_Read):
    emailAddress: str  # noqa: N815 (as SES writes it)


class _Told(_Read):
    timestamp: AwareDatetime
    bounceType: str = ""  # noqa: N815
    bounceSubType: str = ""  # noqa: N815
    bouncedRecipients: tuple[_Recipient, ...] = ()  # noqa: N815
    complaintSubType: str | None = None  # noqa: N815
    complaintFeedbackType: str | None = None  # noqa: N815
    complainedRecipients: tuple[_Recipient, ...] = ()  # noqa: N815


class _Tags(_Read):
    reference: tuple[str, ...] = ()
    version: tuple[str, ...] = ()


class _Passed(_Read):
    outcome: Literal["bounce", "complaint"]
    tags: _Tags
    feedback: _Told


def read(body: str | bytes) -> Feedback | None:
    """None when there is nothing to do: somebody says that our mail is no spam.

    Raises:
        ValueError: it is not what SES tells.
    """
    passed = _Passed.model_validate_json(body)
    told = passed.feedback
    if told.complaintFeedbackType == "not-spam":
        return None
    recipients = told.bouncedRecipients + told.complainedRecipients
    return Feedback(
        _mail(passed.tags), [parseaddr(one.emailAddress)[1] for one in recipients], _problem(passed.outcome, told)
    )


def _mail(tags: _Tags) -> tuple[str, int] | None:
    if not tags.reference:
        return None
    (reference,), (version,) = tags.reference, tags.version
    return reference, int(version)


def _problem(outcome: str, told: _Told) -> MailProblem:
    at: datetime = told.timestamp
    if outcome == "complaint":
        cause = _CAUSES.get(told.complaintSubType or "", "unwanted")
        return MailProblem(failure=MailFailure.COMPLAINED, cause=cause, at=at)
    failure = MailFailure.BOUNCED if told.bounceType == "Permanent" else MailFailure.UNDELIVERED
    return MailProblem(failure=failure, cause=_CAUSES.get(told.bounceSubType, "unknown"), at=at)

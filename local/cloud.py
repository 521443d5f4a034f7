"""The local cloud seen from outside: its addresses, and clients that speak to it instead of AWS."""

import json
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

REGION = "eu-west-3"
ACCOUNT = "123456789012"
ENVIRONMENT = "local"
DATA = Path(".local")
ALMIGHTY = "test"
"""Key and secret of the emulator's root, which may do everything, also when the roles are enforced."""

SETTINGS = {
    "PAYMENT_WINDOW": "PaymentWindow",
    "DEADLINE_ROUNDING": "DeadlineRounding",
    "REMINDER_HOUR": "ReminderHour",
    "REMINDER_WORKING_DAYS": "ReminderWorkingDays",
    "DEFERRAL_REQUEST_DAYS": "DeferralRequestDays",
    "DOCUMENT_RETENTION_DAYS": "DocumentRetentionDays",
    "PUBLIC_WRITES_LIMIT": "PublicWritesLimit",
    "CANDIDATE_WRITES_LIMIT": "CandidateWritesLimit",
    "ATTEMPTS_PER_SOURCE_LIMIT": "AttemptsPerSourceLimit",
    "ATTEMPTS_LIMIT": "AttemptsLimit",
    "LETTERS_LIMIT": "LettersLimit",
    "FIRST_SESSION_WITH_NUC": "FirstSessionWithNuc",
    "SECOND_FACTOR": "SecondFactor",
}
"""Variables of the environment that become parameters of the template."""


@dataclass(frozen=True)
class Cloud:
    """`pid` is the conductor's: the emulators and everything they start descend from it.

    `outputs` are the deployed template's: TableName, UserPoolId, MailQueueUrl …; empty before the deployment.
    """

    base_url: str
    mail_url: str
    aws_url: str
    states_url: str
    folder: Path
    pid: int
    outputs: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, folder: Path = DATA) -> "Cloud":
        """The cloud that runs with this folder.

        Raises:
            FileNotFoundError: none does.
        """
        saved = json.loads(_addresses(folder).read_text(encoding="utf-8"))
        return cls(**saved | {"folder": Path(saved["folder"])})

    @property
    def access(self) -> Path:
        """Addresses and example credentials; the file is there while everything is ready."""
        return self.folder / "access.json"

    @property
    def mails(self) -> Path:
        return self.folder / "mail"

    def client(self, service: str, url: str = "") -> Any:
        """A boto3 client; Step Functions has an emulator of its own."""
        return self._session.client(
            service, endpoint_url=url or (self.states_url if service == "stepfunctions" else self.aws_url)
        )

    def save(self) -> None:
        write(_addresses(self.folder), asdict(self) | {"folder": str(self.folder)})

    def forget(self) -> None:
        """It no longer runs; its data stay."""
        _addresses(self.folder).unlink(missing_ok=True)
        self.access.unlink(missing_ok=True)

    @cached_property
    def _session(self) -> Any:
        import boto3  # here, because the conductor runs for hours and never makes a client: 30 MB less

        return boto3.Session(ALMIGHTY, ALMIGHTY, region_name=REGION)


def write(path: Path, content: object) -> None:
    """All of it or nothing, so that whoever waits for the file never reads half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.part")
    draft.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    draft.replace(path)


def _addresses(folder: Path) -> Path:
    return folder / "cloud.json"

"""The mails that the story causes, waited for in the local cloud's mailbox."""

import re
import time
from itertools import pairwise
from typing import Final

from local.cloud import Cloud
from local.demo.api import StoryError, expect
from local.demo.telling import Teller
from local.mailbox import Mail, Mailbox
from shared.mail.model import MailKind

PATIENCE_SECONDS: Final = 30
SHOWN_LINES: Final = 2


class Post:
    """Reads what arrives from now on, each mail once. `lasting` says whether the mail page outlives the story."""

    def __init__(self, cloud: Cloud, teller: Teller, *, lasting: bool = True) -> None:
        self._cloud = cloud
        self._mailbox = Mailbox(cloud.mails)
        self._teller = teller
        self._lasting = lasting
        self._read = {path.stem for path in cloud.mails.glob("*.eml")}
        self._arrived: list[Mail] = []
        self._references: set[str] = set()

    def tell(self, kind: MailKind, reference: str, *, patience: float = PATIENCE_SECONDS) -> Mail:
        """Waits for the mail of this kind about this registration, tells it and returns it.

        Raises:
            StoryError: it does not come.
        """
        self._references.add(reference)
        mail = self._wait(kind, reference, patience)
        subject = str(mail.message["Subject"])
        names = [attachment.name for attachment in mail.attachments]
        self._teller.mail(subject, str(mail.message["To"]), _beginning(mail), names, self._place(mail))
        return mail

    def _wait(self, kind: MailKind, reference: str, patience: float) -> Mail:
        end = time.monotonic() + patience
        while True:
            self._collect()
            for mail in self._arrived:
                if reference in str(mail.message["Subject"]) and kind_of(mail) == kind:
                    self._arrived.remove(mail)
                    return mail
            if time.monotonic() > end:
                raise StoryError(f"Le courriel « {kind} » du dossier {reference} n’est pas arrivé.")
            time.sleep(0.1)

    def _collect(self) -> None:
        for id in sorted({path.stem for path in self._cloud.mails.glob("*.eml")} - self._read):
            self._read.add(id)
            if mail := self._mailbox.find(id):
                self._arrived.append(mail)

    def expect_no_other(self) -> None:
        """No mail about the story's registrations came twice, or without a reason."""
        self._collect()
        subjects = [str(mail.message["Subject"]) for mail in self._arrived]
        others = [subject for subject in subjects if any(reference in subject for reference in self._references)]
        expect(not others, f"Des courriels que rien n’annonçait sont arrivés : {' ; '.join(others)}.")

    def _place(self, mail: Mail) -> str:
        return f"{self._cloud.mail_url}/mail/{mail.id}" if self._lasting else str(self._cloud.mails / f"{mail.id}.eml")


def kind_of(mail: Mail) -> str:
    return str(mail.message["X-Certif-Up-Mail"]).partition(";")[0]


def centres_named(mail: Mail) -> list[str]:
    """« Institut Exemple de Laon, Aisne (02) »: the lines of a refusal that name other centres."""
    return [line.removeprefix("- ") for line in mail.text.splitlines() if re.fullmatch(r"- .+ \(\w{2,3}\)", line)]


def _beginning(mail: Mail) -> list[str]:
    """The first lines after « Bonjour … », headings left out."""
    _, _, said = mail.text.partition("\nBonjour ")
    lines = said.splitlines()[1:]
    headings = {above for above, below in pairwise(lines) if below and not below.strip("-")}
    return [line for line in lines if line.strip("-") and line not in headings][:SHOWN_LINES]

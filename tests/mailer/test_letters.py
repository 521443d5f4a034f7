"""Which mail belongs to which transition, and that it says what stands in the table."""

from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any, Final, NamedTuple

import pytest
from time_machine import Traveller

from shared.registration.lifecycle import Event
from shared.registration.transition import NO_CONSEQUENCE
from tests.support import lives, season, template
from tests.support.aws import ONE_AT_A_TIME, Aws
from tests.support.calls import watched
from tests.support.documents import give

ASSOCIATION: Final = template.functions()["mailer"]["REPLY_TO"]
LAON: Final = "c02@example.org"
LAST_DAY: Final = "2026-12-02"

Tell = Callable[[Aws, Traveller], str]


class Letter(NamedTuple):
    tell: Tell
    """Lives a life until the transition, and gives its reference."""
    kind: str
    subject: str
    says: tuple[str, ...]
    files: tuple[str, ...] = ()
    answers_go_to: str = ASSOCIATION


def registered(_aws: Aws, _clock: Traveller) -> str:
    return lives.register()


def then(tell: Tell, *steps: Callable[[str], object]) -> Tell:
    def told(aws: Aws, clock: Traveller) -> str:
        reference = tell(aws, clock)
        for step in steps:
            step(reference)
        return reference

    return told


def at(name: str, tell: Tell, *, task: str) -> Tell:
    """What happens by itself, at its moment."""

    def told(aws: Aws, clock: Traveller) -> str:
        reference = tell(aws, clock)
        moment: datetime = getattr(lives.registration(reference), name)
        clock.move_to(moment)
        aws.lifecycle({"task": task, "reference": reference})
        return reference

    return told


def late(reference: str) -> None:
    lives.pay(reference, received_on="2026-12-03")


def in_time(reference: str) -> None:
    lives.pay(reference, received_on=LAST_DAY)


def ask(reference: str) -> None:
    lives.ask_deferral(reference, "CHI")


def send_document(reference: str) -> None:
    with ONE_AT_A_TIME:
        give(str(lives.registration(reference).lines[0].deferral_id))


def decide(decision: str, **said: str) -> Callable[[str], object]:
    return lambda reference: lives.decide_deferral(
        str(lives.registration(reference).lines[0].deferral_id), decision, **said
    )


PREVALIDATED: Final = then(registered, lives.prevalidate)
EXPIRED: Final = at("hold_until", PREVALIDATED, task="expire")
VALIDATED: Final = then(PREVALIDATED, lives.pay)
ASKED: Final = then(VALIDATED, ask)

TO_PAY: Final = (
    "À régler : 50 € (1 épreuve × 50 €)",
    "jusqu’au mercredi 2 décembre 2026 inclus",
    "72 heures ouvrées à partir du vendredi 27 novembre 2026 à 9 h ; samedi 28, dimanche 29 exclus",
    "Par virement ou par chèque à l’ordre du centre",
)
EXAM: Final = "Chimie, mercredi 13 janvier 2027 à 9 h, durée 3 h"

LETTERS: Final = {
    Event.REGISTERED: Letter(registered, "registered", "demande reçue, en attente", (EXAM, "Ne payez rien", "50 €")),
    Event.PREVALIDATED: Letter(
        PREVALIDATED, "prevalidated", "50 € à régler au plus tard le 2 décembre", TO_PAY, ("date-limite.ics",), LAON
    ),
    Event.REMINDED: Letter(
        at("due_at", PREVALIDATED, task="remind"),
        "reminded",
        "rappel, 50 € à régler au plus tard le 2 décembre",
        (TO_PAY[0], "mercredi 2 décembre 2026", "n’a pas encore enregistré votre règlement"),
        ("date-limite.ics",),
        LAON,
    ),
    Event.REFUSED: Letter(
        then(registered, lambda one: lives.refuse(one, message="Il reste de la place à Lille !")),
        "refused",
        "choisissez un autre centre",
        ("Motif : plus de place", "Il reste de la place à Lille !", "jusqu’au vendredi 8 janvier 2027 inclus"),
    ),
    Event.UNANSWERED: Letter(
        at("due_at", registered, task="no_answer"), "refused", "demande refusée", ("sans réponse du centre",)
    ),
    Event.EXPIRED: Letter(
        EXPIRED,
        "expired",
        "délai de règlement dépassé",
        ("jusqu’au mercredi 2 décembre 2026 inclus", LAON, "jusqu’au vendredi 8 janvier 2027 inclus"),
    ),
    Event.WITHDRAWN: Letter(
        then(registered, lives.withdraw), "withdrawn", "demande retirée", ("jusqu’au mardi 15 décembre 2026 inclus",)
    ),
    Event.PAID: Letter(
        VALIDATED,
        "validated",
        "inscription validée",
        ("votre règlement de 50 € le vendredi 27 novembre 2026", EXAM, "1 rue des Écoles, 02000 Laon"),
        ("epreuve-CHI.ics",),
    ),
    Event.REVIVED: Letter(
        then(EXPIRED, in_time),
        "validated",
        "inscription validée",
        ("votre règlement de 50 € le mercredi 2 décembre 2026", EXAM),
        ("epreuve-CHI.ics",),
    ),
    Event.LATE_PAYMENT_RECORDED: Letter(
        then(EXPIRED, late),
        "late_payment",
        "règlement reçu, à régulariser",
        ("votre règlement de 50 € le jeudi 3 décembre 2026", "arrivé après le dernier jour", LAON),
    ),
    Event.DEFERRAL_REQUESTED: Letter(
        ASKED, "deferral_requested", "demande de report reçue", ("Chantier à l’étranger", "Chimie")
    ),
    Event.DOCUMENT_RECEIVED: Letter(
        then(ASKED, send_document),
        "document_received",
        "justificatif reçu",
        (EXAM, "Le justificatif joint à votre demande de report est bien arrivé"),
    ),
    Event.DEFERRAL_GRANTED: Letter(
        then(ASKED, decide("granted")),
        "deferral_granted",
        "report accordé à la session de juin 2027",
        ("Chimie, mercredi 16 juin 2027 à 9 h", "Vous n’avez rien à payer", "CU-2706-"),
    ),
    Event.DEFERRAL_REFUSED: Letter(
        then(ASKED, decide("refused", reason="L’attestation manque.")),
        "deferral_refused",
        "report refusé",
        ("L’attestation manque.", "janvier 2027 est maintenue"),
    ),
}


def last_mail(aws: Aws) -> EmailMessage:
    aws.follow()
    aws.deliver()
    return aws.sent()[-1]


def body(mail: EmailMessage, kind: str = "plain") -> str:
    """With ordinary spaces."""
    part: Any = mail.get_body((kind,))
    return spaced(part.get_content())


def spaced(text: str) -> str:
    return " ".join(text.replace("\xa0", " ").replace("\u202f", " ").split())


def test_every_transition_with_consequences_has_its_mail() -> None:
    # A resend has that of another transition: tests/mails/test_correcting.py.
    assert set(LETTERS) == set(Event) - NO_CONSEQUENCE - {Event.MAIL_RESENT}


@pytest.mark.parametrize("event", LETTERS)
def test_the_mail_of_a_transition(aws: Aws, clock: Traveller, event: Event) -> None:
    letter = LETTERS[event]
    reference = letter.tell(aws, clock)
    assert lives.events(reference)[-1] == event
    with watched() as made:
        mail = last_mail(aws)
    assert aws.sent_kinds()[-1] == letter.kind
    assert spaced(mail["Subject"]) == f"Certif-UP : {letter.subject} ({reference})"
    assert mail["To"] == "Alice Martin <alice@example.org>"
    assert mail["From"] == f"Certif-UP <{template.functions()['mailer']['SENDER']}>"
    assert mail["Reply-To"] == letter.answers_go_to
    assert [part.get_filename() for part in mail.iter_attachments()] == [*letter.files]
    assert [said for said in letter.says if said not in body(mail)] == []
    assert reference in body(mail, "html")
    sending = [one.params for one in made if one.operation == "SendRawEmail"][-1]
    assert sending["Destinations"] == ["alice@example.org"]
    assert sending["ConfigurationSetName"] == template.functions()["mailer"]["CONFIGURATION_SET"]
    version = str(lives.registration(reference).version)
    assert {tag["Name"]: tag["Value"] for tag in sending["Tags"]} == {
        "mail": letter.kind,
        "template": "1",
        "reference": reference,
        "version": version,
    }
    secrets = ("mot de passe", "sécurité sociale", "NIR", season.ALICE.nuc)
    assert [word for word in secrets if word in body(mail) or word in body(mail, "html")] == []


def test_a_mail_goes_to_the_address_of_today(aws: Aws) -> None:
    lives.register()
    season.store(season.ALICE.model_copy(update={"email": "alice.martin@example.net", "usual_name": "Roux"}))
    assert last_mail(aws)["To"] == "Alice Roux <alice.martin@example.net>"


@pytest.mark.parametrize(("seconds", "proposed"), [(-1, True), (0, False)])
def test_other_centres_are_proposed_until_the_decide_by_date(
    aws: Aws, clock: Traveller, seconds: int, proposed: bool
) -> None:
    season.store(season.centre("C59").model_copy(update={"department": "80"}))
    lives.refuse(lives.register())
    clock.move_to(season.SESSIONS[0].decide_by_at + timedelta(seconds=seconds))
    said = body(last_mail(aws))
    assert ("Centre de Lille" in said) is proposed
    assert ("choisir un autre centre, jusqu’au vendredi 8 janvier 2027 inclus" in said) is proposed


def test_a_request_withdrawn_after_the_closing_is_not_invited_to_be_sent_again(aws: Aws, clock: Traveller) -> None:
    reference = lives.register()
    clock.move_to(season.SESSIONS[0].closes_at)
    lives.withdraw(reference)
    assert "nouvelle demande" not in body(last_mail(aws))

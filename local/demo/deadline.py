"""A deadline that passes, and the money that had arrived before it."""

import time
from datetime import UTC, datetime
from typing import Any, Final

from local.demo.api import StoryError, expect
from local.demo.cast import Candidate, Stage
from local.demo.registration import tell_deadline, tell_history
from shared.mail.model import MailKind

TITLE: Final = "Un délai qui passe, un dossier qui renaît"
EXAM: Final = "GESTION"
PATIENCE_SECONDS: Final = 60


def play(stage: Stage) -> None:
    candidate, centre = stage.candidate(), stage.centre(0)
    stage.tell.step(f"Un candidat demande une épreuve au centre {centre.name}.")
    reference = stage.register(candidate, centre, [EXAM])["reference"]
    stage.tell.step("Le centre pré-valide ; le règlement n’est pas enregistré.")
    left = centre.seats_left(EXAM)
    registration = centre.api.post(f"/v1/registrations/{reference}/prevalidation", {})
    tell_deadline(stage, registration)
    stage.post.tell(MailKind.PREVALIDATED, reference)
    _be_reminded(stage, registration)
    _expire(stage, candidate, registration)
    expect(centre.seats_left(EXAM) == left, "La place n’a pas été remise à disposition.")
    stage.tell.step(
        "Le chèque était arrivé à temps : le centre l’enregistre à sa date de réception, le dossier renaît."
    )
    payment = {
        "amount_cents": registration["amount_cents"],
        "received_on": registration["last_day"],
        "method": "cheque",
    }
    paid = centre.api.post(f"/v1/registrations/{reference}/payment", payment)
    expect(paid["state"] == "validated", f"Le dossier est {paid['state']} au lieu d’être validé.")
    stage.post.tell(MailKind.VALIDATED, reference)
    stage.tell.step("Toute la vie du dossier.")
    events = tell_history(stage, candidate.api, reference)
    expect(events == ["registered", "prevalidated", "reminded", "expired", "revived"], f"L’histoire est {events}.")


def _be_reminded(stage: Stage, registration: Any) -> None:
    stage.tell.step("Aux deux tiers du délai, le candidat est relancé.")
    start, end = (datetime.fromisoformat(registration[name]) for name in ("prevalidated_at", "deadline_at"))
    stage.tell.wait_until(start + (end - start) * 2 / 3, "la relance")
    stage.post.tell(MailKind.REMINDED, registration["reference"])


def _expire(stage: Stage, candidate: Candidate, registration: Any) -> None:
    stage.tell.step("Le délai passe : le dossier expire de lui-même, la place est remise à disposition.")
    deadline_at = datetime.fromisoformat(registration["deadline_at"])
    stage.tell.wait_until(deadline_at, "l’échéance")
    reference = registration["reference"]
    while (state := candidate.api.get(f"/v1/registrations/{reference}", told=False)["state"]) == "prevalidated":
        if (datetime.now(UTC) - deadline_at).total_seconds() > PATIENCE_SECONDS:
            raise StoryError(f"Le dossier {reference} n’a pas expiré.")
        time.sleep(0.5)
    expect(state == "expired", f"Le dossier est {state} au lieu d’être expiré.")
    stage.post.tell(MailKind.EXPIRED, reference)

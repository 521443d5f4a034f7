"""A deferral (Mode opératoire B, « rappel des règles de report »): one exam of two, to the next session, once."""

from typing import Any

from local.demo import form
from local.demo.api import expect
from local.demo.cast import Candidate, Stage
from shared.french.words import session_name
from shared.mail.model import MailKind


def play(stage: Stage, candidate: Candidate, registration: Any) -> None:
    stage.tell.scene("Un report", "Une inscription validée peut être reportée une fois, à la session suivante.")
    reference, exam = registration["reference"], registration["exams"][-1]
    stage.tell.step(f"Pour raison médicale, le candidat demande le report de la seule épreuve {exam}.")
    path = f"/v1/registrations/{reference}/deferral"
    asked = candidate.api.post(path, {"exams": [exam], "ground": "medical"}, 201)
    stage.post.tell(MailKind.DEFERRAL_REQUESTED, reference)
    _send_certificate(stage, candidate, asked, reference)
    new = _grant(stage, asked["id"], reference)
    stage.tell.step("Le candidat a maintenant deux dossiers validés, et rien de plus à payer.")
    _tell_both(stage, candidate, reference, new, exam)
    stage.tell.step("Il demande un second report de la même épreuve.")
    again = {"exams": [exam], "ground": "medical"}
    stage.tell.say(candidate.api.refused(f"/v1/registrations/{new}/deferral", again, 409, "already-deferred"))


def _send_certificate(stage: Stage, candidate: Candidate, asked: Any, reference: str) -> None:
    stage.tell.step(
        "Il envoie son certificat, une image PNG : le formulaire est signé, le fichier examiné à l’arrivée."
    )
    upload = next(one for one in asked["uploads"] if one["content_type"] == "image/png")
    expect(form.send(upload["url"], upload["fields"], form.picture()) == 303, "Le certificat n’est pas arrivé.")
    confirmed = candidate.api.post(f"/v1/deferrals/{asked['id']}/documents/{upload['document']}/confirmation", {})
    expect(confirmed["state"] == "received", f"Le certificat est refusé : {confirmed['message']}")
    stage.post.tell(MailKind.DOCUMENT_RECEIVED, reference)


def _grant(stage: Stage, id: str, reference: str) -> str:
    stage.tell.step("L’UPPCTSC ouvre les reports à décider, et l’accorde.")
    association = stage.association()
    waiting = {one["id"] for one in association.pages("/v1/deferrals")}
    expect(id in waiting, f"Le report {id} n’est pas dans la liste.")
    decided = association.post(f"/v1/deferrals/{id}/decision", {"decision": "granted"})
    stage.post.tell(MailKind.DEFERRAL_GRANTED, reference)
    return str(decided["registration"])


def _tell_both(stage: Stage, candidate: Candidate, old: str, new: str, exam: str) -> None:
    kept, moved = (candidate.api.get(f"/v1/registrations/{reference}") for reference in (old, new))
    deferrals = {line["exam"]: line["deferral"] for line in kept["lines"]}
    expect(deferrals.pop(exam) == "granted", f"L’épreuve {exam} du dossier {old} n’est pas marquée comme reportée.")
    expect(set(deferrals.values()) == {None}, "Une autre épreuve que celle demandée a été touchée.")
    expect(
        (moved["state"], moved["amount_cents"]) == ("validated", 0), f"Le dossier {new} n’est pas validé sans frais."
    )
    stage.tell.items(
        [
            f"{old}, session de {session_name(kept['session'])} : {', '.join(deferrals)}",
            f"{new}, session de {session_name(moved['session'])} : {', '.join(moved['exams'])}, issu d’un report",
        ]
    )

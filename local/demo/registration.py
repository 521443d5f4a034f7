"""The procedure as it is written (Mode opératoire B, étapes 1 à 4): asked, refused, asked again, paid, confirmed."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any, Final
from uuid import uuid4

from local.demo.api import Api, expect
from local.demo.cast import DEPARTMENT, EXAMS, PARIS, Candidate, Centre, Stage, last_day, today
from local.demo.mails import centres_named
from shared.french.formats import clock, count, enumeration, long_date, short_date, until
from shared.mail.model import MailKind
from shared.money import euros

RARE_EXAM: Final = "STENO-100"
WITHOUT_IT: Final = "80"
REASON: Final = "Nos salles sont en travaux la semaine des épreuves. Nos excuses."
EVENTS: Final = {
    "registered": "demande envoyée",
    "prevalidated": "demande pré-validée",
    "paid": "règlement reçu, inscription validée",
    "expired": "délai de règlement dépassé",
    "reminded": "relance envoyée",
    "revived": "règlement reçu dans le délai, inscription validée",
}


def play(stage: Stage) -> tuple[Candidate, Any]:
    """The candidate, and the registration as it stands after the pre-validation; it is validated by then."""
    stage.tell.scene("Une demande, un refus, un autre centre", "Mode opératoire B, étapes 1 à 4.")
    candidate = _sign_in(stage)
    _look_at_exams(stage)
    _search(stage)
    refusing, accepting = stage.centre(0), stage.centre(1)
    refused = _register_twice(stage, candidate, refusing)
    _open_queue(stage, refusing, refused)
    _refuse(stage, refusing, refused, accepting)
    stage.tell.step(f"Étape 1 de nouveau : le candidat choisit le centre {accepting.name}.")
    asked = stage.register(candidate, accepting, list(EXAMS))
    prevalidated = _prevalidate(stage, accepting, asked["reference"])
    _pay(stage, accepting, prevalidated)
    stage.tell.step("Le candidat relit l’histoire de son dossier.")
    tell_history(stage, candidate.api, asked["reference"])
    return candidate, prevalidated


def _sign_in(stage: Stage) -> Candidate:
    stage.tell.step("Étape 1 : un candidat se connecte avec son NUC et son mot de passe.")
    candidate = stage.candidate()
    stage.public.signed_in(nuc=candidate.nuc, password=candidate.password)
    stage.tell.say(f"NUC {candidate.nuc}. Les trente NUC d’exemple sont dans {stage.cloud.access}.")
    return candidate


def _look_at_exams(stage: Stage) -> None:
    stage.tell.step("Il regarde la session et ses épreuves.")
    session = stage.session
    exams = stage.public.get(f"/v1/sessions/{session['code']}/exams")["items"]
    stage.tell.say(
        f"Session de {session['label']}, inscriptions jusqu’au {last_day(session['closes_at'])} inclus. "
        f"{count(len(exams), 'épreuve')} à {euros(session['fee_cents'])}, dont :"
    )
    shown = [one for one in exams if one["code"] in {*EXAMS, RARE_EXAM}]
    stage.tell.items(f"{one['label']} ({one['code']}), {_when(one)}" for one in shown)
    expect(len(shown) == len(EXAMS) + 1, f"Il manque une épreuve parmi {enumeration([*EXAMS, RARE_EXAM])}.")


def _search(stage: Stage) -> None:
    stage.tell.step("Il cherche la sténographie dans la Somme (80).")
    found = stage.public.get(stage.centres_path(WITHOUT_IT, RARE_EXAM))
    expect(found["items"] == [], "La Somme ne devait avoir aucun centre pour la sténographie.")
    elsewhere = [
        f"{one['name']} ({one['code']}) : {count(one['centres'], 'centre')}"
        for one in found["departments_with_a_centre"]
    ]
    expect(bool(elsewhere), "Aucun autre département n’est proposé.")
    stage.tell.say(f"Aucun centre dans ce département. D’autres en ont : {' ; '.join(elsewhere)}.")
    stage.tell.step(f"Il choisit {enumeration(EXAMS)}, dans l’Aisne (02).")
    centres = stage.public.get(stage.centres_path(DEPARTMENT, *EXAMS))["items"]
    stage.tell.items(f"{one['name']}, {one['address']} ; {_seats_left(one['seats'])}" for one in centres)


def _register_twice(stage: Stage, candidate: Candidate, centre: Centre) -> str:
    stage.tell.step(f"Il envoie sa demande au centre {centre.name}, d’un double clic.")
    body = {"session": stage.session["code"], "centre": centre.code, "exams": list(EXAMS)}
    key = f"demo-{uuid4()}"
    first, second = (candidate.api.posted("/v1/registrations", body, 201, key=key) for _ in range(2))
    expect(first.body == second.body, "Le double clic a reçu deux réponses différentes.")
    expect(second.headers.get("idempotent-replayed") == "true", "La seconde réponse n’est pas marquée comme répétée.")
    expect(first.body["state"] == "pending", f"Le dossier est {first.body['state']} au lieu d’être en attente.")
    stage.tell.say(
        f"Dossier n° {first.body['reference']}, en attente ; rien à payer pour l’instant. Le second clic portait la "
        "même clé d’idempotence : il a reçu la même réponse, et il n’y a qu’un dossier."
    )
    stage.post.tell(MailKind.REGISTERED, first.body["reference"])
    return str(first.body["reference"])


def _open_queue(stage: Stage, centre: Centre, reference: str) -> None:
    stage.tell.step(
        f"Étape 2 : le centre {centre.name} ouvre sa liste de demandes, avec sa clé d’API, et regarde ses places."
    )
    waiting = list(centre.api.pages(f"/v1/centre/registrations?session={stage.session['code']}&state=pending"))
    expect(reference in {one["reference"] for one in waiting}, f"Le dossier {reference} n’est pas dans la liste.")
    seats = centre.api.get(f"/v1/centre/seats?session={stage.session['code']}")["items"]
    file = centre.api.get(f"/v1/registrations/{reference}")
    person = file["candidate"]
    stage.tell.say(
        f"{count(len(waiting), 'demande')} à traiter, dont celle de {person['given_name']} {person['family_name']} "
        f"({person['email']}) ; {_seats_left([one for one in seats if one['exam'] in EXAMS])}."
    )


def _refuse(stage: Stage, centre: Centre, reference: str, other: Centre) -> None:
    stage.tell.step("Il refuse, avec un motif et un mot au candidat.")
    answer = centre.api.post(f"/v1/registrations/{reference}/refusal", {"reason": "other", "message": REASON})
    expect(answer["state"] == "refused", f"Le dossier est {answer['state']} au lieu d’être refusé.")
    mail = stage.post.tell(MailKind.REFUSED, reference)
    named = centres_named(mail)
    expect(any(other.name in line for line in named), f"Le courriel ne nomme pas {other.name}.")
    stage.tell.say(f"Il nomme les centres qui ont encore de la place : {' ; '.join(named)}.")


def _prevalidate(stage: Stage, centre: Centre, reference: str) -> Any:
    stage.tell.step(f"Étapes 2 et 3 : {centre.name} pré-valide. Les places sont prises, le délai commence.")
    before = [centre.seats_left(exam) for exam in EXAMS]
    answer = centre.api.post(f"/v1/registrations/{reference}/prevalidation", {})
    after = [centre.seats_left(exam) for exam in EXAMS]
    expect(after == [left - 1 for left in before], f"Places restantes : {before} avant, {after} après.")
    tell_deadline(stage, answer)
    mail = stage.post.tell(MailKind.PREVALIDATED, reference)
    expect(bool(mail.attachments), "Le courriel n’a pas l’échéance en pièce jointe (.ics).")
    return answer


def _pay(stage: Stage, centre: Centre, registration: Any) -> None:
    path, fee = f"/v1/registrations/{registration['reference']}/payment", registration["amount_cents"]
    payment = {"amount_cents": fee, "received_on": today().isoformat(), "method": "cheque"}
    stage.tell.step("Étape 4 : un chèque arrive au centre, qui se trompe d’abord de montant.")
    detail = centre.api.refused(path, payment | {"amount_cents": fee // 2}, 409, "unexpected-amount")
    stage.tell.say(detail)
    stage.tell.step("Il corrige : l’inscription est définitive. Elle ne sera ni annulée ni remboursée.")
    answer = centre.api.post(path, payment)
    expect(answer["state"] == "validated", f"Le dossier est {answer['state']} au lieu d’être validé.")
    stage.post.tell(MailKind.VALIDATED, registration["reference"])


def tell_deadline(stage: Stage, registration: Any) -> None:
    expect(registration["state"] == "prevalidated", f"Le dossier est {registration['state']}.")
    day = date.fromisoformat(registration["last_day"])
    stage.tell.say(
        f"{euros(registration['amount_cents'])} à régler {until(day, PARIS)} : {registration['explanation']}."
    )


def tell_history(stage: Stage, api: Api, reference: str) -> list[str]:
    """The events, in their order."""
    history = api.get(f"/v1/registrations/{reference}")["history"]
    moments = [datetime.fromisoformat(one["at"]).astimezone(PARIS) for one in history]
    stage.tell.items(
        f"{short_date(at.date())} {at:%H:%M:%S} {EVENTS.get(one['event'], one['event'])} ({one['by']})"
        for at, one in zip(moments, history, strict=True)
    )
    return [one["event"] for one in history]


def _when(exam: Any) -> str:
    return f"{long_date(date.fromisoformat(exam['date']))} à {clock(time.fromisoformat(exam['time']))}"


def _seats_left(seats: Sequence[Any]) -> str:
    return "places libres : " + ", ".join(f"{one['exam']} {one['left']}" for one in seats)

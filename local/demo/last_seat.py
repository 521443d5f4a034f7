"""One seat, two candidates; then a withdrawal, and the money that comes after it."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from local.demo.api import Answer, expect
from local.demo.cast import Centre, Stage, today
from shared.french.formats import count
from shared.mail.model import MailKind

EXAM: Final = "STENO-100"


def play(stage: Stage) -> None:
    stage.tell.scene(
        "La dernière place, un désistement, de l’argent tardif",
        "Une place se prend à la pré-validation, jamais avant, et jamais deux fois.",
    )
    centre = stage.centre(1)
    stage.tell.step(f"Deux candidats demandent la seule place de sténographie du centre {centre.name}.")
    _leave_one_seat(stage, centre)
    first, second = stage.candidate(), stage.candidate()
    asked = {stage.register(one, centre, [EXAM])["reference"]: one for one in (first, second)}
    holder, other = _prevalidate_both(stage, centre, list(asked))
    _refuse(stage, centre, other)
    stage.tell.step("Qui avait la place y renonce avant d’avoir payé : elle redevient libre.")
    asked[holder].api.post(f"/v1/registrations/{holder}/withdrawal", {})
    stage.post.tell(MailKind.WITHDRAWN, holder)
    expect(centre.seats_left(EXAM) == 1, "La place n’est pas redevenue libre.")
    _late_money(stage, centre, holder)


def _leave_one_seat(stage: Stage, centre: Centre) -> None:
    seats = centre.api.get("/v1/centre/seats", told=False)["items"]
    taken, left = next((one["taken"], one["left"]) for one in seats if one["exam"] == EXAM)
    if left != 1:
        centre.api.put(f"/v1/centre/seats/{EXAM}", {"capacity": taken + 1})
        stage.tell.say(f"Le centre fixe sa capacité à {count(taken + 1, 'place')} : il en reste une.")


def _prevalidate_both(stage: Stage, centre: Centre, references: list[str]) -> tuple[str, str]:
    """Who got the seat, and who did not."""
    stage.tell.step("Le centre pré-valide les deux demandes au même instant.")

    def prevalidate(reference: str) -> Answer:
        return centre.api.send("POST", f"/v1/registrations/{reference}/prevalidation", {}, {})

    with ThreadPoolExecutor(len(references)) as threads:
        answers = dict(zip(references, threads.map(prevalidate, references), strict=True))
    for reference, answer in answers.items():
        stage.tell.call("POST", f"/v1/registrations/{reference}/prevalidation", answer.status)
    statuses = sorted(answer.status for answer in answers.values())
    expect(statuses == [200, 409], f"Une seule des deux devait être pré-validée ; réponses : {statuses}.")
    holder, other = sorted(references, key=lambda reference: answers[reference].status)
    problem: Any = answers[other].body
    expect(problem["code"] == "no-seat-left", f"Le refus n’est pas « no-seat-left » mais « {problem['code']} ».")
    stage.tell.say(problem["detail"])
    stage.post.tell(MailKind.PREVALIDATED, holder)
    expect(centre.seats_left(EXAM) == 0, "Il devait ne plus rester de place.")
    return holder, other


def _refuse(stage: Stage, centre: Centre, reference: str) -> None:
    stage.tell.step("Il refuse l’autre : plus de place.")
    centre.api.post(f"/v1/registrations/{reference}/refusal", {"reason": "full"})
    stage.post.tell(MailKind.REFUSED, reference)


def _late_money(stage: Stage, centre: Centre, reference: str) -> None:
    stage.tell.step("Le chèque de la personne qui a renoncé arrive quand même : il n’est pas perdu de vue.")
    payment = {"amount_cents": stage.session["fee_cents"], "received_on": today().isoformat(), "method": "cheque"}
    answer = centre.api.post(f"/v1/registrations/{reference}/payment", payment)
    late = answer["late_payment"]
    expect(answer["state"] == "withdrawn" and late is not None, "Le règlement n’est pas noté comme paiement tardif.")
    stage.post.tell(MailKind.LATE_PAYMENT, reference)
    stage.tell.step("Le centre le trouve dans sa liste, rembourse et le note.")
    waiting = {one["id"] for one in centre.api.pages("/v1/centre/late-payments")}
    expect(late["id"] in waiting, f"Le paiement tardif {late['id']} n’est pas dans la liste.")
    centre.api.post(f"/v1/late-payments/{late['id']}/closure", {"outcome": "refunded", "note": "Chèque rendu."})
    waiting = {one["id"] for one in centre.api.pages("/v1/centre/late-payments", told=False)}
    expect(late["id"] not in waiting, "Le paiement tardif est encore à régulariser.")

"""What is left of a person once their data are erased: dossiers of « Personne effacée », with what the law keeps.

Everything not named here goes: a new attribute that somebody adds to a history's details is erased until it is listed.
"""

from typing import Final, NamedTuple

from boto3.dynamodb.conditions import Attr, ConditionBase

from shared import keys, table
from shared.deferral import Deferral
from shared.late_payment import LatePayment
from shared.models import Stored
from shared.registration.lifecycle import Event
from shared.registration.model import Actor, HistoryItem, Registration
from shared.role import Role
from shared.table import StaleError, Write

NAME: Final = {"given_name": "Personne", "family_name": "effacée"}
_NOBODY: Final = Actor(role=Role.CANDIDATE, id="", name=" ".join(NAME.values()))
_KEPT_DETAILS: Final = {
    "amount_cents", "exams", "from", "ground", "id", "method", "received_on", "registration", "session",
}  # fmt: skip
_REASON_FROM_A_LIST: Final = {Event.REFUSED, Event.UNANSWERED, Event.LATE_PAYMENT_RECORDED}
"""Where the reason is a code; in a deferral it is somebody's words."""


class Kept(NamedTuple):
    what: str
    why: str
    until: str


KEPT: Final = (
    Kept(
        "Pour chaque dossier : référence, session, centre, épreuves, montant, dates, état et règlement, "
        "au nom de « Personne effacée »",
        "Obligation légale : justification des règlements (Code de commerce, art. L123-22 ; RGPD, art. 17, 3, b)",
        "10 ans après la clôture de l’exercice",
    ),
    Kept(
        "Le NUC seul, avec la date de la demande",
        "Obligation légale : ne pas faire réapparaître les données par la reprise d’une sauvegarde "
        "(RGPD, art. 5, 2 et art. 17)",
        "35 jours",
    ),
    Kept(
        "Les sauvegardes de la base",
        "Sécurité du traitement (RGPD, art. 32) ; personne n’y lit, et une reprise efface de nouveau",
        "35 jours",
    ),
    Kept(
        "Les réponses gardées pour les actions répétées des centres et de l’UPPCTSC, où figurent les noms ; les liens "
        "envoyés par courriel et pas encore ouverts, et les ordres d’envoi",
        "Fonctionnement du service : ils disparaissent d’eux-mêmes",
        "24 heures pour les réponses, 1 heure pour les liens, 14 jours pour un envoi en échec ; "
        "2 jours de plus au plus avant leur disparition",
    ),
    Kept(
        "Qui, parmi le personnel, a consulté quel dossier et quand, sans le nom du candidat",
        "Sécurité du traitement (RGPD, art. 32 ; CNIL, délibération 2021-122)",
        "1 an",
    ),
    Kept(
        "L’empreinte d’une adresse électronique à laquelle nos messages n’arrivaient pas, sans le nom",
        "Sécurité du traitement (RGPD, art. 32) : ne pas y écrire de nouveau",
        "1 an",
    ),
    Kept(
        "Chez le centre et chez l’UPPCTSC, hors de ce service : courriels reçus, pièces comptables, fichiers exportés, "
        "listes d’émargement",
        "Chacun en répond : adressez-vous à eux",
        "Selon leurs propres obligations",
    ),
)
"""What an erasure leaves, and why. `docs/personal-data.md` says the same."""


def of_registration(one: Registration) -> list[Write]:
    """Last of a dossier: it leaves the list by which the person's dossiers are found."""
    erased = one.model_copy(update={**NAME, "nuc": "", "message": None, "entered_by": _actor(one.entered_by)})
    unmoved = Attr("version").eq(one.version)
    return _changed(keys.registration(one.reference), one, erased, unmoved, leaves=("candidate_pk", "candidate_sk"))


def of_history(one: HistoryItem) -> list[Write]:
    kept = _KEPT_DETAILS | ({"reason"} if one.event in _REASON_FROM_A_LIST else set())
    details = {name: value for name, value in one.details.items() if name in kept}
    erased = one.model_copy(update={"by": _actor(one.by), "details": details})
    return _changed(keys.history(one.reference, one.version), one, erased)


def of_deferral(one: Deferral) -> list[Write]:
    """After its documents are deleted: nothing is left of them to end later."""
    actor = _actor(one.decided_by) if one.decided_by else None
    gone = {"nuc": "", "reason": None, "decision_reason": None, "decided_by": actor, "documents": ()}
    return _changed(keys.deferral(one.id), one, one.model_copy(update={**NAME, **gone}), leaves=("work_pk", "work_at"))


def of_late_payment(one: LatePayment) -> list[Write]:
    return _changed(keys.late_payment(one.id), one, one.model_copy(update={**NAME, "note": None}))


def _actor(one: Actor) -> Actor:
    return _NOBODY if one.role is Role.CANDIDATE else one


def _changed(
    key: keys.Key, before: Stored, after: Stored, when: ConditionBase = table.PRESENT, leaves: tuple[str, ...] = ()
) -> list[Write]:
    """The attributes that differ; nothing where nothing does."""
    was, now_is = before.attributes(), after.attributes()
    differ = {name: value for name, value in now_is.items() if was.get(name) != value}
    gone = [*(was.keys() - now_is.keys()), *leaves]
    return [table.update(key, when, set=differ, remove=gone, refused=lambda _: StaleError())] if differ or gone else []

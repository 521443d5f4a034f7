"""Everything that is held about a candidate, for the candidate (RGPD, art. 15 et 20): JSON that explains itself."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, get_args

from pydantic import BaseModel, Field

from functions.rights import dossiers
from functions.rights.dossiers import Dossier
from shared import candidate, keys, table
from shared.candidate import Account, Candidate
from shared.french.typography import typeset
from shared.http.call import Call
from shared.http.identity import Identity
from shared.http.paging import PageQuery
from shared.nir import record
from shared.nir.record import NirRecord
from shared.problems.calls import UnauthenticatedError
from shared.registration.model import HistoryItem
from shared.registration.view import View, called


class ExportedPerson(View):
    nuc: str = Field(description="Votre numéro unique de candidat")
    given_name: str | None = Field(description="Votre prénom")
    birth_name: str | None = Field(description="Votre nom de naissance")
    usual_name: str | None = Field(description="Votre nom d’usage")
    born_on: date | None = Field(description="Votre date de naissance")
    email: str = Field(description="L’adresse électronique à laquelle nous vous écrivons")
    phone: str | None = Field(description="Votre téléphone")
    address_line1: str | None = Field(description="Votre adresse")
    address_line2: str | None = Field(description="Le complément de votre adresse")
    postcode: str | None = Field(description="Votre code postal")
    town: str | None = Field(description="Votre commune")
    country: str | None = Field(description="Votre pays")
    last_session: str | None = Field(description="Votre dernière session, si vous étiez inscrit avant ce service")
    nir: str | None = Field(description="Votre numéro de sécurité sociale, masqué ; il est conservé chiffré")
    nir_given_at: datetime | None = Field(description="Quand vous l’avez donné, ou dit que vous n’en avez pas")


class ExportedDraft(View):
    session: str = Field(description="La session de la demande commencée")
    exams: list[str] = Field(description="Les épreuves choisies")
    department: str = Field(description="Le département, tel que vous l’avez saisi")
    centre: str = Field(description="Le centre choisi")
    after: str = Field(default="", description="Le dossier refusé, ou dont le délai est passé, qu’elle remplace")


class ExportedEvent(View):
    at: datetime = Field(description="Quand")
    event: str = Field(description="Ce qui s’est passé")
    state: str = Field(description="L’état du dossier ensuite")
    by: str = Field(description="Qui a agi : vous, le centre, l’UPPCTSC ou le service")
    details: dict[str, Any] = Field(description="Les précisions données à cette occasion")
    mail_sent_at: datetime | None = Field(description="Quand le courriel qui l’annonce vous a été envoyé")


class ExportedExam(View):
    exam: str = Field(description="Le code de l’épreuve")
    on: date = Field(description="La date de l’épreuve")
    at: str = Field(description="L’heure de l’épreuve, au centre")
    deferral: str | None = Field(description="Le report demandé pour cette épreuve : demandé, refusé ou accordé")


class ExportedPayment(View):
    amount_cents: int = Field(description="Le montant reçu, en centimes d’euro")
    received_on: date = Field(description="Le jour où le centre l’a reçu")
    method: str = Field(description="Le moyen de paiement")


class ExportedDocument(View):
    number: int = Field(description="Le rang du justificatif dans la demande")
    state: str = Field(description="Ce qu’il en est : attendu, reçu, refusé, jamais envoyé ou supprimé")
    kind: str | None = Field(description="Son format")
    size_bytes: int | None = Field(description="Sa taille, en octets")
    fault: str | None = Field(description="Pourquoi il n’a pas été accepté")
    settled_at: datetime | None = Field(description="Quand il a été reçu, refusé ou supprimé")


class ExportedDeferral(View):
    id: str = Field(description="L’identifiant de la demande de report")
    exams: list[str] = Field(description="Les épreuves à reporter")
    ground: str = Field(description="Le motif : médical ou employeur")
    reason: str | None = Field(description="Le motif de l’entreprise, tel que vous l’avez écrit")
    state: str = Field(description="Où en est la demande")
    requested_at: datetime = Field(description="Quand vous l’avez faite")
    decided_at: datetime | None = Field(description="Quand elle a été décidée")
    decision_reason: str | None = Field(description="La raison donnée à la décision")
    registration: str | None = Field(description="Le dossier créé à la session suivante")
    documents: list[ExportedDocument] = Field(description="Les justificatifs envoyés ; leur contenu n’est pas repris")


class ExportedLatePayment(ExportedPayment):
    id: str = Field(description="L’identifiant du paiement tardif")
    reason: str = Field(description="Pourquoi ce paiement n’a pas pu valider l’inscription")
    recorded_at: datetime = Field(description="Quand il a été enregistré")
    outcome: str | None = Field(description="Ce qui en a été fait : remboursé ou place trouvée")
    note: str | None = Field(description="La note écrite à cette occasion")
    closed_at: datetime | None = Field(description="Quand il a été régularisé")


class ExportedRegistration(View):
    reference: str = Field(description="La référence du dossier")
    state: str = Field(description="L’état du dossier")
    session: str = Field(description="La session : année et mois")
    centre: str = Field(description="Le code du centre")
    given_name: str = Field(description="Votre prénom, tel qu’il a été envoyé au centre")
    family_name: str = Field(description="Votre nom, tel qu’il a été envoyé au centre")
    exams: list[ExportedExam] = Field(description="Les épreuves du dossier")
    amount_cents: int = Field(description="Le montant dû, en centimes d’euro")
    created_at: datetime = Field(description="Quand vous avez envoyé la demande")
    prevalidated_at: datetime | None = Field(description="Quand le centre l’a pré-validée")
    deadline_at: datetime | None = Field(description="Le premier instant où un règlement arrive en retard")
    payment: ExportedPayment | None = Field(description="Le règlement reçu")
    refusal: str | None = Field(description="La raison du refus")
    message: str | None = Field(description="Le message du centre")
    carried_over_from: str | None = Field(description="Le dossier d’une session précédente dont celui-ci est le report")
    history: list[ExportedEvent] = Field(description="Tout ce qui est arrivé au dossier, avec les courriels envoyés")
    deferrals: list[ExportedDeferral] = Field(description="Les reports demandés")
    late_payments: list[ExportedLatePayment] = Field(description="Les paiements arrivés trop tard")


class ExportView(View):
    exported_at: datetime = Field(description="Quand ce document a été établi")
    person: ExportedPerson = Field(description="Votre identité et vos coordonnées")
    draft: ExportedDraft | None = Field(description="La demande commencée et pas encore envoyée, s’il y en a une")
    registrations: list[ExportedRegistration] = Field(description="Vos dossiers, les plus anciens d’abord")
    next: str | None = Field(description="S’il y a d’autres dossiers : la valeur à donner dans cursor")
    fields: dict[str, str] = Field(description="Ce que veut dire chaque champ de ce document")


def load(call: Call, query: PageQuery) -> ExportView:
    """At most `query.limit` registrations, each with one query of its partition.

    Raises:
        UnauthenticatedError: nobody has this NUC any more.
    """
    nuc = call.identity.id
    person, number, draft = table.read(keys.candidate(nuc), keys.nir(nuc), keys.draft(nuc))
    if person is None:
        raise UnauthenticatedError
    page = table.query(
        table.key_is("candidate_pk", nuc),
        index=keys.CANDIDATE_INDEX,
        limit=query.limit,
        after=query.cursor,
    )
    return ExportView(
        exported_at=call.now,
        person=_person(candidate.account(person), record.of(number)),
        draft=ExportedDraft.model_validate(draft) if draft else None,
        registrations=[_registration(dossiers.load(one["reference"]), call.identity) for one in page.items],
        next=page.next,
        fields=explained(ExportView),
    )


def explained(model: type[BaseModel]) -> dict[str, str]:
    """The descriptions of the fields of a model and of the models in it, as `Model.field`."""
    found = {f"{model.__name__}.{name}": typeset(field.description or "") for name, field in model.model_fields.items()}
    for field in model.model_fields.values():
        for inner in _models_in(field.annotation):
            found |= explained(inner)
    return found


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)


def _person(one: Account, number: NirRecord | None) -> ExportedPerson:
    known = dict(one) if isinstance(one, Candidate) else {**dict.fromkeys(Candidate.model_fields), **dict(one)}
    return ExportedPerson.model_validate(
        {
            **known,
            "nir": number.masked if number else None,
            "nir_given_at": number.given_at if number else None,
        }
    )


def _registration(dossier: Dossier, reader: Identity) -> ExportedRegistration:
    one = dossier.registration
    return ExportedRegistration.model_validate(
        {
            **one.model_dump(),
            "exams": [{**line.model_dump(), "at": f"{line.at:%H:%M}"} for line in one.lines],
            "history": [_event(event, reader) for event in dossier.history],
            "deferrals": [each.model_dump() for each in dossier.deferrals],
            "late_payments": [each.model_dump() for each in dossier.late_payments],
        }
    )


def _event(one: HistoryItem, reader: Identity) -> ExportedEvent:
    return ExportedEvent(
        at=one.at,
        event=one.event,
        state=one.state,
        by=called(one.by, reader),
        details=one.details,
        mail_sent_at=one.mail_sent_at,
    )

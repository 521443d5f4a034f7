"""The audit trail as the association reads it, and the signing of the days that are over."""

import base64
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, Final

import boto3
from boto3.dynamodb.conditions import Key
from pydantic import Field

from shared import audit, aws, keys, table
from shared.audit import Entry, SignedDigest
from shared.http.call import Call
from shared.http.operation import Answer, operation
from shared.http.paging import PageQuery
from shared.models import Day
from shared.registration.view import View
from shared.role import Role
from shared.settings import setting
from shared.table import StaleError

OPENING_ENDS_WITHIN: Final = timedelta(hours=1)
"""A day is signed only when no opening that began in it can still be under way."""
LOOKED_BACK: Final = 31
"""Days without a digest that are signed afterwards; at the very beginning, that many days without entries."""


class AuditQuery(PageQuery):
    day: Day = Field(description="Le jour, en temps universel : 2026-11-27")


class AuditEntryView(View):
    at: datetime = Field(description="Quand le dossier a été ouvert, ou la recherche faite")
    reader: str = Field(description="Qui l’a ouvert : le nom de la personne ou l’intitulé de la clé")
    reader_id: str = Field(description="L’adresse de la personne ou l’identifiant de la clé")
    role: Role = Field(description="À quel titre : centre ou UPPCTSC")
    reference: str = Field(
        description="La référence du dossier ouvert ; pour un fichier, session et centre ; vide pour une recherche"
    )
    found: int | None = Field(description="Pour une recherche, le nombre de résultats ; le texte n’est pas gardé")
    document: str | None = Field(description="Le justificatif ouvert, s’il s’agit de lui et non du dossier")
    correlation_id: str = Field(description="L’identifiant de l’appel, qui se retrouve dans les journaux")
    number: int = Field(description="Le rang de l’entrée parmi celles de ce lecteur, ce jour-là")
    previous: str = Field(description="L’empreinte de l’entrée précédente du même lecteur ; vide à la première")
    hash: str = Field(description="L’empreinte de l’entrée (SHA-256)")


class AuditDigestView(View):
    chains: int = Field(description="Le nombre de personnes et de clés qui ont ouvert un dossier ce jour-là")
    entries: int = Field(description="Le nombre d’ouvertures")
    root: str = Field(description="L’empreinte de toutes les fins de suite d’entrées")
    faults: int = Field(description="Le nombre d’anomalies trouvées avant de signer ; 0 si rien n’a été changé")
    previous: str = Field(description="L’empreinte du résumé de la veille")
    signature: str = Field(description="La signature du résumé (ECDSA P-256, SHA-256), en base 64")
    signed_at: datetime = Field(description="Quand le résumé a été signé")


class AuditList(View):
    items: list[AuditEntryView]
    next: str | None
    digest: AuditDigestView | None = Field(description="Le résumé signé du jour, une fois le jour fini")


@cache
def kms() -> Any:
    return boto3.client("kms", config=aws.limits())


@operation(
    "GET",
    "/v1/audit",
    summary="Qui a ouvert quels dossiers, un jour donné",
    roles=frozenset({Role.ASSOCIATION}),
    query=AuditQuery,
    status=200,
    answer=AuditList,
)
def list_openings(call: Call, query: AuditQuery) -> Answer:
    """Reader by reader, each in the order of time."""
    entries = Key("pk").eq(keys.audit_partition(query.day)) & Key("sk").begins_with(keys.AUDIT_ENTRIES)
    page = table.query(entries, limit=query.limit, after=query.cursor)
    (signed,) = table.read(keys.audit_digest(query.day))
    return Answer(
        200,
        AuditList(
            items=[_shown(Entry.model_validate(one)) for one in page.items],
            next=page.next,
            digest=AuditDigestView(**dict(SignedDigest.model_validate(signed))) if signed else None,
        ),
    )


def sign_days(now: datetime) -> None:
    """Every day that is over and has no digest yet, oldest first; a day that fails holds up those after it."""
    last_day = (now - OPENING_ENDS_WITHIN).astimezone(UTC).date() - timedelta(days=1)
    days = [last_day - timedelta(days=back) for back in reversed(range(LOOKED_BACK))]
    found = table.read(*map(keys.audit_digest, days))
    signed = [position for position, one in enumerate(found) if one]
    begin = signed[-1] + 1 if signed else 0
    previous = SignedDigest.model_validate(found[begin - 1]) if signed else None
    for day in days[begin:]:
        previous = _sign(day, previous, now)


def _sign(day: date, previous: SignedDigest | None, now: datetime) -> SignedDigest:
    digest = audit.digest(audit.load(day), previous)
    answer = kms().sign(
        KeyId=setting("AUDIT_KEY_ID"), Message=digest.text(), MessageType="RAW", SigningAlgorithm="ECDSA_SHA_256"
    )
    signature = base64.b64encode(answer["Signature"]).decode()
    signed = SignedDigest(**dict(digest), signature=signature, signed_at=now)
    item = {**keys.audit_digest(day), "kind": "audit digest", **signed.attributes()}
    with suppress(StaleError):  # signed by another run: the same digest
        table.write(table.put(item, refused=lambda _: StaleError()))
    return signed


def _shown(entry: Entry) -> AuditEntryView:
    fields = entry.model_dump(include=AuditEntryView.model_fields.keys() & Entry.model_fields.keys())
    return AuditEntryView(**fields, reader=entry.by.name, reader_id=entry.by.id, role=entry.by.role)

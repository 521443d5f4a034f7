"""A person of whom the table holds everything that it can hold, and a search of all of it."""

import json
from datetime import UTC, datetime
from typing import Any, Final

import boto3

from shared import attributes, candidate, table
from shared.nir import record
from shared.nir.record import NirRecord, Sealed
from tests.support import season
from tests.support.api import ALICE, ASSOCIATION, LAON, call
from tests.support.season import NOW
from tests.support.steps import defer, done, expire, pay, prevalidate, refuse, register

MAC: Final = "a-keyed-hash"
MASKED: Final = "2 98 •• •• ••• ••• 50"
PERSONAL: Final = (
    "Alice",
    "Martin",
    "martinalice",
    "alice@example.org",
    "33612345678",
    "1998-03-27",
    MASKED,
    MAC,
    "sealed-number",
)
"""Whatever of hers could be recognised; her NUC stands apart."""
FREE_TEXTS: Final = ("Mme M. est connue ici", "Inventaire chez son employeur", "Attestation illisible", "Chèque rendu")
AFTER_THE_EXAMS: Final = datetime(2027, 1, 20, 8, tzinfo=UTC)


def known_again() -> None:
    """The pointers that go with the season's candidates, and a social security number for Alice."""
    for one in (season.ALICE, season.BOB):
        for item in candidate.pointers(one):
            table.write(table.put_anyway(item))
    sealed = Sealed(wrapped_key="sealed-number", nonce="sealed-number", ciphertext="sealed-number")
    number = NirRecord(
        nuc=season.ALICE.nuc, version=1, given_at=NOW, masked=MASKED, sealed=sealed, mac=MAC, provisional=True
    )
    table.commit(*record.replacing(None, number, {MAC: None}))


def live_of_alice() -> dict[str, str]:
    """One registration in every state that can be left behind, by state; her exams are still to come."""
    known_again()
    refused = register("TEC")
    done(refuse(refused, "other", FREE_TEXTS[0]))
    withdrawn = register("PHY")
    done(
        call(f"POST /v1/registrations/{withdrawn}/withdrawal", {}, by=ALICE, headers={"Idempotency-Key": "withdraw-1"})
    )
    expired = in_state_prevalidated("BIO")
    expire(expired)
    late = done(pay(withdrawn))
    closure = {"outcome": "refunded", "note": FREE_TEXTS[3]}
    done(call(f"POST /v1/late-payments/{late.body['late_payment']['id']}/closure", closure, by=LAON))
    validated = in_state_validated("CHI")
    asked = done(defer(validated, "CHI", ground="employer", reason=FREE_TEXTS[1]))
    decision = {"decision": "refused", "reason": FREE_TEXTS[2]}
    done(call(f"POST /v1/deferrals/{asked.body['id']}/decision", decision, by=ASSOCIATION))
    return {"refused": refused, "withdrawn": withdrawn, "expired": expired, "validated": validated}


def in_state_prevalidated(*exams: str) -> str:
    reference = register(*exams)
    done(prevalidate(reference))
    return reference


def in_state_validated(*exams: str) -> str:
    reference = in_state_prevalidated(*exams)
    done(pay(reference))
    return reference


def everything() -> list[dict[str, Any]]:
    """Every item of the table."""
    pages = boto3.client("dynamodb").get_paginator("scan").paginate(TableName=table.name())
    return [attributes.deserialised(one) for page in pages for one in page["Items"]]


def where(*texts: str) -> set[str]:
    """The items in which one of the texts stands, by their kinds."""
    return {one["kind"] for one in everything() if any(text in json.dumps(one, ensure_ascii=False) for text in texts)}

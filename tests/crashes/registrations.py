"""Stories of a registration through the API: requests, decisions, money, deferrals and their documents."""

from typing import Any, Final

import boto3

from shared.registration.lifecycle import State
from tests.crashes.acts import (
    asks,
    both,
    deferral_asked,
    document_given,
    later,
    registered,
    then,
)
from tests.crashes.telling import Act, Story, Told
from tests.crashes.world import World
from tests.payment.bank_files import HEAD, line
from tests.support import season
from tests.support.api import ALICE, ASSOCIATION, BOB, LAON
from tests.support.documents import BUCKET, pdf, send, tend
from tests.support.steps import done, in_state, pay, register

PREVALIDATES: Final = asks("POST /v1/registrations/{reference}/prevalidation", {}, by=LAON)
REFUSES: Final = asks("POST /v1/registrations/{reference}/refusal", {"reason": "full"}, by=LAON)
WITHDRAWS: Final = asks("POST /v1/registrations/{reference}/withdrawal", {}, by=ALICE)
DEFERRAL: Final = {"exams": ["CHI"], "ground": "employer", "reason": "Chantier"}
ASKS_DEFERRAL: Final = asks("POST /v1/registrations/{reference}/deferral", DEFERRAL, by=ALICE)
CONFIRMS: Final = asks("POST /v1/deferrals/{id}/documents/1/confirmation", {}, by=ALICE)
GRANTS: Final = asks("POST /v1/deferrals/{id}/decision", {"decision": "granted"}, by=ASSOCIATION)
CANCELS: Final = asks("POST /v1/deferrals/{id}/cancellation", {}, by=ALICE)
CLOSES: Final = asks("POST /v1/late-payments/{late}/closure", {"outcome": "refunded"}, by=LAON)
LINES: Final = {
    "decisions": [
        {"reference": "{reference}", "action": "prevalidation"},
        {"reference": "{other}", "action": "refusal", "reason": "full"},
        {"reference": "{reference}", "action": "prevalidation"},
    ]
}
MONEY: Final = {"amount_cents": 5000, "received_on": "2026-11-27", "method": "cheque"}
PAYS: Final = asks("POST /v1/registrations/{reference}/payment", MONEY, by=LAON)
DECIDES_TWO: Final = asks("POST /v1/centre/decisions", LINES, by=LAON)


def two_pending(_world: World) -> Told:
    return {"reference": register("CHI"), "other": register("BIO", by=BOB)}


def money_too_late(_world: World) -> Told:
    reference = in_state(State.WITHDRAWN)
    return {"reference": reference, "late": done(pay(reference)).body["late_payment"]["id"]}


def three_transfers(_world: World) -> Told:
    """Of three kinds, and one of them twice: it is looked at again when its turn has come."""
    exact, late = in_state(State.PREVALIDATED, "CHI"), in_state(State.WITHDRAWN, "BIO")
    lines = [line(exact), line(late), line(in_state(State.EXPIRED, "TEC")), line(late, "20,00")]
    return {"lines": "\r\n".join([HEAD, *lines])}


def sent(content: bytes) -> Act:
    """As the form does it."""
    return lambda _world, told: send(told["id"], content)


def scanned(_world: World, told: Told) -> None:
    """The malware scan has found nothing."""
    client: Any = boto3.client("s3")
    for one in client.list_objects_v2(Bucket=BUCKET, Prefix=f"documents/{told['id']}/")["Contents"]:
        tags = {"TagSet": [{"Key": "GuardDutyMalwareScanStatus", "Value": "NO_THREATS_FOUND"}]}
        client.put_object_tagging(Bucket=BUCKET, Key=one["Key"], Tagging=tags)


def tends(_world: World, _told: Told) -> None:
    tend()


def tends_well(_world: World, _told: Told) -> None:
    assert tend()["failed"] == 0


AN_HOUR_LATER: Final = both(later(hours=1), tends_well)


STORIES: Final = {
    "a request is sent": Story(
        asks("POST /v1/registrations", {"session": season.THIS, "centre": "C02", "exams": ["CHI", "BIO"]}, by=ALICE)
    ),
    "a request is withdrawn": Story(WITHDRAWS, registered(State.PREVALIDATED)),
    "a request is pre-validated": Story(PREVALIDATES, registered(State.PENDING)),
    "a request is refused": Story(REFUSES, registered(State.PENDING)),
    "two requests are decided at once": Story(DECIDES_TWO, two_pending),
    "money in time": Story(PAYS, registered(State.PREVALIDATED)),
    "money that revives": Story(PAYS, registered(State.EXPIRED)),
    "money too late": Story(PAYS, registered(State.WITHDRAWN)),
    "late money is given back": Story(CLOSES, money_too_late),
    "a bank's file": Story(
        asks("POST /v1/centre/payments", by=LAON, query="dry_run=false", raw="{lines}"), three_transfers
    ),
    "a deferral is asked for": Story(ASKS_DEFERRAL, registered(State.VALIDATED)),
    "a deferral is asked for again": Story(
        asks("POST /v1/registrations/{reference}/deferral", DEFERRAL | {"ground": "medical"}, by=ALICE), deferral_asked
    ),
    "a deferral is cancelled": Story(CANCELS, document_given, after=both(later(hours=2), tends_well)),
    "a deferral is granted": Story(GRANTS, document_given),
    "a deferral is refused": Story(
        asks("POST /v1/deferrals/{id}/decision", {"decision": "refused", "reason": "Illisible"}, by=ASSOCIATION),
        document_given,
    ),
    "a further document": Story(asks("POST /v1/deferrals/{id}/documents", {}, by=ALICE), deferral_asked),
    "a document is confirmed": Story(CONFIRMS, then(deferral_asked, sent(pdf()))),
    "a document is not what it should be": Story(CONFIRMS, then(deferral_asked, sent(b"%PDF-1.7 no page"))),
    "nobody confirms a document": Story(
        tends,
        then(deferral_asked, sent(pdf()), later(hours=30)),
        again=AN_HOUR_LATER,
        timeless=True,
    ),
    "no document is sent": Story(tends, then(deferral_asked, later(hours=30)), again=AN_HOUR_LATER, timeless=True),
    "a form of a deferral that is over": Story(
        tends,
        then(deferral_asked, CANCELS, later(hours=30)),
        again=AN_HOUR_LATER,
        timeless=True,
    ),
    "documents whose time is over": Story(
        tends,
        then(document_given, CANCELS, later(hours=2)),
        again=AN_HOUR_LATER,
        timeless=True,
    ),
    "a document is opened": Story(
        asks("GET /v1/deferrals/{id}/documents/1", by=ASSOCIATION), then(document_given, scanned)
    ),
}

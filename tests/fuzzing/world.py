"""A season in which everything can be hit: dossiers in every state, papers, links, keys; the same before each call."""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

import pytest
import time_machine
from moto.cognitoidp.exceptions import NotAuthorizedError
from moto.cognitoidp.models import cognitoidp_backends

from shared import links, person, table
from shared.links import Link, Purpose
from shared.person import Person
from shared.registration.lifecycle import State
from shared.role import Role
from tests.account.conftest import PASSWORD, Pool, cognito, user_pool
from tests.account.test_second_factor import CAMILLE
from tests.mails.telling import bounce
from tests.nir.conftest import nir_keys
from tests.set_up.sending import BREST, CENTRES, CHEMISTRY, DATES, EXAMS, NEW
from tests.support import season, template
from tests.support.api import ALICE, ASSOCIATION, BOB, CHLOE, LAON, LILLE, call, operations
from tests.support.aws import Aws
from tests.support.cloud import cloud
from tests.support.documents import give, made_bucket, pdf, send
from tests.support.snapshot import Snapshot
from tests.support.steps import defer, done, in_state, pay, register

Known = dict[str, list[Any]]
"""Values that mean something, by the names of the fields and parameters that take them."""

WORDS: Final[Known] = {
    "document": ["1", "2"],
    "version": ["1", "2"],
    "nuc": [ALICE["id"], BOB["id"], CHLOE["id"]],
    "department": ["02", "Aisne", "59000"],
    "day": ["2026-11-27"],
    "q": ["martin", "CU-2701", "alice@example.org", ALICE["id"]],
    "born_on": ["1998-03-27", "27/03/1998"],
    "birth_name": ["Martin"],
    "name": ["Camille Petit"],
    "postcode": ["02000", "97200"],
    "phone": ["06 39 98 00 01"],
    "nir": ["298030200212350", "197015900100188"],
    "amount_cents": [5000],
    "received_on": ["2026-11-27", "2026-11-20"],
    "modified_since": ["2026-11-27T00:00:00Z"],
    "If-Match": ['"1"', '"2"', "*"],
}
ADDRESS: Final = "zoe@example.org"


@dataclass
class World:
    known: Known
    cursors: Known
    pool: str
    deferral: str
    """Alice's, whose document is sent and not yet confirmed."""
    table: Snapshot = field(init=False)
    people: Any = field(init=False)

    def __post_init__(self) -> None:
        self.table = Snapshot.taken()
        self.people = deepcopy(_moto_pool(self.pool))

    def restore(self, written: set[str]) -> None:
        """What those services hold is again what it was."""
        if "dynamodb" in written:
            self.table.restore()
        if "cognito-idp" in written:
            vars(_moto_pool(self.pool)).update(vars(deepcopy(self.people)))
        if "s3" in written:
            send(self.deferral, pdf())


class _Tokens(dict[str, Any]):
    """Moto alone fails where Cognito refuses a refresh token that it never gave."""

    def __missing__(self, token: str) -> Any:
        raise NotAuthorizedError("Invalid Refresh Token")


def _moto_pool(id: str) -> Any:
    return cognitoidp_backends[template.ACCOUNT][template.REGION].user_pools[id]


@contextmanager
def world() -> Iterator[World]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_DEFAULT_REGION", template.REGION)
        patch.setenv("MOTO_COGNITO_IDP_USER_POOL_ENABLE_TOTP", "true")
        with time_machine.travel(season.NOW, tick=False), cloud(), user_pool() as pool, nir_keys():
            yield _made(pool, patch)


def _made(pool: Pool, patch: pytest.MonkeyPatch) -> World:
    season.load()
    made_bucket()
    aws = Aws.made()
    functions = template.functions()
    patch.setitem(functions["rights"], "USER_POOL_ID", pool.id)
    patch.setitem(functions["documents"], "MALWARE_SCAN", "off")
    for function in ("account", "mails"):
        patch.setitem(functions[function], "MAIL_QUEUE_URL", aws.queue_url)
    for role in (Role.CENTRE, Role.ASSOCIATION):
        cognito().create_group(GroupName=role, UserPoolId=pool.id)
    for one in (ALICE, BOB, CHLOE, LAON, LILLE, ASSOCIATION):
        pool.person(one["id"])
    _moto_pool(pool.id).refresh_tokens = _Tokens()
    known = _staff(pool) | _registrations(aws) | _secrets() | _season() | WORDS
    return World(known, _cursors(), pool.id, known["id"][0])


def _staff(pool: Pool) -> Known:
    """Those who call, one who is just signing in, and one who never did."""
    pool.person(CAMILLE.email)
    cognito().admin_add_user_to_group(UserPoolId=pool.id, Username=CAMILLE.email, GroupName=Role.CENTRE)
    table.write(table.put(person.item(CAMILLE)))
    for one in (LAON, LILLE, ASSOCIATION):
        known = Person(email=one["id"], name=one["name"], role=Role(one["role"]), centre=one["centre"] or None)
        table.write(table.put_anyway(person.item(known)))
    colleague = {"email": "nouvelle@example.org", "name": "Noé", "role": "centre", "centre": "C02"}
    done(call("POST /v1/people", colleague, by=ASSOCIATION))
    return {"email": [colleague["email"], season.ALICE.email, season.BOB.email, CAMILLE.email, ADDRESS]}


def _registrations(aws: Aws) -> Known:
    withdrawn = in_state(State.WITHDRAWN)
    late = done(pay(withdrawn)).body["late_payment"]["id"]
    alices = [withdrawn, in_state(State.REFUSED), in_state(State.EXPIRED), in_state(State.VALIDATED)]
    alices += [in_state(State.PREVALIDATED, "BIO"), in_state(State.PENDING, "TEC")]
    bobs = [in_state(State.VALIDATED, by=BOB), in_state(State.PENDING, "BIO", by=BOB)]
    hers, his = (done(defer(one, "CHI", by=by)).body["id"] for one, by in ((alices[3], ALICE), (bobs[0], BOB)))
    send(hers, pdf())
    done(give(his, by=BOB))
    done(call("PUT /v1/me/nir", {"none": True}, by=BOB))
    register("CHI", by=CHLOE, centre="C59")
    aws.follow()
    aws.deliver()
    aws.mails(bounce(alices[5]))
    key = done(call("POST /v1/centre/keys", {"label": "Tableur", "scopes": ["registrations:read"]}, by=LAON)).body["id"]
    return {"reference": [*alices, *bobs], "id": [hers, his, late, key]}


def _secrets() -> Known:
    """One link of each kind, a sign-in that waits for its code, and one that can be refreshed."""
    drawn = [
        _link(purpose=Purpose.PASSWORD, user_name=ALICE["id"]),
        _link(purpose=Purpose.FIRST_TIME, email=ADDRESS),
        _link(purpose=Purpose.ADDRESS, user_name=ALICE["id"], email="autre@example.org"),
    ]
    signed_in = done(call("POST /v1/tokens", {"nuc": ALICE["id"], "password": PASSWORD})).body
    waiting = done(call("POST /v1/tokens", {"email": CAMILLE.email, "password": PASSWORD})).body
    return {
        "token": drawn,
        "refresh_token": [signed_in["refresh_token"]],
        "password": [PASSWORD, PASSWORD + "-2", "motdepasse12"],
        "session": [season.THIS, season.NEXT, NEW, waiting["session"]],
    }


def _link(**about: Any) -> str:
    token = links.draw()
    table.write(table.put(links.item(token, Link(ttl=links.ends_at(datetime.now(UTC)), **about))))
    return token


def _season() -> Known:
    """A draft with an exam, and a centre that has no seats yet."""
    done(call(f"PUT /v1/sessions/{NEW}", DATES, by=ASSOCIATION))
    for file, lines, where in (("epreuves", [EXAMS, CHEMISTRY], f"&session={NEW}"), ("centres", [CENTRES, BREST], "")):
        done(call("POST /v1/catalogue", raw="\n".join(lines).encode(), by=ASSOCIATION, query=f"file={file}{where}"))
    return {"exam": ["CHI", "BIO", "TEC", "PHY"], "centre": ["C02", "C59", "29-BREST"], "successor": [season.NEXT, NEW]}


def _cursors() -> Known:
    """By operation the `next` of each list that goes on after its first item; a cursor is good for its list alone."""
    found: Known = {}
    callers = {Role.CANDIDATE: ALICE, Role.CENTRE: LAON, Role.ASSOCIATION: ASSOCIATION}
    for _, one in operations():
        if one.query and "cursor" in one.query.model_fields and "{" not in one.path and "csv" not in one.path:
            wanted = {name: "2026-11-27" for name in ("day",) if name in one.query.model_fields}
            label = f"{one.method} {one.path}"
            bodies = [call(label, by=callers[role], query={"limit": "1", **wanted}).body for role in one.roles]
            found[label] = [body["next"] for body in bodies if body.get("next")]
    return found

"""A centre's API keys: made by its people, shown once, two in force at most, revoked at once."""

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from shared import api_key, keys, table
from shared.api_key import ApiKey
from tests.support import template
from tests.support.api import ASSOCIATION, DECIDE, LAON, LILLE, PAY, READ, Identity, Reply, call, centre
from tests.support.calls import watched
from tests.support.contents import contents, interrupted

pytestmark = pytest.mark.usefixtures("season")

PROGRAM = centre("C02", scopes=f"{READ} {DECIDE} {PAY}")
REQUEST = {"label": "Tableur du secrétariat", "scopes": [READ, PAY]}
FIELDS = {"id", "label", "scopes", "created_at", "created_by", "last_used_at", "revoked_at"}


def create(by: Identity = LAON, **sent: Any) -> Reply:
    return call("POST /v1/centre/keys", REQUEST, by=by, **sent)


def created(by: Identity = LAON) -> Any:
    reply = create(by)
    assert reply.status == 201
    return reply.body


def listed(by: Identity = LAON, query: str = "") -> list[Any]:
    reply = call("GET /v1/centre/keys", by=by, query=query)
    assert reply.status == 200
    items: list[Any] = reply.body["items"]
    return items


def revoke(id: str, by: Identity = LAON, query: str = "") -> Reply:
    return call(f"POST /v1/centre/keys/{id}/revocation", by=by, query=query)


def refused(reply: Reply, status: int, code: str) -> None:
    assert (reply.status, reply.body["code"]) == (status, code)


def test_a_key_is_shown_when_it_is_made_and_never_again() -> None:
    made = created()
    assert made.keys() == FIELDS | {"key"}
    assert api_key.is_one(made["key"])
    (item,) = listed()
    assert item == {name: made[name] for name in FIELDS}
    assert item["scopes"] == [PAY, READ]
    assert item["created_by"] == LAON["name"]
    assert (item["last_used_at"], item["revoked_at"]) == (None, None)


def test_a_key_is_what_the_authorizer_looks_for() -> None:
    made = created()
    (item,) = table.read(keys.api_key(made["key"]))
    known = ApiKey.model_validate(item)
    assert (known.id, known.centre, sorted(known.scopes)) == (made["id"], "C02", [PAY, READ])


@pytest.mark.parametrize("kind", ["live", "test"])
def test_a_key_says_where_it_was_made(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(template.functions()["account"], "API_KEY_KIND", kind)
    assert created()["key"].startswith(f"cup_{kind}_")


def test_neither_the_table_nor_a_replay_ever_holds_the_key() -> None:
    first = create(headers={"Idempotency-Key": "cle-0123456789"})
    assert first.body["key"] not in json.dumps(table.client().scan(TableName=table.name())["Items"])
    before = contents()
    second = create(headers={"Idempotency-Key": "cle-0123456789"})
    assert second.status == 201
    assert second.headers["idempotent-replayed"] == "true"
    assert second.body == first.body | {"key": None}
    assert contents() == before


def test_a_centre_has_two_keys_in_force_at_most() -> None:
    first, _ = created(), created()
    before = contents()
    refused(create(), 409, "too-many-keys")
    assert contents() == before
    assert revoke(first["id"]).status == 200
    assert create().status == 201
    refused(create(), 409, "too-many-keys")
    assert create(LILLE).status == 201


def test_somebody_quicker_takes_the_last_place() -> None:
    created()
    with interrupted("TransactWriteItems", created):
        refused(create(), 409, "too-many-keys")
    assert len(listed()) == 2


def test_a_revoked_key_stays_in_the_list_with_its_end(clock: time_machine.Traveller) -> None:
    made = created()
    clock.shift(timedelta(hours=1))
    reply = revoke(made["id"])
    assert reply.status == 200
    assert reply.body["revoked_at"] == "2026-11-27T09:00:00Z"
    assert listed() == [reply.body]


def test_a_key_is_revoked_once(clock: time_machine.Traveller) -> None:
    """A second revocation would make room for a third key."""
    first, _ = created(), created()
    once = revoke(first["id"])
    clock.shift(timedelta(minutes=1))
    assert revoke(first["id"]).body == once.body
    created()
    refused(create(), 409, "too-many-keys")


def test_two_revocations_at_once_count_as_one() -> None:
    first, _ = created(), created()
    with interrupted("TransactWriteItems", lambda: revoke(first["id"])):
        assert revoke(first["id"]).status == 200
    created()
    refused(create(), 409, "too-many-keys")


def test_the_oldest_key_comes_first(clock: time_machine.Traveller) -> None:
    made = []
    for _ in range(2):
        made.append(created()["id"])
        clock.shift(timedelta(seconds=1))
    assert [one["id"] for one in listed()] == made


def test_a_centre_sees_and_revokes_its_own_keys_only() -> None:
    made = created(LILLE)
    assert listed(LAON) == []
    refused(revoke(made["id"], LAON), 404, "not-found")
    refused(revoke(made["id"], LAON, "centre=C59"), 404, "not-found")
    refused(call("GET /v1/centre/keys", by=LAON, query="centre=C59"), 404, "not-found")
    assert listed(LILLE)[0]["revoked_at"] is None
    assert listed(LILLE, "centre=C59") == listed(LILLE)


def test_the_association_lists_and_revokes_the_keys_of_any_centre_and_makes_none() -> None:
    made = created(LILLE)
    assert [one["id"] for one in listed(ASSOCIATION, "centre=C59")] == [made["id"]]
    assert listed(ASSOCIATION, "centre=C02") == []
    refused(revoke(made["id"], ASSOCIATION, "centre=C02"), 404, "not-found")
    assert revoke(made["id"], ASSOCIATION, "centre=C59").status == 200
    assert listed(LILLE)[0]["revoked_at"] is not None
    refused(create(ASSOCIATION), 403, "forbidden")
    reply = call("GET /v1/centre/keys", by=ASSOCIATION)
    assert (reply.status, reply.body["errors"][0]["pointer"]) == (422, "centre")


def test_a_program_manages_no_key() -> None:
    made = created()
    before = contents()
    refused(create(PROGRAM), 403, "forbidden")
    refused(call("GET /v1/centre/keys", by=PROGRAM), 403, "forbidden")
    refused(revoke(made["id"], PROGRAM), 403, "forbidden")
    assert contents() == before


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"scopes": [READ]}, "/label"),
        ({"label": " ", "scopes": [READ]}, "/label"),
        ({"label": "x" * 61, "scopes": [READ]}, "/label"),
        ({"label": "Excel", "scopes": []}, "/scopes"),
        ({"label": "Excel", "scopes": [api_key.PEOPLE_ONLY]}, "/scopes/0"),
        ({"label": "Excel", "scopes": ["all"]}, "/scopes/0"),
        ({"label": "Excel", "scopes": [READ], "centre": "C59"}, "/centre"),
    ],
)
def test_what_is_missing_or_too_much_is_said(body: dict[str, Any], pointer: str) -> None:
    reply = call("POST /v1/centre/keys", body, by=LAON)
    assert (reply.status, reply.body["errors"][0]["pointer"]) == (422, pointer)
    assert listed() == []


def test_the_gateway_remembers_a_key_for_a_minute_at_most() -> None:
    authorizer = template.template()["Resources"]["ApiAuthorizer"]["Properties"]
    assert authorizer["AuthorizerResultTtlInSeconds"] <= 60


def test_a_list_is_one_query() -> None:
    created()
    with watched() as made:
        listed()
    assert list(map(str, made)) == ["dynamodb.Query"]

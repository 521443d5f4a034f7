"""The accounts of the staff, which the association opens and closes."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from botocore.exceptions import ClientError

from shared import keys, table
from shared.person import Person
from tests.account.conftest import PASSWORD, Pool, cognito
from tests.support import template
from tests.support.api import ALICE, ASSOCIATION, LAON, Reply, call, environment
from tests.support.aws import Aws
from tests.support.calls import Call, watched
from tests.support.calls import refused as error_of

CAMILLE = {"email": "Camille@Example.org", "name": "Camille Petit", "role": "centre", "centre": "C02"}
SACHA = {"email": "sacha@example.org", "name": "Sacha Blanc", "role": "centre", "centre": "C59"}
DOMINIQUE = {"email": "dominique@example.org", "name": "Dominique Noir", "role": "association"}

pytestmark = pytest.mark.usefixtures("groups")


@pytest.fixture
def groups(aws: Aws, pool: Pool, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The pool with its two groups; whoever chooses a password can sign in with it alone."""
    for name in ("association", "centre"):
        cognito().create_group(UserPoolId=pool.id, GroupName=name)
    monkeypatch.setitem(template.functions()["account"], "SECOND_FACTOR", "off")
    with environment("account"):
        yield


def create(body: Any = None, **sent: Any) -> Reply:
    return call("POST /v1/people", body or CAMILLE, by=sent.pop("by", ASSOCIATION), **sent)


def disable(email: str, **sent: Any) -> Reply:
    return call("POST /v1/people/disabling", {"email": email}, by=ASSOCIATION, **sent)


def sign_in(email: str) -> Reply:
    return call("POST /v1/tokens", {"email": email, "password": PASSWORD})


def refused(reply: Reply, status: int, code: str) -> None:
    assert (reply.status, reply.body["code"]) == (status, code)


def groups_of(pool: Pool, email: str) -> list[str]:
    found = cognito().admin_list_groups_for_user(UserPoolId=pool.id, Username=email)["Groups"]
    return [one["GroupName"] for one in found]


def stored(email: str) -> Person | None:
    (item,) = table.read(keys.person(email))
    return Person.model_validate(item) if item else None


def test_a_new_person_has_an_account_without_a_password_and_a_role(pool: Pool) -> None:
    reply = create()
    assert reply.status == 201
    assert reply.body == {
        "email": "camille@example.org",
        "name": "Camille Petit",
        "role": "centre",
        "centre": "C02",
        "second_factor": False,
        "disabled_at": None,
    }
    assert groups_of(pool, "camille@example.org") == ["centre"]
    refused(sign_in("camille@example.org"), 401, "unauthenticated")
    cognito().admin_set_user_password(
        UserPoolId=pool.id, Username="camille@example.org", Password=PASSWORD, Permanent=True
    )
    assert sign_in("camille@example.org").status == 200


def test_a_new_person_is_sent_our_link_and_nothing_by_the_pool() -> None:
    with watched() as made:
        create()
    (one,) = (call.params for call in made if call.operation == "AdminCreateUser")
    assert one["MessageAction"] == "SUPPRESS"
    (order,) = (call.params["MessageBody"] for call in made if call.operation == "SendMessage")
    assert json.loads(order) == {"letter": "password", "user_name": "camille@example.org"}


def test_nobody_is_made_twice(pool: Pool) -> None:
    create()
    refused(create(SACHA | {"email": "camille@example.org"}), 409, "person-exists")
    refused(create(DOMINIQUE | {"email": "CAMILLE@example.org"}), 409, "person-exists")
    known = stored("camille@example.org")
    assert known is not None
    assert (known.name, known.centre) == ("Camille Petit", "C02")
    assert groups_of(pool, "camille@example.org") == ["centre"]


def test_the_same_again_makes_nobody_and_sends_the_link_again(pool: Pool) -> None:
    """With an idempotency key too: the first time may have ended before the link was ordered."""
    headers = {"Idempotency-Key": "cle-0123456789"}
    first = create(headers=headers)
    with watched() as made:
        second = create(headers=headers)
    assert (second.status, second.body) == (201, first.body)
    assert [one.operation for one in made] == ["BatchGetItem", "SendMessage"]


def test_an_account_is_closed_in_the_pool_too_when_the_first_time_got_half_way(pool: Pool) -> None:
    create()
    headers = {"Idempotency-Key": "cle-0123456789"}

    def lose(_number: int, one: Call) -> None:
        if one.operation == "AdminDisableUser":
            raise error_of(one, "InternalErrorException")

    with watched(before=lose):
        disable("camille@example.org", headers=headers)
    assert disable("camille@example.org", headers=headers).status == 200
    assert not cognito().admin_get_user(UserPoolId=pool.id, Username="camille@example.org")["Enabled"]


def test_a_creation_interrupted_half_way_opens_nothing_and_is_completed_by_a_second_try(pool: Pool) -> None:
    def lose(_number: int, one: Call) -> None:
        if one.operation == "PutItem":
            raise error_of(one, "InternalServerError")

    with watched(before=lose):
        refused(create(), 500, "internal")
    assert stored("camille@example.org") is None
    assert create().status == 201
    assert groups_of(pool, "camille@example.org") == ["centre"]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (CAMILLE | {"email": "camille"}, "/email"),
        (CAMILLE | {"name": ""}, "/name"),
        (CAMILLE | {"role": "candidate"}, "/role"),
        (CAMILLE | {"role": "system"}, "/role"),
        (CAMILLE | {"centre": None}, "/centre"),
        (CAMILLE | {"centre": "C99"}, "/centre"),
        (DOMINIQUE | {"centre": "C02"}, "/centre"),
        ({name: CAMILLE[name] for name in ("email", "name", "role")}, "/centre"),
    ],
)
def test_what_is_missing_or_wrong_is_said_and_nothing_is_made(body: Any, pointer: str, pool: Pool) -> None:
    reply = create(body)
    assert (reply.status, reply.body["errors"][0]["pointer"]) == (422, pointer)
    assert cognito().list_users(UserPoolId=pool.id)["Users"] == []


@pytest.mark.parametrize("by", [LAON, ALICE])
@pytest.mark.parametrize(
    "operation",
    ["GET /v1/people", "POST /v1/people", "POST /v1/people/disabling", "POST /v1/people/second-factor-reset"],
)
def test_only_the_association_knows_and_makes_people(by: Any, operation: str) -> None:
    refused(call(operation, None if operation.startswith("GET") else CAMILLE, by=by), 403, "forbidden")


def test_people_are_listed_centre_by_centre_page_by_page() -> None:
    for one in (SACHA, DOMINIQUE, CAMILLE):
        create(one)
    names = []
    cursor: dict[str, Any] = {}
    for _ in range(3):
        page = call("GET /v1/people", by=ASSOCIATION, query={"limit": 1, **cursor}).body
        names += [one["name"] for one in page["items"]]
        cursor = {"cursor": page["next"]}
    assert names == ["Dominique Noir", "Camille Petit", "Sacha Blanc"]
    assert len(call("GET /v1/people", by=ASSOCIATION).body["items"]) == 3


def test_a_closed_account_opens_nothing_more(pool: Pool, clock: time_machine.Traveller) -> None:
    create()
    cognito().admin_set_user_password(
        UserPoolId=pool.id, Username="camille@example.org", Password=PASSWORD, Permanent=True
    )
    reply = disable("Camille@example.org")
    assert (reply.status, reply.body["disabled_at"]) == (200, "2026-11-27T08:00:00Z")
    refused(sign_in("camille@example.org"), 401, "unauthenticated")
    clock.shift(timedelta(minutes=1))
    assert disable("camille@example.org").body == reply.body
    known = stored("camille@example.org")
    assert known is not None
    assert known.disabled_at is not None


def test_the_record_is_closed_even_if_the_pool_does_not_answer() -> None:
    """The authorizer reads the record: whatever the pool says, tokens open nothing more."""
    create()

    def lose(_number: int, one: Call) -> None:
        if one.operation == "AdminDisableUser":
            raise error_of(one, "InternalErrorException")

    with watched(before=lose):
        refused(disable("camille@example.org"), 500, "internal")
    known = stored("camille@example.org")
    assert known is not None
    assert known.disabled_at is not None


@pytest.mark.parametrize("operation", ["disabling", "second-factor-reset"])
def test_nobody_can_be_changed_who_is_not_there(operation: str) -> None:
    refused(call(f"POST /v1/people/{operation}", {"email": "a@example.org"}, by=ASSOCIATION), 404, "not-found")


def test_a_defect_of_ours_is_not_taken_for_a_person_who_exists() -> None:
    def lose(_number: int, one: Call) -> None:
        if one.operation == "AdminCreateUser":
            raise ClientError({"Error": {"Code": "InvalidParameterException"}}, one.operation)

    with watched(before=lose):
        refused(create(), 500, "internal")
    assert stored("camille@example.org") is None

"""The load against a real HTTP endpoint: moto's server, with the table of the template."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from moto.server import ThreadedMotoServer

from local import season
from local.cloud import Cloud
from shared import keys
from shared.api_key import is_one
from tests.support import template

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield with_table_and_pool(f"http://{host}:{port}", tmp_path_factory.mktemp("data"))
    server.stop()


@pytest.fixture
def access(empty: Cloud) -> dict[str, Any]:
    return season.load(empty, NOW)


def with_table_and_pool(url: str, folder: Path) -> Cloud:
    bare = Cloud(base_url=url, mail_url=url, aws_url=url, states_url=url, folder=folder, pid=os.getpid())
    table = template.table_definition()
    bare.client("dynamodb").create_table(**table)
    cognito = bare.client("cognito-idp")
    properties = template.template()["Resources"]["UserPool"]["Properties"]
    pool = cognito.create_user_pool(PoolName="people", Policies=properties["Policies"])["UserPool"]["Id"]
    for group in ("association", "centre"):
        cognito.create_group(UserPoolId=pool, GroupName=group)
    client = cognito.create_user_pool_client(
        UserPoolId=pool, ClientName="api", ExplicitAuthFlows=["ALLOW_ADMIN_USER_PASSWORD_AUTH"]
    )["UserPoolClient"]["ClientId"]
    return replace(bare, outputs={"TableName": table["TableName"], "UserPoolId": pool, "UserPoolClientId": client})


def test_what_is_returned_has_the_shape_of_access_json(access: dict[str, Any]) -> None:
    assert access.keys() == {"session", "candidates", "centres", "association"}
    assert access["session"] == "2027-01"
    assert {frozenset(one) for one in access["candidates"]} == {frozenset({"nuc", "password"})}
    assert {frozenset(one) for one in access["centres"]} == {frozenset({"code", "api_key", "people"})}
    assert [len(one["people"]) for one in access["centres"]] == [1, 1]
    assert len(access["candidates"]) == 30
    signed_in_by_address = [access["association"], *(person for one in access["centres"] for person in one["people"])]
    assert all(one.keys() == {"email", "password"} for one in signed_in_by_address)


def test_every_secret_is_its_own_and_long(access: dict[str, Any]) -> None:
    people = [person for centre in access["centres"] for person in centre["people"]]
    passwords = [one["password"] for one in [*access["candidates"], *people, access["association"]]]
    assert len(set(passwords)) == 33
    assert min(map(len, passwords)) >= 12
    assert all(is_one(centre["api_key"]) for centre in access["centres"])


def test_everybody_can_sign_in_at_once(empty: Cloud, access: dict[str, Any]) -> None:
    candidate, person = access["candidates"][0], access["centres"][0]["people"][0]
    assert sign_in(empty, candidate["nuc"], candidate["password"])
    assert sign_in(empty, person["email"], person["password"])
    assert {user["UserStatus"] for user in users(empty)} == {"CONFIRMED"}
    assert len(users(empty)) == 33


def test_the_staff_is_in_its_group_and_candidates_are_in_none(empty: Cloud, access: dict[str, Any]) -> None:
    cognito, pool = empty.client("cognito-idp"), empty.outputs["UserPoolId"]
    members = {
        group: [user["Username"] for user in cognito.list_users_in_group(UserPoolId=pool, GroupName=group)["Users"]]
        for group in ("association", "centre")
    }
    assert members["association"] == [access["association"]["email"]]
    assert sorted(members["centre"]) == sorted(
        person["email"] for centre in access["centres"] for person in centre["people"]
    )


def test_the_table_holds_a_hash_and_never_the_key(empty: Cloud, access: dict[str, Any]) -> None:
    whole_key, centre = access["centres"][0]["api_key"], access["centres"][0]["code"]
    item = stored(empty, keys.api_key(whole_key))
    assert item["centre"] == {"S": centre}
    assert whole_key not in str(item)


@pytest.mark.parametrize(
    "key", [keys.session("2027-01"), keys.session("2027-06"), keys.seats("2027-06", "02-LAON", "TABLEUR")]
)
def test_the_catalogue_is_there_for_both_sessions(empty: Cloud, access: dict[str, Any], key: keys.Key) -> None:
    assert stored(empty, key)


def test_a_load_that_starts_over_makes_nobody_twice_and_gives_credentials_that_work(empty: Cloud) -> None:
    season.load(empty, NOW)
    again = season.load(empty, NOW)
    assert len(users(empty)) == 33
    assert sign_in(empty, again["candidates"][0]["nuc"], again["candidates"][0]["password"])
    assert stored(empty, keys.api_key(again["centres"][0]["api_key"]))


def test_a_load_that_starts_over_leaves_the_seats_taken(empty: Cloud, access: dict[str, Any]) -> None:
    seats = keys.seats(access["session"], "02-LAON", "TABLEUR")
    empty.client("dynamodb").update_item(
        TableName=empty.outputs["TableName"],
        Key={name: {"S": value} for name, value in seats.items()},
        UpdateExpression="SET taken = :taken",
        ExpressionAttributeValues={":taken": {"N": "3"}},
    )
    season.load(empty, NOW)
    assert stored(empty, seats)["taken"] == {"N": "3"}


def users(cloud: Cloud) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = cloud.client("cognito-idp").list_users(UserPoolId=cloud.outputs["UserPoolId"])[
        "Users"
    ]
    return found


def sign_in(cloud: Cloud, username: str, password: str) -> str:
    answer = cloud.client("cognito-idp").admin_initiate_auth(
        UserPoolId=cloud.outputs["UserPoolId"],
        ClientId=cloud.outputs["UserPoolClientId"],
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": username, "PASSWORD": password},
    )
    return str(answer["AuthenticationResult"]["AccessToken"])


def stored(cloud: Cloud, key: keys.Key) -> dict[str, Any]:
    wanted = {name: {"S": value} for name, value in key.items()}
    item: dict[str, Any] = cloud.client("dynamodb").get_item(TableName=cloud.outputs["TableName"], Key=wanted)["Item"]
    return item

"""The keys of centres' programs."""

import base64
import io
import json
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine

from shared import api_key, keys, table
from shared.api_key import ApiKey, Scope
from tests.authorizer.asking import asked
from tests.authorizer.conftest import Pool
from tests.support import season

NOBODY = {"role": "nobody", "id": "", "name": "", "centre": "", "scopes": ""}


def given(**changes: Any) -> str:
    """A new key of the centre of Laon."""
    whole = api_key.draw("live")
    key = ApiKey(
        id="5f0c1a5240b1",
        centre="C02",
        label="Tableur du secrétariat",
        scopes=frozenset({Scope.READ, Scope.PAY}),
        created_at=season.NOW,
    )
    table.write(table.put(api_key.item(whole, key.model_copy(update=changes))))
    return whole


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def last_use(whole: str) -> datetime | None:
    (item,) = table.read(keys.api_key(whole))
    return ApiKey.model_validate(item).last_used_at


def test_a_key_speaks_for_its_centre_within_its_scopes(pool: Pool) -> None:
    assert asked(f"Bearer {given()}") == {
        "role": "centre",
        "id": "5f0c1a5240b1",
        "name": "Tableur du secrétariat",
        "centre": "C02",
        "scopes": "payments:write registrations:read",
    }


@pytest.mark.parametrize("user", ["", "excel", "prénom"])
def test_a_key_may_be_the_password_of_http_basic_under_any_user_name(user: str, pool: Pool) -> None:
    assert asked(basic(user, given()))["centre"] == "C02"


@pytest.mark.parametrize("scheme", ["bearer", "BEARER", "Bearer"])
def test_the_name_of_the_scheme_is_read_in_any_case(scheme: str, pool: Pool) -> None:
    assert asked(f"{scheme} {given()}")["role"] == "centre"


def test_two_keys_of_a_centre_are_in_force_at_once(pool: Pool) -> None:
    assert [asked(f"Bearer {whole}")["role"] for whole in (given(), given(id="other"))] == ["centre", "centre"]


def test_a_revoked_key_is_nobody_s(pool: Pool) -> None:
    assert asked(f"Bearer {given(revoked_at=season.NOW)}") == NOBODY


def test_an_unknown_key_is_nobody_s(pool: Pool) -> None:
    given()
    assert asked(f"Bearer {api_key.draw('live')}") == NOBODY


@pytest.mark.parametrize(
    "authorization", ["", "Bearer", "Basic", "Basic ???", "Basic w6k=", "Digest abc", "cup_live_", "Basic Y3Vw"]
)
def test_what_is_no_credential_is_nobody_s(authorization: str, pool: Pool) -> None:
    assert asked(authorization) == NOBODY


def test_a_token_is_not_taken_for_a_password(pool: Pool) -> None:
    assert asked(basic("", pool.token())) == NOBODY


def test_a_key_without_its_scheme_is_nobody_s(pool: Pool) -> None:
    assert asked(given()) == NOBODY


def test_the_table_holds_the_hash_of_a_key_and_not_the_key(pool: Pool) -> None:
    whole = given()
    (item,) = table.read(keys.api_key(whole))
    assert whole not in json.dumps(item, default=str)


def test_the_last_use_is_recorded_every_ten_minutes(pool: Pool, clock: time_machine.Traveller) -> None:
    whole = given()
    assert last_use(whole) is None
    asked(f"Bearer {whole}")
    assert last_use(whole) == season.NOW
    clock.shift(timedelta(minutes=9))
    asked(f"Bearer {whole}")
    assert last_use(whole) == season.NOW
    clock.shift(timedelta(minutes=1))
    asked(f"Bearer {whole}")
    assert last_use(whole) == season.NOW + timedelta(minutes=10)


def test_recording_the_use_changes_nothing_else(pool: Pool) -> None:
    whole = given()
    (before,) = table.read(keys.api_key(whole))
    asked(f"Bearer {whole}")
    (after,) = table.read(keys.api_key(whole))
    assert before is not None
    assert after is not None
    assert {name: value for name, value in after.items() if name != "last_used_at"} == before


def test_each_call_logs_one_line_that_tells_neither_the_credential_nor_the_person(pool: Pool, log: io.StringIO) -> None:
    whole, token = given(), pool.token()
    sent = [f"Bearer {whole}", basic("u", whole), f"Bearer {token}", "Bearer unknown-to-all"]
    for authorization in sent:
        asked(authorization)
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    assert [line["role"] for line in lines] == ["centre", "centre", "candidate", "nobody"]
    assert {line["correlation_id"] for line in lines} == {"request-0123456789"}
    for secret in (whole, token, season.ALICE.nuc, *(one.partition(" ")[2] for one in sent)):
        assert secret not in log.getvalue()


def test_a_drawn_key_has_the_form_of_one() -> None:
    assert api_key.is_one(api_key.draw("live"))
    assert api_key.draw("test").startswith("cup_test_")
    assert api_key.draw("live") != api_key.draw("live")
    assert not api_key.is_one("cup_live_short")


def test_whatever_its_record_says_a_key_never_has_what_only_people_have(pool: Pool) -> None:
    whole = given()
    table.write(table.update(keys.api_key(whole), set={"scopes": ["registrations:read", api_key.PEOPLE_ONLY]}))
    with pytest.raises(ValueError, match="scopes"):
        asked(f"Bearer {whole}")

"""A session is prolonged by its refresh token, until somebody ends it."""

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
import time_machine
from botocore.stub import Stubber

from functions.account import pool as people
from shared import keys, table
from tests.account.conftest import Pool
from tests.account.mailed import OTHER, PASSWORD, ask_for_password, choose, sign_in
from tests.account.test_second_factor import CAMILLE, answer, good_for_the_authorizer, set_up, shown
from tests.account.test_second_factor import camille as camille
from tests.account.test_second_factor import log as log
from tests.account.test_second_factor import sign_in as staff_signs_in
from tests.support import season, template
from tests.support.api import ALICE, ASSOCIATION, Reply, call, centre
from tests.support.aws import Aws
from tests.support.calls import Call, watched
from tests.support.steps import done, refused

NUC = ALICE["id"]
MINUTE = timedelta(minutes=1)


def refresh(token: str, source: str = "127.0.0.1") -> Reply:
    return call("POST /v1/tokens/refresh", {"refresh_token": token}, source=source)


def session_of(pool: Pool) -> str:
    """Alice signs in."""
    pool.person(NUC, PASSWORD)
    given: str = done(sign_in(NUC)).body["refresh_token"]
    return given


def staff_session() -> str:
    """Camille signs in with her second factor, which she sets up on the way."""
    secret = set_up()
    given: str = done(answer(staff_signs_in(), shown(secret))).body["refresh_token"]
    return given


def of_aws(user_name: str, signed_in_at: datetime, **claims: Any) -> Any:
    """What the pool gives for a refresh token on AWS, where the moment of the sign-in stays; moto takes the present."""
    said = {"username": user_name, "auth_time": int(signed_in_at.timestamp()), **claims}
    token = jwt.encode(said, "whoever gives it is the pool itself", algorithm="HS256")
    return {"AuthenticationResult": {"AccessToken": token, "ExpiresIn": 900, "TokenType": "Bearer"}}


def renewed(given: Any) -> Reply:
    """The answer when this is what the pool gives."""
    with Stubber(people.cognito()) as stub:
        stub.add_response("admin_initiate_auth", given)
        return refresh("any")


def test_a_refresh_token_gives_a_further_access_token_without_the_password(
    pool: Pool, clock: time_machine.Traveller
) -> None:
    pool.person(NUC, PASSWORD)
    first = done(sign_in(NUC)).body
    clock.shift(14 * MINUTE)
    reply = refresh(first["refresh_token"])
    assert reply.status == 200
    assert reply.body.keys() == {"access_token", "token_type", "expires_in", "refresh_token"}
    claims = jwt.decode(reply.body["access_token"], options={"verify_signature": False})
    assert (claims["username"], claims["token_use"]) == (NUC, "access")
    assert claims["iat"] == datetime.now(UTC).timestamp()
    assert reply.body["expires_in"] == claims["exp"] - claims["iat"]


def test_the_same_refresh_token_goes_on_unless_the_pool_gives_another(pool: Pool) -> None:
    token = session_of(pool)
    for _ in range(3):
        assert refresh(token).body["refresh_token"] == token
    given = of_aws(NUC, season.NOW)
    given["AuthenticationResult"]["RefreshToken"] = "another"
    assert renewed(given).body["refresh_token"] == "another"


def test_it_costs_the_limit_the_pool_and_one_read(pool: Pool) -> None:
    token = session_of(pool)
    with watched() as made:
        refresh(token)
    assert [str(one) for one in made] == [
        "dynamodb.UpdateItem",
        "cognito-idp.AdminInitiateAuth",
        "dynamodb.BatchGetItem",
    ]


def test_after_signing_out_everywhere_it_gives_nothing(pool: Pool, clock: time_machine.Traveller) -> None:
    token, elsewhere = session_of(pool), done(sign_in(NUC)).body["refresh_token"]
    clock.shift(MINUTE)
    done(call("DELETE /v1/tokens", {}, by=ALICE))
    for one in (token, elsewhere):
        refused(refresh(one), 401, "sign-in-again")
    assert refresh(done(sign_in(NUC)).body["refresh_token"]).status == 200


def test_after_a_new_password_it_gives_nothing(pool: Pool, aws: Aws, clock: time_machine.Traveller) -> None:
    token = session_of(pool)
    clock.shift(MINUTE)
    done(choose(ask_for_password(aws), OTHER))
    refused(refresh(token), 401, "sign-in-again")


def test_signing_out_counts_even_if_the_pool_never_hears_of_it(pool: Pool, clock: time_machine.Traveller) -> None:
    signed_in_at = datetime.now(UTC)
    session_of(pool)
    clock.shift(MINUTE)

    def lose(_number: int, one: Call) -> None:
        if one.operation == "AdminUserGlobalSignOut":
            raise ConnectionError

    with watched(before=lose):
        refused(call("DELETE /v1/tokens", {}, by=ALICE), 500, "internal")
    refused(renewed(of_aws(NUC, signed_in_at)), 401, "sign-in-again")
    assert renewed(of_aws(NUC, datetime.now(UTC))).status == 200


def test_somebody_who_was_erased_gets_nothing(pool: Pool) -> None:
    token = session_of(pool)
    table.write(table.delete_anyway(keys.candidate(NUC)))
    refused(refresh(token), 401, "sign-in-again")


@pytest.mark.usefixtures("camille")
class TestTheStaff:
    def test_no_code_no_refresh_token(self) -> None:
        assert "refresh_token" not in staff_signs_in()

    def test_the_first_code_gives_one_that_counts(self, clock: time_machine.Traveller) -> None:
        challenge = staff_signs_in()
        clock.shift(4 * MINUTE)
        given = done(answer(challenge, shown(challenge["secret"]))).body
        reply = refresh(given["refresh_token"])
        assert reply.status == 200
        assert good_for_the_authorizer(reply.body["access_token"])

    def test_and_so_does_every_further_code(self) -> None:
        assert good_for_the_authorizer(refresh(staff_session()).body["access_token"])

    def test_on_aws_the_sign_in_stays_the_one_at_which_the_code_was_given(self, clock: time_machine.Traveller) -> None:
        before = datetime.now(UTC)
        clock.shift(MINUTE)
        set_up()
        group = {"cognito:groups": ["centre"]}
        counting = renewed(of_aws(CAMILLE.email, datetime.now(UTC), **group))
        assert good_for_the_authorizer(counting.body["access_token"])
        refused(renewed(of_aws(CAMILLE.email, before, **group)), 401, "sign-in-again")

    def test_a_closed_account_gets_nothing(self) -> None:
        token = staff_session()
        done(call("POST /v1/people/disabling", {"email": CAMILLE.email}, by=ASSOCIATION))
        refused(refresh(token), 401, "sign-in-again")

    def test_a_lost_phone_gets_nothing_even_after_another_was_set_up(self, clock: time_machine.Traveller) -> None:
        token = staff_session()
        clock.shift(MINUTE)
        done(call("POST /v1/people/second-factor-reset", {"email": CAMILLE.email}, by=ASSOCIATION))
        refused(refresh(token), 401, "sign-in-again")
        set_up()
        refused(refresh(token), 401, "sign-in-again")

    def test_nobody_whose_record_is_gone_gets_anything(self) -> None:
        token = staff_session()
        table.write(table.delete_anyway(keys.person(CAMILLE.email)))
        refused(refresh(token), 401, "sign-in-again")

    def test_signing_out_ends_it(self) -> None:
        token = staff_session()
        done(call("DELETE /v1/tokens", {}, by={**centre("C02"), "id": CAMILLE.email}))
        refused(refresh(token), 401, "sign-in-again")


@pytest.mark.parametrize(
    ("said", "status", "code"),
    [
        ("NotAuthorizedException", 401, "sign-in-again"),
        ("UserNotFoundException", 401, "sign-in-again"),
        ("TooManyRequestsException", 503, "busy"),
        ("InvalidParameterException", 500, "internal"),
    ],
)
def test_what_the_pool_says_is_said_in_our_words(said: str, status: int, code: str, pool: Pool) -> None:
    """The first is what it says to a token that is wrong, revoked or too old."""
    with Stubber(people.cognito()) as stub:
        stub.add_client_error("admin_initiate_auth", said)
        reply = refresh("any")
    refused(reply, status, code)
    if status == 401:
        assert reply.body["detail"].endswith("reprenez depuis le mot de passe.")


@pytest.mark.parametrize("sent", ["", " ", "é", "a b", "a" * 4097, None, 7])
def test_what_cannot_be_one_never_reaches_the_pool(sent: Any, pool: Pool) -> None:
    with watched() as made:
        reply = refresh(sent)
    refused(reply, 422, "validation")
    assert reply.body["errors"][0]["pointer"] == "/refresh_token"
    assert not [one for one in made if one.service == "cognito-idp"]


def test_it_is_a_public_write_counted_by_its_source(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(template.functions()["account"], "PUBLIC_WRITES_LIMIT", "3/15m")
    token = session_of(pool)
    assert [refresh(token, "198.51.100.9").status for _ in range(4)] == [200] * 3 + [429]
    assert refresh(token, "198.51.100.10").status == 200


@pytest.mark.parametrize("session", [session_of, lambda _pool: staff_session()], ids=["candidate", "staff"])
def test_no_refresh_token_is_stored_or_logged(
    session: Callable[[Pool], str], camille: None, pool: Pool, log: io.StringIO
) -> None:
    with watched() as made:
        token = session(pool)
        done(refresh(token))
        refused(call("POST /v1/tokens/refresh", {"refresh_token": token, "more": token}), 422, "validation")
    kept = [str(one.params) for one in made if one.service != "cognito-idp"]
    assert kept
    assert [one for one in [*kept, log.getvalue()] if token in one] == []

"""Sign-in: one answer for every wrong pair, so that it never tells who is registered."""

import io
from collections.abc import Iterator
from typing import Any

import jwt
import pytest
from botocore.stub import Stubber

from functions.account import pool as people
from functions.account.door import door
from tests.account.conftest import PASSWORD, Pool, cognito
from tests.support.api import Reply, call

WRONG = "quatre autres mots sans rapport"


def sign_in(password: str = PASSWORD, **identifier: str) -> Reply:
    return call("POST /v1/tokens", {**identifier, "password": password})


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the function writes to its log."""
    written = io.StringIO()
    output = door.logger.registered_handler
    before = output.setStream(written)  # type: ignore[attr-defined]
    yield written
    output.setStream(before)  # type: ignore[attr-defined]


@pytest.fixture
def stub(season: None) -> Iterator[Stubber]:
    """A user pool that answers what it is told to."""
    with Stubber(people.cognito()) as stub:
        yield stub


def test_a_candidate_gets_an_access_token(pool: Pool) -> None:
    pool.person("20230001")
    reply = sign_in(nuc="20230001")
    assert reply.status == 200
    assert set(reply.body) == {"access_token", "token_type", "expires_in", "refresh_token"}
    assert reply.body["token_type"] == "Bearer"
    claims = jwt.decode(reply.body["access_token"], options={"verify_signature": False})
    assert (claims["token_use"], claims["username"], claims["client_id"]) == ("access", "20230001", pool.client)
    assert reply.body["expires_in"] == claims["exp"] - claims["iat"]
    assert reply.headers["cache-control"] == "no-store"


def test_a_person_of_a_centre_signs_in_by_the_address(pool: Pool) -> None:
    pool.person("camille@example.org")
    assert sign_in(email="camille@example.org").status == 200


@pytest.mark.parametrize("typed", ["CH17", "ch17", " c h 1 7 ", "CH\u00a017"])
def test_a_nuc_is_taken_in_any_case_and_with_spaces(typed: str, pool: Pool) -> None:
    pool.person("CH17")
    assert sign_in(nuc=typed).status == 200


def test_an_address_is_taken_in_any_case(pool: Pool) -> None:
    pool.person("camille@example.org")
    assert sign_in(email=" Camille@Example.org ").status == 200


def test_a_password_is_taken_to_the_letter(pool: Pool) -> None:
    pool.person("20230001", " entre deux espaces ")
    assert sign_in(" entre deux espaces ", nuc="20230001").status == 200
    assert sign_in("entre deux espaces", nuc="20230001").status == 401


def refusals(pool: Pool) -> list[Reply]:
    """Every way to be refused by the NUC."""
    pool.person("20230001")
    pool.person("20230002")
    cognito().admin_disable_user(UserPoolId=pool.id, Username="20230002")
    pool.person("20230003", lasting=False)
    return [
        sign_in(WRONG, nuc="20230001"),
        sign_in(nuc="20230009"),
        sign_in(nuc="20230002"),
        sign_in(nuc="20230003"),
        sign_in(nuc="no"),
        sign_in(nuc="élève1"),
        sign_in(nuc="camille@example.org"),
    ]


def test_every_wrong_pair_gets_the_same_answer(pool: Pool) -> None:
    """The password is wrong, nobody has the NUC, it is disabled, has to change the password, or is no NUC at all."""
    first, *others = refusals(pool)
    assert first.status == 401
    assert first.body["code"] == "unauthenticated"
    assert first.body["detail"] == "NUC ou mot de passe incorrect"
    assert others == [first] * 6


def test_a_wrong_pair_by_address_says_so(pool: Pool) -> None:
    pool.person("camille@example.org")
    pool.person("20230001")
    replies = [
        sign_in(WRONG, email="camille@example.org"),
        sign_in(email="nobody@example.org"),
        sign_in(email="20230001"),
        sign_in(email="a b@example.org"),
    ]
    assert {one.status for one in replies} == {401}
    assert {one.body["detail"] for one in replies} == {"Adresse électronique ou mot de passe incorrect"}


@pytest.mark.parametrize(
    ("body", "pointer", "detail"),
    [
        ({"nuc": "", "password": PASSWORD}, "/nuc", "Saisissez votre NUC"),
        ({"nuc": "20230001", "password": ""}, "/password", "Saisissez votre mot de passe"),
        ({"email": " ", "password": PASSWORD}, "/email", "Saisissez votre adresse électronique"),
        ({"nuc": "20230001"}, "/password", "Ce champ est nécessaire"),
        ({"nuc": "20230001", "password": PASSWORD, "role": "centre"}, "/role", "retirez-le"),
        ({"password": PASSWORD}, "", "l’un des deux"),
        ({"nuc": "20230001", "email": "a@b.fr", "password": PASSWORD}, "", "l’un des deux"),
        ({"nuc": 20230001, "password": PASSWORD}, "/nuc", "Donnez un texte"),
        ({"nuc": "20230001", "password": "x" * 257}, "/password", "256"),
    ],
)
def test_what_is_missing_or_too_much_is_said(body: dict[str, Any], pointer: str, detail: str, pool: Pool) -> None:
    reply = call("POST /v1/tokens", body)
    assert reply.status == 422
    (error,) = reply.body["errors"]
    assert error["pointer"] == pointer
    assert detail in error["detail"]


@pytest.mark.parametrize("code", ["TooManyRequestsException", "LimitExceededException"])
def test_a_throttled_pool_is_a_problem_that_says_when_to_try_again(code: str, stub: Stubber) -> None:
    stub.add_client_error("admin_initiate_auth", code)
    reply = sign_in(nuc="20230001")
    assert (reply.status, reply.body["code"], reply.headers["retry-after"]) == (503, "busy", "5")


@pytest.mark.parametrize(
    "code", ["UserNotFoundException", "UserNotConfirmedException", "PasswordResetRequiredException"]
)
def test_whatever_keeps_somebody_out_is_said_in_the_same_words(code: str, stub: Stubber) -> None:
    stub.add_client_error("admin_initiate_auth", code)
    assert sign_in(nuc="20230001").body["detail"] == "NUC ou mot de passe incorrect"


def test_a_defect_of_ours_is_not_called_a_wrong_password(stub: Stubber) -> None:
    stub.add_client_error("admin_initiate_auth", "ResourceNotFoundException")
    assert sign_in(nuc="20230001").status == 500


def test_a_challenge_that_is_not_served_is_refused_and_logged(stub: Stubber, log: io.StringIO) -> None:
    stub.add_response("admin_initiate_auth", {"ChallengeName": "SMS_MFA", "Session": "s" * 20})
    assert sign_in(nuc="20230001").body["detail"] == "NUC ou mot de passe incorrect"
    assert "SMS_MFA" in log.getvalue()
    assert "s" * 20 not in log.getvalue()


def test_neither_who_nor_the_password_is_logged(pool: Pool, log: io.StringIO) -> None:
    refusals(pool)
    sign_in(nuc="20230001")
    sign_in(email="camille@example.org")
    call("POST /v1/tokens", {"nuc": "20230001", "password": ""})
    assert log.getvalue().count('"answered"') == 10
    for secret in ("2023000", "camille", PASSWORD, WRONG):
        assert secret not in log.getvalue()

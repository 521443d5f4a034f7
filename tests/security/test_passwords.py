"""Passwords, links and sessions: what is not forbidden elsewhere, and what cannot be gone around."""

import base64
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from functions.account.passwords import TOO_COMMON, checked
from shared import api_key, links
from tests.account import test_second_factor as second_factor
from tests.account.conftest import PASSWORD, Pool
from tests.account.mailed import OTHER, choose, newest, token_in
from tests.account.test_second_factor import CAMILLE
from tests.support.api import ALICE, call
from tests.support.aws import Aws


@pytest.mark.parametrize(
    "password",
    [
        "certif-up 2027!",
        "CertifUp20272028",
        "uppctsc-2027-2028",
        "inscription2027",
        "candidature 2027",
        "Candidat12345",
    ],
)
def test_words_of_this_service_are_no_password(password: str) -> None:
    with pytest.raises(ValueError, match=TOO_COMMON):
        checked(password)


def test_a_password_of_years_ago_is_still_good(pool: Pool, clock: time_machine.Traveller) -> None:
    pool.person(ALICE["id"])
    clock.shift(timedelta(days=5 * 366))
    assert call("POST /v1/tokens", {"nuc": ALICE["id"], "password": PASSWORD}).status == 200


def test_what_opens_something_has_256_random_bits(camille: None) -> None:
    """Links, keys, and the session between the password and the code."""
    assert {len(_bytes(links.draw())), len(_bytes(api_key.draw("live").removeprefix("cup_live_")))} == {32}
    assert len(_bytes(second_factor.sign_in()["session"])) == 32
    assert len({links.draw() for _ in range(1000)} | {api_key.draw("live") for _ in range(1000)}) == 2000


def test_a_mailed_link_does_not_go_around_the_second_factor(camille: None, pool: Pool, aws: Aws) -> None:
    second_factor.set_up()
    assert call("POST /v1/password-resets", {"email": CAMILLE.email}).status == 202
    assert choose(token_in(newest(aws)), OTHER).status == 200
    answer = _sign_in(OTHER)
    assert answer["challenge"] == "second-factor"
    assert "access_token" not in answer


def test_the_id_token_stays_in_the_function(camille: None, pool: Pool) -> None:
    pool.person(ALICE["id"])
    candidate = call("POST /v1/tokens", {"nuc": ALICE["id"], "password": PASSWORD}).body
    challenge = second_factor.sign_in()
    staff = second_factor.answer(challenge, second_factor.shown(challenge["secret"])).body
    assert candidate.keys() == staff.keys() == {"access_token", "token_type", "expires_in", "refresh_token"}


def _sign_in(password: str) -> Any:
    return call("POST /v1/tokens", {"email": CAMILLE.email, "password": password}).body


def _bytes(drawn: str) -> bytes:
    return base64.urlsafe_b64decode(drawn + "=" * (-len(drawn) % 4))

"""The second factor: between the password and the token of anybody on the staff."""

import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
import time_machine
from botocore.stub import Stubber

from functions.account import pool as people
from functions.account.door import door
from functions.account.second_factor import LIFETIME
from shared import keys, person, table
from shared.person import Person
from shared.role import Role
from tests.account.conftest import PASSWORD, Pool, cognito
from tests.support import season, template, totp
from tests.support.api import ASSOCIATION, Reply, call, environment
from tests.support.calls import watched

pytestmark = pytest.mark.usefixtures("camille")

CAMILLE = Person(email="camille@example.org", name="Camille Petit", role=Role.CENTRE, centre="C02")
FORGED = "A" * 43


@pytest.fixture
def camille(season: None, pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    """A person of the centre of Laon who can sign in and has no second factor yet."""
    monkeypatch.setenv("MOTO_COGNITO_IDP_USER_POOL_ENABLE_TOTP", "true")
    pool.person(CAMILLE.email)
    cognito().create_group(UserPoolId=pool.id, GroupName="centre")
    cognito().admin_add_user_to_group(UserPoolId=pool.id, Username=CAMILLE.email, GroupName="centre")
    with environment("account"):
        table.write(table.put(person.item(CAMILLE)))


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the function writes to its log."""
    written = io.StringIO()
    output = door.logger.registered_handler
    before = output.setStream(written)  # type: ignore[attr-defined]
    yield written
    output.setStream(before)  # type: ignore[attr-defined]


def sign_in() -> Any:
    reply = call("POST /v1/tokens", {"email": CAMILLE.email, "password": PASSWORD})
    assert reply.status == 200
    return reply.body


def answer(challenge: Any, code: str) -> Reply:
    return call("POST /v1/tokens/second-factor", {"session": challenge["session"], "code": code})


def shown(secret: str) -> str:
    return totp.code(secret, datetime.now(UTC))


def wrong(secret: str) -> str:
    return f"{(int(shown(secret)) + 1) % 10**6:06}"


def set_up() -> str:
    """Camille sets up the second factor; gives the secret."""
    challenge = sign_in()
    assert answer(challenge, shown(challenge["secret"])).status == 200
    return str(challenge["secret"])


def stored() -> Person:
    with environment("account"):
        (item,) = table.read(keys.person(CAMILLE.email))
    return Person.model_validate(item)


def good_for_the_authorizer(token: str) -> bool:
    signed_in_at = jwt.decode(token, options={"verify_signature": False})["auth_time"]
    return stored().had_second_factor(signed_in_at=datetime.fromtimestamp(signed_in_at, UTC))


def refused(reply: Reply, status: int, code: str) -> None:
    assert (reply.status, reply.body["code"]) == (status, code)
    assert "access_token" not in reply.body


def test_an_authenticator_app_shows_what_the_standard_says() -> None:
    """RFC 6238, appendix B, its last six digits."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    assert totp.code(secret, datetime.fromtimestamp(59, UTC)) == "287082"
    assert totp.code(secret, datetime.fromtimestamp(1111111109, UTC)) == "081804"


def test_a_password_alone_gets_no_token_but_a_secret_to_set_up() -> None:
    challenge = sign_in()
    assert challenge["challenge"] == "second-factor-setup"
    assert challenge.keys() == {"challenge", "session", "expires_in", "secret", "otpauth_uri"}
    assert challenge["otpauth_uri"] == (
        f"otpauth://totp/Certif-UP:camille%40example.org?secret={challenge['secret']}&issuer=Certif-UP"
    )
    assert stored().second_factor_at is None


def test_the_first_code_sets_it_up_and_gives_a_token_that_counts(clock: time_machine.Traveller) -> None:
    challenge = sign_in()
    clock.shift(timedelta(minutes=4))
    reply = answer(challenge, shown(challenge["secret"]))
    assert reply.status == 200
    ends_at = jwt.decode(reply.body["access_token"], options={"verify_signature": False})["exp"]
    assert reply.body["expires_in"] == ends_at - datetime.now(UTC).timestamp()
    assert good_for_the_authorizer(reply.body["access_token"])
    assert stored().second_factor_at == season.NOW


def test_from_then_on_each_sign_in_asks_for_a_code(clock: time_machine.Traveller) -> None:
    secret = set_up()
    clock.shift(timedelta(days=1))
    challenge = sign_in()
    assert challenge["challenge"] == "second-factor"
    assert (challenge["secret"], challenge["otpauth_uri"]) == (None, None)
    reply = answer(challenge, f"{shown(secret)[:3]} {shown(secret)[3:]} ")
    assert reply.status == 200
    assert good_for_the_authorizer(reply.body["access_token"])


def test_a_wrong_code_gets_nothing_and_the_right_one_is_still_good() -> None:
    first = sign_in()
    refused(answer(first, wrong(first["secret"])), 401, "wrong-code")
    assert stored().second_factor_at is None
    assert answer(first, shown(first["secret"])).status == 200
    second = sign_in()
    refused(answer(second, wrong(first["secret"])), 401, "wrong-code")
    assert answer(second, shown(first["secret"])).status == 200


def test_after_five_codes_nothing_is_looked_at_any_more_whatever_the_session(clock: time_machine.Traveller) -> None:
    secret = set_up()
    clock.shift(timedelta(minutes=15))
    first, second = sign_in(), sign_in()
    for _ in range(5):
        refused(answer(first, wrong(secret)), 401, "wrong-code")
    with watched() as made:
        refused(answer(first, shown(secret)), 429, "too-many-requests")
        refused(answer(second, shown(secret)), 429, "too-many-requests")
    assert not [one for one in made if one.service == "cognito-idp"]
    clock.shift(timedelta(minutes=15))
    assert answer(sign_in(), shown(secret)).status == 200


def test_right_codes_do_not_use_up_the_tries() -> None:
    secret = set_up()
    for _ in range(10):
        assert answer(sign_in(), shown(secret)).status == 200


def test_a_session_is_good_for_one_token() -> None:
    secret = set_up()
    challenge = sign_in()
    assert answer(challenge, shown(secret)).status == 200
    refused(answer(challenge, shown(secret)), 401, "sign-in-again")


@pytest.mark.parametrize("session", [FORGED, "", "session", "é" * 43])
def test_a_forged_session_opens_nothing(session: str) -> None:
    secret = set_up()
    sign_in()
    with watched() as made:
        refused(answer({"session": session}, shown(secret)), 401, "sign-in-again")
    assert not [one for one in made if one.service == "cognito-idp"]


def test_the_session_of_the_pool_itself_opens_nothing(pool: Pool) -> None:
    secret = set_up()
    theirs = cognito().admin_initiate_auth(
        UserPoolId=pool.id,
        ClientId=pool.client,
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": CAMILLE.email, "PASSWORD": PASSWORD},
    )["Session"]
    refused(answer({"session": theirs}, shown(secret)), 401, "sign-in-again")


@pytest.mark.parametrize("is_set_up", [True, False])
def test_a_session_ends_after_ten_minutes(is_set_up: bool, clock: time_machine.Traveller) -> None:
    secret = set_up() if is_set_up else None
    challenge = sign_in()
    secret = secret or challenge["secret"]
    clock.shift(LIFETIME)
    refused(answer(challenge, shown(secret)), 401, "sign-in-again")
    clock.shift(timedelta(seconds=-1))
    assert answer(challenge, shown(secret)).status == 200


def test_a_set_up_left_open_cannot_replace_the_second_factor_set_up_meanwhile() -> None:
    left_open = sign_in()
    secret = set_up()
    with watched() as made:
        refused(answer(left_open, shown(left_open["secret"])), 401, "sign-in-again")
    assert "cognito-idp.VerifySoftwareToken" not in map(str, made)
    assert answer(sign_in(), shown(secret)).status == 200


def test_whoever_is_disabled_meanwhile_gets_no_token(pool: Pool) -> None:
    challenge = sign_in()
    cognito().admin_disable_user(UserPoolId=pool.id, Username=CAMILLE.email)
    refused(answer(challenge, shown(challenge["secret"])), 401, "sign-in-again")


def test_a_set_up_interrupted_half_way_is_done_again_at_the_next_sign_in() -> None:
    """The pool's preference is the last step: without it the pool does not ask yet."""
    challenge = sign_in()

    def lose(_number: int, one: Any) -> None:
        if one.operation == "AdminSetUserMFAPreference":
            raise ConnectionError

    with watched(before=lose):
        refused(answer(challenge, shown(challenge["secret"])), 500, "internal")
    again = sign_in()
    assert again["challenge"] == "second-factor-setup"
    reply = answer(again, shown(again["secret"]))
    assert good_for_the_authorizer(reply.body["access_token"])
    assert sign_in()["challenge"] == "second-factor"


def test_a_lost_phone_is_forgotten_by_the_association(clock: time_machine.Traveller) -> None:
    challenge = sign_in()
    before = answer(challenge, shown(challenge["secret"])).body["access_token"]
    clock.shift(timedelta(minutes=1))
    reply = call("POST /v1/people/second-factor-reset", {"email": CAMILLE.email}, by=ASSOCIATION)
    assert (reply.status, reply.body["second_factor"]) == (200, False)
    assert not good_for_the_authorizer(before)
    again = sign_in()
    assert again["challenge"] == "second-factor-setup"
    assert good_for_the_authorizer(answer(again, shown(again["secret"])).body["access_token"])
    assert not good_for_the_authorizer(before)


def test_a_candidate_is_asked_for_nothing_more(pool: Pool) -> None:
    pool.person("20230001")
    reply = call("POST /v1/tokens", {"nuc": "20230001", "password": PASSWORD})
    assert reply.body.keys() == {"access_token", "token_type", "expires_in", "refresh_token"}


def test_it_can_be_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(template.functions()["account"], "SECOND_FACTOR", "off")
    assert sign_in().keys() == {"access_token", "token_type", "expires_in", "refresh_token"}


def test_it_is_required_unless_somebody_switches_it_off() -> None:
    parameter = template.template()["Parameters"]["SecondFactor"]
    assert (parameter["Default"], parameter["AllowedValues"]) == ("required", ["required", "off"])
    pool = template.template()["Resources"]["UserPool"]["Properties"]
    assert (pool["MfaConfiguration"], pool["EnabledMfas"]) == ("OPTIONAL", ["SOFTWARE_TOKEN_MFA"])


def test_the_pool_keeps_its_session_as_long_as_we_do() -> None:
    client = template.template()["Resources"]["UserPoolClient"]["Properties"]
    assert timedelta(minutes=client["AuthSessionValidity"]) == LIFETIME


@pytest.mark.parametrize("code", ["", "12345", "1234567", "12345a", "١٢٣٤٥٦"])
def test_a_code_has_six_digits(code: str) -> None:
    reply = answer(sign_in(), code)
    assert (reply.status, reply.body["errors"][0]["pointer"]) == (422, "/code")


def test_the_table_holds_nothing_that_opens_anything() -> None:
    with watched() as made:
        challenge = sign_in()
    tokens = [one.params["AccessToken"] for one in made if one.operation == "AssociateSoftwareToken"]
    with environment("account"):
        everything = json.dumps(table.client().scan(TableName=table.name())["Items"], default=str)
    assert "CHALLENGE#" in everything
    assert len(tokens) == 1
    for secret in (challenge["session"], challenge["secret"], *tokens):
        assert secret not in everything


def test_neither_session_nor_secret_nor_code_is_logged(log: io.StringIO) -> None:
    challenge = sign_in()
    codes = [wrong(challenge["secret"]), shown(challenge["secret"])]
    replies = [answer(challenge, code) for code in codes]
    assert log.getvalue().count('"answered"') == 3
    for secret in (challenge["session"], challenge["secret"], *codes, replies[1].body["access_token"], CAMILLE.email):
        assert secret not in log.getvalue()


@pytest.mark.parametrize(
    ("said", "status", "code"),
    [
        ("CodeMismatchException", 401, "wrong-code"),
        ("ExpiredCodeException", 401, "wrong-code"),
        ("NotAuthorizedException", 401, "sign-in-again"),
        ("UserNotFoundException", 401, "sign-in-again"),
        ("TooManyRequestsException", 503, "busy"),
        ("ResourceNotFoundException", 500, "internal"),
    ],
)
def test_what_the_pool_says_to_a_code_is_said_in_our_words(said: str, status: int, code: str) -> None:
    set_up()
    challenge = sign_in()
    with Stubber(people.cognito()) as stub:
        stub.add_client_error("admin_respond_to_auth_challenge", said)
        refused(answer(challenge, "000000"), status, code)


def test_what_the_pool_says_to_the_first_code_is_said_in_our_words() -> None:
    challenge = sign_in()
    with Stubber(people.cognito()) as stub:
        stub.add_response("admin_get_user", {"Username": CAMILLE.email, "Enabled": True})
        stub.add_client_error("verify_software_token", "EnableSoftwareTokenMFAException")
        refused(answer(challenge, "000000"), 401, "wrong-code")

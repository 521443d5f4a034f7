"""The staff as on AWS: a second factor required, and every function held to its role."""

import re
import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest

from shared.http import source
from shared.http.visit import SOURCE_HEADER
from tests.cloud.conftest import Answer, LocalCloud
from tests.cloud.facts import in_one_window, inside
from tests.support import totp

KEYS = "/v1/centre/keys"
SEATS = "/v1/centre/seats"
REFRESH = "/v1/tokens/refresh"
AT_ONCE = 10
LAON, WITHOUT_KEY = "02-LAON", "02-ST-QUENTIN"


class Colleague:
    """Somebody on the staff, with an authenticator app."""

    def __init__(self, cloud: LocalCloud, email: str, password: str) -> None:
        self.cloud = cloud
        self.credentials = {"email": email, "password": password}
        self.secret = ""

    def sign_in(self) -> str:
        """The token; the first time, the app is set up on the way."""
        challenge = self.asked()
        answer = self.answer(challenge)
        assert answer.status == 200, answer
        return str(answer.body["access_token"])

    def asked(self) -> Any:
        answer = self.cloud.call("POST", "/v1/tokens", self.credentials)
        assert answer.status == 200, answer
        assert "access_token" not in answer.body
        self.secret = answer.body["secret"] or self.secret
        return answer.body

    def answer(self, challenge: Any, code: str | None = None) -> Answer:
        code = code or totp.code(self.secret, datetime.now(UTC))
        return self.cloud.call("POST", "/v1/tokens/second-factor", {"session": challenge["session"], "code": code})

    def past_the_api(self) -> str:
        """What somebody with rights on the user pool itself gets for the password alone."""
        answer = self.cloud.client("cognito-idp").admin_initiate_auth(
            UserPoolId=self.cloud.outputs["UserPoolId"],
            ClientId=self.cloud.outputs["UserPoolClientId"],
            AuthFlow="ADMIN_USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": self.credentials["email"], "PASSWORD": self.credentials["password"]},
        )
        return str(answer["AuthenticationResult"]["AccessToken"])


@pytest.fixture(scope="module")
def token(strict_cloud: LocalCloud) -> str:
    """The association's."""
    return Colleague(strict_cloud, **strict_cloud.access["association"]).sign_in()


def new_colleague(cloud: LocalCloud, token: str, centre: str) -> Colleague:
    """A person of a centre that the association has just added, and who chose a password by the mailed link."""
    name = secrets.token_hex(4)
    email = f"{name}@centre.example"
    body = {"email": email, "name": f"Camille {name}", "role": "centre", "centre": centre}
    assert cloud.call("POST", "/v1/people", body, token=token).status == 201
    (mail,) = cloud.wait_for(lambda: [one for one in cloud.mails() if email in str(one.message["To"])])
    link = re.search(r"jeton=([\w-]+)", mail.text)
    assert link is not None
    password = secrets.token_urlsafe(12)
    assert cloud.call("PUT", "/v1/password-resets", {"token": link[1], "password": password}).status == 200
    return Colleague(cloud, email, password)


def test_a_password_alone_never_gets_a_token_that_counts(strict_cloud: LocalCloud, token: str) -> None:
    someone = new_colleague(strict_cloud, token, LAON)
    around = someone.past_the_api()
    assert strict_cloud.call("GET", SEATS, token=around).status == 401
    assert someone.asked()["challenge"] == "second-factor-setup"
    assert strict_cloud.call("GET", SEATS, token=someone.past_the_api()).status == 401


def test_the_first_code_sets_the_app_up_and_the_next_sign_in_asks_for_one(strict_cloud: LocalCloud, token: str) -> None:
    someone = new_colleague(strict_cloud, token, LAON)
    assert strict_cloud.call("GET", SEATS, token=someone.sign_in()).status == 200
    challenge = someone.asked()
    assert challenge["challenge"] == "second-factor"
    wrong = f"{(int(totp.code(someone.secret, datetime.now(UTC))) + 1) % 10**6:06}"
    assert someone.answer(challenge, wrong).body["code"] == "wrong-code"
    assert someone.answer({"session": "A" * 43}).body["code"] == "sign-in-again"
    answer = someone.answer(challenge)
    assert strict_cloud.call("GET", SEATS, token=answer.body["access_token"]).status == 200
    assert someone.answer(challenge).body["code"] == "sign-in-again"


def test_a_lost_app_is_replaced_and_the_token_before_is_nobody_s(strict_cloud: LocalCloud, token: str) -> None:
    someone = new_colleague(strict_cloud, token, LAON)
    before = someone.sign_in()
    email = {"email": someone.credentials["email"]}
    assert strict_cloud.call("POST", "/v1/people/second-factor-reset", email, token=token).status == 200
    assert strict_cloud.call("GET", SEATS, token=before).status == 401
    assert someone.asked()["challenge"] == "second-factor-setup"


def test_a_closed_account_opens_nothing(strict_cloud: LocalCloud, token: str) -> None:
    someone = new_colleague(strict_cloud, token, LAON)
    theirs = someone.sign_in()
    email = {"email": someone.credentials["email"]}
    assert strict_cloud.call("POST", "/v1/people/disabling", email, token=token).status == 200
    assert strict_cloud.call("GET", SEATS, token=theirs).status == 401
    assert strict_cloud.call("POST", "/v1/tokens", someone.credentials).status == 401


def test_of_ten_keys_made_at_once_two_are(strict_cloud: LocalCloud, token: str) -> None:
    theirs = new_colleague(strict_cloud, token, WITHOUT_KEY).sign_in()
    body = {"label": "Tableur", "scopes": ["registrations:read"]}
    with ThreadPoolExecutor(AT_ONCE) as threads:
        answers = list(threads.map(lambda _: strict_cloud.call("POST", KEYS, body, token=theirs), range(AT_ONCE)))
    assert sorted(answer.status for answer in answers) == [201] * 2 + [409] * 8
    made = [answer.body for answer in answers if answer.status == 201]
    listed = strict_cloud.call("GET", f"{KEYS}?centre={WITHOUT_KEY}", token=token).body["items"]
    assert {one["id"] for one in listed} == {one["id"] for one in made}
    _a_key_works_until_it_is_revoked(strict_cloud, theirs, made[0])
    assert strict_cloud.call("GET", SEATS, token=made[1]["key"]).status == 200
    assert strict_cloud.call("GET", KEYS, token=made[1]["key"]).status == 403


def _a_key_works_until_it_is_revoked(strict_cloud: LocalCloud, theirs: str, made: Any) -> None:
    """Not used before the revocation: the gateway would remember it for up to a minute."""
    assert strict_cloud.call("POST", f"{KEYS}/{made['id']}/revocation", token=theirs).status == 200
    assert strict_cloud.call("GET", SEATS, token=made["key"]).status == 401


def test_a_session_is_prolonged_until_its_person_signs_out_everywhere(strict_cloud: LocalCloud, token: str) -> None:
    someone = new_colleague(strict_cloud, token, LAON)
    given = someone.answer(someone.asked()).body
    again = strict_cloud.call("POST", REFRESH, {"refresh_token": given["refresh_token"]})
    assert again.status == 200, again
    assert strict_cloud.call("GET", SEATS, token=again.body["access_token"]).status == 200
    next_second = datetime.now(UTC).timestamp() + 1  # the emulator compares whole seconds
    strict_cloud.wait_for(lambda: datetime.now(UTC).timestamp() >= next_second)
    assert strict_cloud.call("DELETE", "/v1/tokens", {}, token=again.body["access_token"]).status == 200
    for refresh_token in (given["refresh_token"], again.body["refresh_token"], given["access_token"], "nonsense"):
        refused = strict_cloud.call("POST", REFRESH, {"refresh_token": refresh_token})
        assert (refused.status, refused.body["code"]) == (401, "sign-in-again")


def test_a_signed_address_is_checked_with_the_role_of_account(strict_cloud: LocalCloud) -> None:
    """Whoever uses the pages has all the calls that a source may make; a forged address counts as ours."""
    key = strict_cloud.client("lambda").get_function_configuration(FunctionName="certif-up-local-account")
    name = key["Environment"]["Variables"]["SOURCE_KEY"]

    def attempt() -> list[int]:
        person, neighbour = f"198.51.100.{secrets.randbelow(256)}", f"2001:db8:{secrets.token_hex(2)}:2::8"
        signed = [_signed(strict_cloud, name, one) for one in (person, person, neighbour)]
        forged = f"{signed[0][:-43]}{'A' * 43}"
        return [_left(strict_cloud, header) for header in (*signed, forged, "nonsense")]

    *left, by_forgery, by_nonsense = in_one_window(attempt)
    assert left[0] - 1 == left[1] == left[2] - 1
    assert by_forgery == by_nonsense + 1


def _signed(cloud: LocalCloud, key: str, address: str) -> str:
    """As `web` does."""
    with inside(cloud), pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_KEY", key)
        source.kms.cache_clear()
        header = source.signed(address, now=datetime.now(UTC))
    source.kms.cache_clear()
    return header


def _left(cloud: LocalCloud, header: str) -> int:
    """How many more calls the source of this one may make."""
    body = {"birth_name": "Personne", "born_on": "1998-03-27", "email": "nobody@example.org"}
    answer = cloud.call("POST", "/v1/nuc-reminders", body, **{SOURCE_HEADER: header})
    assert answer.status == 202, answer
    (left,) = re.findall(r";r=([0-9]+)", answer.headers["RateLimit"])
    return int(left)

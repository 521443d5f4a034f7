"""Who is not let in: without a token, with a bad, forged or revoked one, or with a key that may not do this."""

import base64
import hmac
import json
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from shared import api_key, keys, table
from shared.api_key import ApiKey, Scope
from tests.cloud.conftest import LocalCloud
from tests.cloud.facts import everything, inside
from tests.cloud.people import newcomer, register, someone, store

LAON: Final = "02-LAON"
OWN: Final = "/v1/registrations"
SEATS: Final = "/v1/centre/seats"


def expect_unknown(cloud: LocalCloud, path: str, token: str) -> None:
    before = everything(cloud)
    answer = cloud.call("GET", path, token=token)
    assert (answer.status, answer.body["code"]) == (401, "unauthenticated"), answer
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert answer.body["detail"].startswith("Connectez-vous, ou envoyez une clé d’API en vigueur")
    assert everything(cloud) == before


def test_without_a_token_the_gateway_itself_refuses(cloud: LocalCloud) -> None:
    before = everything(cloud)
    answer = cloud.call("GET", OWN)
    assert (answer.status, answer.body) == (401, {"message": "Unauthorized"})
    assert everything(cloud) == before


def test_what_is_neither_a_token_nor_a_key_is_nobody_s(cloud: LocalCloud) -> None:
    for token in ("nonsense", "a.b.c", "cup_live_" + "x" * 43, api_key.draw("test")):
        expect_unknown(cloud, OWN, token)


def unsigned(_: LocalCloud, header: dict[str, Any], claims: dict[str, Any]) -> str:
    return f"{_encoded(header | {'alg': 'none'})}.{_encoded(claims)}."


def signed_with_the_public_key_as_a_secret(cloud: LocalCloud, header: dict[str, Any], claims: dict[str, Any]) -> str:
    pool = cloud.outputs["UserPoolId"]
    published = jwt.PyJWKClient(f"{cloud.client('cognito-idp').meta.endpoint_url}/{pool}/.well-known/jwks.json")
    secret = published.get_signing_key(header["kid"]).key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    start = f"{_encoded(header | {'alg': 'HS256'})}.{_encoded(claims)}"
    signature = base64.urlsafe_b64encode(hmac.digest(secret, start.encode(), sha256))
    return f"{start}.{signature.rstrip(b'=').decode()}"


def signed_with_another_key_under_the_same_name(_: LocalCloud, header: dict[str, Any], claims: dict[str, Any]) -> str:
    return jwt.encode(claims, _other_key(), algorithm="RS256", headers=header)


def signed_with_another_key_under_its_own_name(_: LocalCloud, header: dict[str, Any], claims: dict[str, Any]) -> str:
    return jwt.encode(claims, _other_key(), algorithm="RS256", headers=header | {"kid": "mine"})


def naming_no_key(_: LocalCloud, header: dict[str, Any], claims: dict[str, Any]) -> str:
    return jwt.encode(claims, _other_key(), algorithm="RS256")


def bringing_its_own_key(_: LocalCloud, header: dict[str, Any], claims: dict[str, Any]) -> str:
    own = jwt.algorithms.RSAAlgorithm.to_jwk(_other_key().public_key(), as_dict=True)
    return jwt.encode(claims, _other_key(), algorithm="RS256", headers=header | {"jwk": own})


def pointing_to_its_own_keys(cloud: LocalCloud, header: dict[str, Any], claims: dict[str, Any]) -> str:
    elsewhere = {"jku": f"{cloud.mail_url}/jwks.json", "kid": "mine"}
    return jwt.encode(claims, _other_key(), algorithm="RS256", headers=header | elsewhere)


def without_its_signature(_: LocalCloud, header: dict[str, Any], claims: dict[str, Any]) -> str:
    return f"{_encoded(header)}.{_encoded(claims)}."


@pytest.mark.parametrize(
    "forge",
    [
        unsigned,
        signed_with_the_public_key_as_a_secret,
        signed_with_another_key_under_the_same_name,
        signed_with_another_key_under_its_own_name,
        naming_no_key,
        bringing_its_own_key,
        pointing_to_its_own_keys,
        without_its_signature,
    ],
)
def test_a_token_that_the_user_pool_did_not_sign_is_nobody_s(
    cloud: LocalCloud, forge: Callable[[LocalCloud, dict[str, Any], dict[str, Any]], str]
) -> None:
    real = newcomer(cloud).token
    assert cloud.call("GET", OWN, token=real).status == 200
    claims = jwt.decode(real, options={"verify_signature": False})
    expect_unknown(cloud, OWN, forge(cloud, jwt.get_unverified_header(real), claims))


def test_a_token_whose_claims_were_changed_is_nobody_s(cloud: LocalCloud) -> None:
    header, claims, signature = newcomer(cloud).token.split(".")
    changed = json.loads(base64.urlsafe_b64decode(claims + "==")) | {"username": cloud.access["candidates"][0]["nuc"]}
    expect_unknown(cloud, OWN, f"{header}.{_encoded(changed)}.{signature}")


def test_what_else_the_user_pool_signs_opens_nothing(cloud: LocalCloud) -> None:
    """Its identity token, its refresh token, an access token for another program, and one of another pool."""
    cognito, pool = cloud.client("cognito-idp"), cloud.outputs["UserPoolId"]
    foreign = cognito.create_user_pool(PoolName="another")["UserPool"]["Id"]
    signed = {}
    for where in (pool, foreign):
        client = cognito.create_user_pool_client(
            UserPoolId=where, ClientName="another", ExplicitAuthFlows=["ALLOW_ADMIN_USER_PASSWORD_AUTH"]
        )["UserPoolClient"]["ClientId"]
        signed[where] = _signed(cloud, where, client)
    own = _signed(cloud, pool, cloud.outputs["UserPoolClientId"])
    assert cloud.call("GET", OWN, token=own["AccessToken"]).status == 200
    for token in (
        own["IdToken"],
        own["RefreshToken"],
        signed[pool]["AccessToken"],
        signed[foreign]["AccessToken"],
    ):
        expect_unknown(cloud, OWN, token)


def _signed(cloud: LocalCloud, pool: str, client: str) -> Any:
    """What a pool gives to a candidate who signs in at one of its clients."""
    cognito, who, password = cloud.client("cognito-idp"), someone(), "Lampes-42-bateaux"
    store(cloud, who)
    cognito.admin_create_user(UserPoolId=pool, Username=who.nuc, MessageAction="SUPPRESS")
    cognito.admin_set_user_password(UserPoolId=pool, Username=who.nuc, Password=password, Permanent=True)
    return cognito.admin_initiate_auth(
        UserPoolId=pool,
        ClientId=client,
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": who.nuc, "PASSWORD": password},
    )["AuthenticationResult"]


def test_a_revoked_key_is_nobody_s_within_a_minute(cloud: LocalCloud) -> None:
    used, unused = _key(cloud, *Scope), _key(cloud, *Scope)
    assert cloud.call("GET", SEATS, token=used).status == 200
    with inside(cloud):
        for key in (used, unused):
            table.write(table.update(keys.api_key(key), set={"revoked_at": keys.instant(datetime.now(UTC))}))
    expect_unknown(cloud, SEATS, unused)
    # The gateway may still remember who the other one was: not for longer than a minute, and then it asks again.
    (remembering,) = cloud.client("apigatewayv2").get_authorizers(ApiId=cloud.outputs["ApiId"])["Items"]
    assert remembering["AuthorizerResultTtlInSeconds"] <= 60
    assert _identified(cloud, used)["role"] == "nobody"


def test_whoever_signs_out_is_nobody_with_the_tokens_of_before(cloud: LocalCloud) -> None:
    who = newcomer(cloud)
    signed_in_at = jwt.decode(who.token, options={"verify_signature": False})["auth_time"]
    cloud.wait_for(lambda: datetime.now(UTC).timestamp() >= signed_in_at + 1)  # a token tells its sign-in to the second
    assert cloud.call("DELETE", "/v1/tokens", {}, token=who.token).status == 200
    assert _identified(cloud, who.token)["role"] == "nobody"


def test_a_key_may_do_only_what_its_scopes_say(cloud: LocalCloud) -> None:
    reader = _key(cloud, Scope.READ)
    reference = register(cloud, newcomer(cloud), LAON, "COMPTA-2")
    assert cloud.call("GET", SEATS, token=reader).status == 200
    before = everything(cloud)
    bodies = {"prevalidation": {}, "payment": {"amount_cents": 5_000, "received_on": "2026-01-20", "method": "cash"}}
    for action, body in bodies.items():
        answer = cloud.call("POST", f"/v1/registrations/{reference}/{action}", body, token=reader)
        assert (answer.status, answer.body["code"]) == (403, "forbidden")
    assert everything(cloud) == before


def test_a_key_is_also_good_as_the_password_of_http_basic(cloud: LocalCloud) -> None:
    credentials = base64.b64encode(f"excel:{_key(cloud, Scope.READ)}".encode()).decode()
    assert cloud.call("GET", SEATS, Authorization=f"Basic {credentials}").status == 200


def test_a_wrong_password_and_an_unknown_nuc_are_refused_alike(cloud: LocalCloud) -> None:
    known = cloud.access["candidates"][1]["nuc"]
    before = everything(cloud)
    said = []
    for nuc in (known, "99999999"):
        answer = cloud.call("POST", "/v1/tokens", {"nuc": nuc, "password": "not-the-password"})
        assert (answer.status, answer.body["code"]) == (401, "unauthenticated")
        said.append(answer.body["detail"])
    assert said == ["NUC ou mot de passe incorrect"] * 2
    assert everything(cloud) == before


def _key(cloud: LocalCloud, *scopes: Scope) -> str:
    """A new key of Laon."""
    key = api_key.draw("test")
    known = ApiKey(
        id=api_key.draw_id(), centre=LAON, label="Essai", scopes=frozenset(scopes), created_at=datetime.now(UTC)
    )
    with inside(cloud):
        table.write(table.put_anyway(api_key.item(key, known)))
    return key


def _identified(cloud: LocalCloud, token: str) -> dict[str, str]:
    """What the deployed authorizer says of whoever sends this."""
    event = {
        "type": "REQUEST",
        "identitySource": [f"Bearer {token}"],
        "headers": {},
        "requestContext": {"requestId": "test-0001"},
    }
    answer = cloud.client("lambda").invoke(FunctionName="certif-up-local-authorizer", Payload=json.dumps(event))
    context: dict[str, str] = json.loads(answer["Payload"].read())["context"]
    return context


def _encoded(part: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


def _other_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)

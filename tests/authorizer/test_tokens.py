"""The access tokens of people: those of the pool are believed, forged ones are nobody's."""

import base64
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import jwt
import pytest
import time_machine
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from shared import keys, person, table
from shared.http.identity import from_context
from shared.person import Person
from shared.role import Role
from tests.authorizer.asking import asked
from tests.authorizer.conftest import Pool, key
from tests.support import season

CAMILLE = Person(
    email="camille@example.org", name="Camille Petit", role=Role.CENTRE, centre="C02", second_factor_at=season.NOW
)
DOMINIQUE = Person(
    email="dominique@example.org", name="Dominique Noir", role=Role.ASSOCIATION, second_factor_at=season.NOW
)

NOBODY = {"role": "nobody", "id": "", "name": "", "centre": "", "scopes": ""}


def known(*people: Person) -> None:
    for one in people:
        table.write(table.put(person.item(one)))


def text(part: dict[str, Any] | bytes) -> str:
    raw = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unsigned(pool: Pool) -> str:
    return f"{text({'alg': 'none', 'typ': 'JWT', 'kid': 'current'})}.{text(pool.claims())}."


def signed_with_the_public_key(pool: Pool) -> str:
    """A verifier that trusts the token's own `alg` would take the published key for a shared secret."""
    public = key("current").public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    signed = f"{text({'alg': 'HS256', 'typ': 'JWT', 'kid': 'current'})}.{text(pool.claims())}"
    signature = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256).sign(signed.encode(), public)
    return f"{signed}.{text(signature)}"


def without_kid(pool: Pool) -> str:
    return jwt.encode(pool.claims(), key("current"), algorithm="RS256")


def of_an_id_token(pool: Pool) -> str:
    return pool.token(token_use="id", aud=pool.claims()["client_id"])


def now(pool: Pool) -> int:
    issued_at: int = pool.claims()["iat"]
    return issued_at


def tampered(pool: Pool) -> str:
    header, _, signature = pool.token().split(".")
    return f"{header}.{text(pool.claims(username='20230002'))}.{signature}"


FORGERIES: dict[str, Callable[[Pool], str]] = {
    "no algorithm": unsigned,
    "HS256 with the public key as its secret": signed_with_the_public_key,
    "another key under the pool's name": lambda pool: pool.token(signed_by="forger"),
    "a key that the pool does not have": lambda pool: pool.token(signed_by="forger", kid="forger"),
    "no key named": without_kid,
    "another issuer": lambda pool: pool.token(iss=f"{pool.claims()['iss']}2"),
    "another client": lambda pool: pool.token(client_id="another"),
    "no client": lambda pool: pool.token(client_id=None),
    "an ID token": of_an_id_token,
    "the claims of an access token, made for another use": lambda pool: pool.token(token_use="id"),
    "for an audience that is not ours": lambda pool: pool.token(aud="another"),
    "expired": lambda pool: pool.token(iat=now(pool) - 1000, exp=now(pool) - 100),
    "no expiry": lambda pool: pool.token(exp=None),
    "not valid yet": lambda pool: pool.token(nbf=now(pool) + 100),
    "issued in the future": lambda pool: pool.token(iat=now(pool) + 100),
    "other claims under the signature": tampered,
    "no user": lambda pool: pool.token(username=None),
    "garbage": lambda pool: "abc.def.ghi",
    "nothing": lambda pool: "",
    "a key of a centre, badly typed": lambda pool: "cup_live_short",
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forged_token_is_nobody_s(forgery: str, pool: Pool) -> None:
    assert asked(f"Bearer {FORGERIES[forgery](pool)}") == NOBODY


def test_a_candidate_is_known_by_the_nuc(pool: Pool) -> None:
    assert asked(f"Bearer {pool.token()}") == {
        "role": "candidate",
        "id": "20230001",
        "name": "20230001",
        "centre": "",
        "scopes": "",
    }


def test_the_pool_may_give_back_a_nuc_in_small_letters(pool: Pool) -> None:
    assert asked(f"Bearer {pool.token(username='ch17')}")["id"] == "CH17"


def test_a_person_of_a_centre_has_a_name_a_centre_and_every_scope(pool: Pool) -> None:
    known(CAMILLE)
    token = pool.token(username="Camille@example.org", group="centre")
    assert asked(f"Bearer {token}") == {
        "role": "centre",
        "id": "camille@example.org",
        "name": "Camille Petit",
        "centre": "C02",
        "scopes": "centre:manage payments:write registrations:decide registrations:read",
    }


def test_a_person_of_the_association_has_no_centre(pool: Pool) -> None:
    known(DOMINIQUE)
    token = pool.token(username=DOMINIQUE.email, group="association")
    assert asked(f"Bearer {token}") == {
        "role": "association",
        "id": "dominique@example.org",
        "name": "Dominique Noir",
        "centre": "",
        "scopes": "",
    }


def test_a_person_whose_record_is_gone_is_nobody(pool: Pool) -> None:
    token = pool.token(username=DOMINIQUE.email, group="association")
    assert asked(f"Bearer {token}") == NOBODY


def test_a_person_is_nobody_in_a_group_that_is_not_that_of_the_record(pool: Pool) -> None:
    known(CAMILLE)
    token = pool.token(username=CAMILLE.email, group="association")
    assert asked(f"Bearer {token}") == NOBODY


def test_a_person_who_has_left_every_group_does_not_become_a_candidate(pool: Pool) -> None:
    known(CAMILLE)
    assert asked(f"Bearer {pool.token(username=CAMILLE.email)}") == NOBODY


@pytest.mark.parametrize("someone", [CAMILLE, DOMINIQUE])
@pytest.mark.parametrize(
    ("changes", "claims"),
    [
        ({"second_factor_at": None}, {}),
        ({}, {"auth_time": int(season.NOW.timestamp()) - 1}),
        ({}, {"auth_time": None}),
        ({"disabled_at": season.NOW}, {}),
    ],
    ids=["no second factor", "signed in before it was set up", "signed in nobody knows when", "disabled"],
)
def test_a_token_of_the_staff_is_nobody_s(
    someone: Person, changes: dict[str, Any], claims: dict[str, Any], pool: Pool
) -> None:
    known(someone.model_copy(update=changes))
    token = pool.token(username=someone.email, group=str(someone.role), **claims)
    assert asked(f"Bearer {token}") == NOBODY


@pytest.mark.parametrize("signed_in", [timedelta(), timedelta(seconds=1)])
def test_a_sign_in_since_the_second_factor_was_set_up_counts(signed_in: timedelta, pool: Pool) -> None:
    known(DOMINIQUE)
    at = int((season.NOW + signed_in).timestamp())
    token = pool.token(username=DOMINIQUE.email, group="association", auth_time=at)
    assert asked(f"Bearer {token}")["role"] == "association"


def test_where_no_second_factor_is_required_none_is_looked_for(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECOND_FACTOR", "off")
    known(DOMINIQUE.model_copy(update={"second_factor_at": None}))
    token = pool.token(username=DOMINIQUE.email, group="association", auth_time=None)
    assert asked(f"Bearer {token}")["role"] == "association"


def test_a_candidate_needs_none(pool: Pool) -> None:
    assert asked(f"Bearer {pool.token(auth_time=None)}")["role"] == "candidate"


def test_the_functions_read_what_the_authorizer_says(pool: Pool) -> None:
    known(CAMILLE)
    token = pool.token(username=CAMILLE.email, group="centre")
    identity = from_context(asked(f"Bearer {token}"))
    assert identity is not None
    assert (identity.role, identity.centre) == (Role.CENTRE, "C02")
    assert identity.scopes == {"registrations:read", "registrations:decide", "payments:write", "centre:manage"}
    assert from_context(asked("Bearer no")) is None


def test_a_token_ends_when_it_says(pool: Pool, clock: time_machine.Traveller) -> None:
    token = pool.token()
    clock.shift(timedelta(seconds=905))
    assert asked(f"Bearer {token}")["role"] == "candidate"
    clock.shift(timedelta(seconds=6))
    assert asked(f"Bearer {token}") == NOBODY


def test_a_token_of_a_clock_slightly_ahead_is_believed(pool: Pool) -> None:
    assert asked(f"Bearer {pool.token(iat=now(pool) + 9)}")["role"] == "candidate"


def test_the_keys_are_fetched_once_for_many_tokens(pool: Pool) -> None:
    for _ in range(5):
        asked(f"Bearer {pool.token()}")
    assert pool.fetches == 1


def test_forged_keys_do_not_hammer_the_pool(pool: Pool, clock: time_machine.Traveller) -> None:
    for number in range(10):
        asked(f"Bearer {pool.token(signed_by='forger', kid=f'forger-{number}')}")
    assert pool.fetches == 1
    clock.shift(timedelta(seconds=31))
    for number in range(10):
        asked(f"Bearer {pool.token(signed_by='forger', kid=f'forger-{number}')}")
    assert pool.fetches == 2


def test_other_algorithms_do_not_even_fetch_the_keys(pool: Pool) -> None:
    asked(f"Bearer {unsigned(pool)}")
    asked(f"Bearer {signed_with_the_public_key(pool)}")
    assert pool.fetches == 0


def test_a_new_key_of_the_pool_is_found(pool: Pool, clock: time_machine.Traveller) -> None:
    asked(f"Bearer {pool.token()}")
    pool.published.append("next")
    clock.shift(timedelta(seconds=31))
    assert asked(f"Bearer {pool.token(signed_by='next', kid='next')}")["role"] == "candidate"


@pytest.mark.parametrize("body", [b"", b"[]", b'{"keys": []}', b'{"message": "Service Unavailable"}'])
def test_without_readable_keys_nobody_is_told_to_be_nobody(body: bytes, pool: Pool) -> None:
    pool.body = body
    with pytest.raises(Exception, match=r".") as failure:
        asked(f"Bearer {pool.token()}")
    assert not isinstance(failure.value, AssertionError)


def test_without_an_answer_from_the_pool_nobody_is_told_to_be_nobody(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JWKS_URL", "http://127.0.0.1:1/jwks.json")
    with pytest.raises(jwt.PyJWKClientConnectionError):
        asked(f"Bearer {pool.token()}")


@pytest.mark.parametrize(("since", "role"), [(-1, "candidate"), (0, "candidate"), (1, "nobody"), (899, "nobody")])
def test_a_token_of_a_sign_in_before_the_sessions_were_ended_is_nobody_s(since: int, role: str, pool: Pool) -> None:
    """To the second, which is how exactly a token tells its sign-in."""
    ended = season.NOW + timedelta(seconds=since, microseconds=999_999)
    season.store(season.ALICE.model_copy(update={"tokens_from": ended}))
    assert asked(f"Bearer {pool.token()}")["role"] == role


def test_so_it_is_for_the_staff(pool: Pool) -> None:
    known(CAMILLE.model_copy(update={"tokens_from": season.NOW + timedelta(seconds=1)}))
    assert asked(f"Bearer {pool.token(username=CAMILLE.email, group='centre')}") == NOBODY


def test_a_token_of_somebody_who_was_erased_is_nobody_s(pool: Pool) -> None:
    table.write(table.delete_anyway(keys.candidate(season.ALICE.nuc)))
    assert asked(f"Bearer {pool.token()}") == NOBODY

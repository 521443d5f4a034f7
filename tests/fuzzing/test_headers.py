"""Headers and cursors that anybody can write: understood, or refused by our own words."""

import base64
import json
from contextlib import suppress

import pytest
from boto3.dynamodb.conditions import Key
from hypothesis import assume, given
from hypothesis import strategies as some

from functions.authorizer import handler
from shared import table
from shared.http import call as calls
from shared.http import source
from shared.http.correlation import correlation_of
from shared.problems.calls import InvalidCursorError, ValidationError
from tests.authorizer.conftest import Pool
from tests.authorizer.conftest import pool as pool
from tests.fuzzing.drawing import MANY, harmful
from tests.support import season

headers = harmful | some.text(some.characters(max_codepoint=255), max_size=40)
odd_json = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | harmful,
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(harmful, inner, max_size=3),
    max_leaves=6,
)


def encoded(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


tokens = some.one_of(
    headers,
    some.tuples(odd_json, odd_json, headers).map(lambda parts: f"{encoded(parts[0])}.{encoded(parts[1])}.{parts[2]}"),
    some.dictionaries(some.sampled_from(["alg", "kid", "typ", "crit", "b64", "jku", "x5u", "jwk"]), odd_json).map(
        lambda head: f"{encoded(head)}.{encoded({'username': 'A'})}.AAAA"
    ),
)


def test_nobody_is_known_by_whatever_stands_in_an_authorization_header(pool: Pool) -> None:
    schemes = some.sampled_from(["Bearer ", "bearer  ", "Basic ", "BASIC\t", "Bearer cup_live_", "Digest ", "", " "])

    @MANY
    @given(schemes, tokens | some.binary(max_size=40).map(lambda raw: base64.b64encode(raw).decode()))
    def is_nobody(scheme: str, sent: str) -> None:
        assert handler.identify(scheme + sent, now=season.NOW) is None

    is_nobody()


@MANY
@given(some.dictionaries(some.sampled_from(["sub", "username", "exp", "iss", "client_id", "auth_time"]), odd_json))
def test_claims_that_our_key_did_not_sign_are_nobody_s(claims: dict[str, object]) -> None:
    head = {"alg": "none", "typ": "JWT"}
    for signature in ("", "AAAA"):
        assert handler.identify(f"Bearer {encoded(head)}.{encoded(claims)}.{signature}", now=season.NOW) is None


@MANY
@given(headers)
def test_an_idempotency_key_is_kept_as_it_is_or_refused(sent: str) -> None:
    with suppress(ValidationError):
        assert calls.checked_key(sent) == sent
        assert 8 <= len(sent) <= 255
        assert sent.isascii()
        assert sent.isprintable()


@MANY
@given(headers)
def test_an_identifier_of_a_call_that_could_forge_a_line_of_the_log_is_not_taken(sent: str) -> None:
    event = {"headers": {"X-Correlation-Id": sent}, "requestContext": {"requestId": "the-gateway-s"}}
    found = correlation_of(event)
    assert found == "the-gateway-s" or (found == sent and found.isascii() and found.isprintable() and " " not in found)


@MANY
@given(headers | some.from_regex(r"v1;[0-9a-f.:]{2,45};[0-9]{1,11};[A-Za-z0-9_-]{42}", fullmatch=True))
def test_an_address_that_was_not_signed_is_not_believed_and_kms_is_not_asked(sent: str) -> None:
    assert source.told(sent, now=season.NOW) is None


@pytest.mark.usefixtures("season")
def test_a_cursor_that_we_did_not_give_is_refused() -> None:
    partition = Key("pk").eq("CENTRES")
    ours = table.query(partition, limit=1).next
    assert ours
    its_list = json.loads(base64.urlsafe_b64decode(ours))[0]
    positions = some.fixed_dictionaries(
        {"pk": some.just("CENTRES") | odd_json, "sk": odd_json}, optional={"x": odd_json}
    )
    forged = some.tuples(some.just(its_list) | odd_json, positions | odd_json).map(encoded) | odd_json.map(encoded)

    @MANY
    @given(headers | forged | some.binary(max_size=30).map(lambda raw: base64.urlsafe_b64encode(raw).decode()))
    def is_refused(sent: str) -> None:
        assume(sent)
        with suppress(InvalidCursorError):
            found = table.query(partition, after=sent).items
            assert all(item["pk"] == "CENTRES" for item in found)

    is_refused()

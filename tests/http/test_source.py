"""Where a call comes from: the address that the pages vouch for, and no other that a caller may claim."""

import base64
import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import boto3
import pytest
import time_machine

from shared.http import source
from shared.http.visit import SOURCE_HEADER
from tests.account.conftest import Pool
from tests.account.conftest import pool as pool
from tests.account.mailed import OTHER, PASSWORD
from tests.account.test_second_factor import log as log
from tests.nir.test_policies import USES, users
from tests.support import template
from tests.support.api import ALICE, Reply, call, environment, operations
from tests.support.calls import Call, watched
from tests.support.calls import refused as refused_by_aws

pytestmark = pytest.mark.usefixtures("key")

PAGES: Final = "192.0.2.80"
"""Where the calls of `web` come from."""
PERSON, NEIGHBOUR = "198.51.100.7", "198.51.100.8"
NUC: Final = ALICE["id"]


@pytest.fixture
def key(season: None) -> Iterator[str]:
    """The key of the template, on moto; three public writes a quarter of an hour."""
    properties = template.template()["Resources"]["SourceKey"]["Properties"]
    spec = {name: properties[name] for name in ("KeySpec", "KeyUsage")}
    made: str = boto3.client("kms").create_key(**spec)["KeyMetadata"]["KeyId"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(template.functions()["account"], "SOURCE_KEY", made)
        patch.setitem(template.functions()["account"], "PUBLIC_WRITES_LIMIT", "3/15m")
        yield made


def signed(address: str, *, at: datetime | None = None) -> str:
    with environment("account"):
        return source.signed(address, now=at or datetime.now(UTC))


def passed_on(header: str, *, by: str = PAGES) -> Reply:
    """A call that is counted and then refused for its body."""
    return call("POST /v1/tokens", {}, headers={SOURCE_HEADER: header}, source=by)


def use_up(address: str) -> None:
    """From there, without the pages."""
    assert [call("POST /v1/tokens", {}, source=address).status for _ in range(4)] == [422] * 3 + [429]


def is_counted_as(address: str, header: str) -> bool:
    """Whether a call with this header is refused because that address has none left."""
    use_up(address)
    return passed_on(header).status == 429


def of_kms(made: list[Call]) -> list[str]:
    return [one.operation for one in made if one.service == "kms"]


@pytest.mark.parametrize(
    ("person", "neighbour"),
    [
        (PERSON, NEIGHBOUR),
        ("2001:db8:1:2::7", "2001:db8:1:3::7"),
    ],
)
def test_a_signed_call_counts_by_the_persons_own_address(person: str, neighbour: str) -> None:
    assert [passed_on(signed(person)).status for _ in range(4)] == [422] * 3 + [429]
    assert passed_on(signed(neighbour)).status == 422
    assert call("POST /v1/tokens", {}, source=person).status == 429
    assert call("POST /v1/tokens", {}, source=PAGES).status == 422


def test_the_whole_of_a_subscribers_ipv6_network_is_one_person() -> None:
    assert [passed_on(signed(f"2001:db8:1:2::{number}")).status for number in range(4)] == [422] * 3 + [429]


def test_the_same_address_in_another_spelling_is_signed_as_it_is_checked() -> None:
    assert signed("2001:0DB8:0:0::7").split(";")[1] == "2001:db8::7"
    assert is_counted_as("2001:db8::7", signed("2001:0DB8:0:0::7"))


def test_what_is_no_address_is_not_signed() -> None:
    with pytest.raises(ValueError, match="address"):
        signed("198.51.100.7, 203.0.113.1")


def test_guesses_through_the_pages_do_not_lock_out_whoever_else_uses_them(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(template.functions()["account"], "PUBLIC_WRITES_LIMIT", "100/15m")
    pool.person(NUC, PASSWORD)

    def attempt(password: str, address: str) -> int:
        headers = {SOURCE_HEADER: signed(address)}
        return call("POST /v1/tokens", {"nuc": NUC, "password": password}, headers=headers, source=PAGES).status

    assert [attempt(OTHER, NEIGHBOUR) for _ in range(6)] == [401] * 5 + [429]
    assert attempt(PASSWORD, PERSON) == 200


@pytest.mark.parametrize("address", [PERSON, "2001:db8:1:2::7"])
def test_a_caller_cannot_lock_another_out(address: str) -> None:
    """Without the key nobody writes a header that counts."""
    own = "203.0.113.9"
    mac = base64.urlsafe_b64encode(b"x" * 32).decode().rstrip("=")
    forged = f"v1;{address};{int(datetime.now(UTC).timestamp())};{mac}"
    assert [passed_on(forged, by=own).status for _ in range(4)] == [422] * 3 + [429]
    assert call("POST /v1/tokens", {}, source=address).status == 422


def test_a_forged_header_is_ignored_and_leaves_a_line_without_the_address(log: io.StringIO) -> None:
    forged = f"v1;{PERSON};{int(datetime.now(UTC).timestamp())};{'A' * 43}"
    assert passed_on(forged).status == 422
    assert log.getvalue().count('"source_not_believed"') == 1
    assert PERSON not in log.getvalue()


def test_a_header_for_one_address_does_not_serve_for_another() -> None:
    assert not is_counted_as(NEIGHBOUR, signed(PERSON).replace(PERSON, NEIGHBOUR))


def test_a_header_cannot_be_dated_anew(clock: time_machine.Traveller) -> None:
    version, address, seconds, mac = signed(PERSON).split(";")
    assert not is_counted_as(PERSON, f"{version};{address};{int(seconds) + 1};{mac}")


@pytest.mark.parametrize(
    "message", ["{address};{seconds}", "v1;{address};{seconds}", "certif-up:other:v1;{address};{seconds}"]
)
def test_a_mac_of_the_same_key_for_another_purpose_is_none(message: str, key: str) -> None:
    seconds = int(datetime.now(UTC).timestamp())
    text = message.format(address=PERSON, seconds=seconds).encode()
    made = boto3.client("kms").generate_mac(KeyId=key, MacAlgorithm="HMAC_SHA_256", Message=text)["Mac"]
    mac = base64.urlsafe_b64encode(made).decode().rstrip("=")
    assert not is_counted_as(PERSON, f"v1;{PERSON};{seconds};{mac}")


@pytest.mark.parametrize(("seconds", "counts"), [(-61, False), (-60, True), (0, True), (60, True), (61, False)])
def test_a_header_is_good_for_a_minute_either_way(seconds: int, counts: bool) -> None:
    header = signed(PERSON, at=datetime.now(UTC) + timedelta(seconds=seconds))
    use_up(PERSON)
    with watched() as made:
        assert (passed_on(header).status == 429) == counts
    assert of_kms(made) == (["VerifyMac"] if counts else [])


@pytest.mark.parametrize(
    "change",
    [
        lambda one: "",
        lambda one: one[:-1],
        lambda one: one + "=",
        lambda one: one + ";",
        lambda one: " " + one,
        lambda one: one + "\n",
        lambda one: f"{one},{one}",
        lambda one: one.replace("v1", "v2"),
        lambda one: one.replace(PERSON, "198.51.100.007"),
        lambda one: one.replace(PERSON, "198.51.100.7, 203.0.113.1"),
        lambda one: one.replace(PERSON, "198.51.100.700"),
        lambda one: one.replace(PERSON, "fe80::1%eth0"),
        lambda one: one.replace(PERSON, "2001:0db8::7"),
        lambda one: one.replace(PERSON, "example.org"),
        lambda one: one.replace(";", ",", 1),
        lambda one: one * 100,
        lambda one: ";".join([*one.split(";")[:2], "١٧٩٥٦٨٠٠٠٠", one.split(";")[3]]),
        lambda one: ";".join([*one.split(";")[:3], "é" * 43]),
    ],
)
def test_what_is_no_such_header_is_ignored_without_asking_kms(change: Any) -> None:
    header = change(signed(PERSON))
    with watched() as made:
        reply = passed_on(header)
    assert reply.status == 422
    assert of_kms(made) == []


@pytest.mark.parametrize(
    ("said", "status", "code"),
    [
        ("ThrottlingException", 503, "busy"),
        ("KMSInternalException", 500, "internal"),
        ("AccessDeniedException", 500, "internal"),
    ],
)
def test_while_kms_does_not_say_nobody_is_believed_and_nothing_is_done(said: str, status: int, code: str) -> None:
    header = signed(PERSON)

    def refuse(_number: int, one: Call) -> None:
        if one.operation == "VerifyMac":
            raise refused_by_aws(one, said)

    with watched(before=refuse) as made:
        reply = passed_on(header)
    assert (reply.status, reply.body["code"]) == (status, code)
    assert [one.service for one in made] == ["kms"]


def test_it_is_looked_at_for_public_writes_only() -> None:
    headers = {SOURCE_HEADER: signed(PERSON)}
    with watched() as made:
        assert call("GET /v1/sessions", headers=headers).status == 200
        assert call("GET /v1/me", by=ALICE, headers=headers).status == 200
        assert call("DELETE /v1/tokens", {"more": 1}, by=ALICE, headers=headers).status == 422
    assert of_kms(made) == []


def test_every_public_write_is_of_the_function_that_looks_at_it() -> None:
    assert {function for function, one in operations() if one.writes and not one.roles} == {"account"}
    assert {name for name, variables in template.functions().items() if "SOURCE_KEY" in variables} >= {"account"}


def test_whoever_checks_an_address_cannot_sign_one() -> None:
    used = {action: users("SourceKey", action) for action in USES}
    assert used["kms:VerifyMac"] == ["AccountRole"]
    assert used["kms:GenerateMac"] == ["WebRole"]
    assert [action for action, by in used.items() if by and action not in {"kms:VerifyMac", "kms:GenerateMac"}] == []

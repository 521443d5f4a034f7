"""A number in its encrypted place: who can open it, and how it is found again."""

import hmac
from base64 import b64decode, b64encode
from hashlib import sha256
from typing import Any

import pytest
from botocore.exceptions import ClientError
from cryptography.exceptions import InvalidTag

from shared.nir import check, vault
from tests.nir.giving import NIR, OTHER, given, item
from tests.support.calls import watched

pytestmark = pytest.mark.usefixtures("export")


def stored(typed: str | None = NIR) -> dict[str, Any]:
    given(typed, none=typed is None)
    found = item()
    assert found is not None
    return found


def test_what_was_given_is_what_the_export_reads() -> None:
    assert vault.opened(stored("2 98 03 02 002 123 50")) == NIR


def test_every_record_has_a_data_key_and_a_nonce_of_its_own() -> None:
    one, other = stored()["sealed"], stored()["sealed"]
    assert one.keys() == other.keys() == {"wrapped_key", "nonce", "ciphertext"}
    assert all(one[part] != other[part] for part in one)


def test_a_record_moved_to_another_candidate_does_not_open() -> None:
    moved = stored() | {"nuc": "20230002"}
    with pytest.raises(InvalidTag):
        vault.opened(moved)


@pytest.mark.parametrize("part", ["wrapped_key", "nonce", "ciphertext"])
def test_parts_of_two_records_do_not_go_together(part: str) -> None:
    one, other = stored(), stored()
    with pytest.raises(InvalidTag):
        vault.opened(one | {"sealed": one["sealed"] | {part: other["sealed"][part]}})


def test_without_the_wrapped_key_the_ciphertext_says_nothing() -> None:
    one = stored()
    lost = one["sealed"] | {"wrapped_key": b64encode(b"gone").decode()}
    with pytest.raises(ClientError):
        vault.opened(one | {"sealed": lost})


def test_kms_unwraps_in_the_context_of_this_purpose_only(kms: Any) -> None:
    wrapped = b64decode(stored()["sealed"]["wrapped_key"])
    assert len(kms.decrypt(CiphertextBlob=wrapped, EncryptionContext=vault.PURPOSE)["Plaintext"]) == 32
    with pytest.raises(ClientError):
        kms.decrypt(CiphertextBlob=wrapped)
    with pytest.raises(ClientError):
        kms.decrypt(CiphertextBlob=wrapped, EncryptionContext={"purpose": "certif-up:other"})


def test_who_has_none_has_nothing_to_open() -> None:
    with pytest.raises(vault.NoNumberError):
        vault.opened(stored(None))


def test_the_index_is_the_same_for_the_same_number_and_no_hash_that_can_be_worked_out() -> None:
    one, again, other = (vault.mac(check.parse(typed)) for typed in (NIR, "2.98.03.02.002.123.50", OTHER))
    assert one == again != other
    guesses = [sha256(NIR.encode()).hexdigest(), hmac.digest(b"", NIR.encode(), sha256).hex()]
    assert one not in guesses
    assert len(one) == 64


def test_what_kms_writes_down_of_a_call_says_nothing_of_anybody() -> None:
    """Its log has the encryption context, and never the message of a MAC."""
    with watched() as calls:
        given(NIR)
    made = {call.operation: call.params for call in calls if call.service == "kms"}
    assert made["GenerateDataKey"]["EncryptionContext"] == {"purpose": "certif-up:nir"}
    assert made["GenerateMac"].keys() == {"KeyId", "MacAlgorithm", "Message"}
    assert made["GenerateDataKey"]["KeyId"] != made["GenerateMac"]["KeyId"]

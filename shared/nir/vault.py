"""The vault of the social security numbers: what seals them, and the keyed hash by which one is found again.

Each number is encrypted under a data key of its own (AES-256-GCM), which KMS wraps; the candidate's NUC is part of what
is authenticated, so a sealed number moved to somebody else opens for nobody. Only the export's role may unwrap. A plain
hash would not do for the index: the possible numbers are few enough to be tried one after the other.
"""

from base64 import b64decode, b64encode
from functools import cache
from secrets import token_bytes
from typing import Any, Final

import boto3

from shared import aws
from shared.attributes import Item
from shared.nir.check import Nir
from shared.nir.record import NirRecord, Sealed
from shared.settings import setting

PURPOSE: Final = {"purpose": "certif-up:nir"}
"""The context that the roles' permissions name. It is written in KMS's own log, so it says nothing of anybody."""
NONCE_BYTES: Final = 12


def sealed(nir: Nir, nuc: str) -> Sealed:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # half of this function's cold start

    data_key = kms().generate_data_key(KeyId=setting("NIR_KEY"), KeySpec="AES_256", EncryptionContext=PURPOSE)
    nonce = token_bytes(NONCE_BYTES)
    ciphertext = AESGCM(data_key["Plaintext"]).encrypt(nonce, nir.value.encode(), _bound_to(nuc))
    return Sealed(
        wrapped_key=b64encode(data_key["CiphertextBlob"]).decode(),
        nonce=b64encode(nonce).decode(),
        ciphertext=b64encode(ciphertext).decode(),
    )


def mac(nir: Nir) -> str:
    """The same for the same number, whoever gives it; without KMS nobody can work it out."""
    answer = kms().generate_mac(KeyId=setting("NIR_INDEX_KEY"), MacAlgorithm="HMAC_SHA_256", Message=nir.value.encode())
    made: bytes = answer["Mac"]
    return made.hex()


def opened(item: Item) -> str:
    """The number of a stored record, for the export to the national training-account system and nothing else.

    Raises:
        NoNumberError: the candidate has declared to have none.
        InvalidTag: the record is not what was sealed for this candidate.
        ClientError: KMS does not let the caller unwrap, or what is there is no wrapped key.
    """
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    record = NirRecord.model_validate(item)
    if record.sealed is None:
        raise NoNumberError
    wrapped_key, nonce, ciphertext = map(
        b64decode, (record.sealed.wrapped_key, record.sealed.nonce, record.sealed.ciphertext)
    )
    data_key = kms().decrypt(CiphertextBlob=wrapped_key, EncryptionContext=PURPOSE, KeyId=setting("NIR_KEY"))
    return AESGCM(data_key["Plaintext"]).decrypt(nonce, ciphertext, _bound_to(record.nuc)).decode()


class NoNumberError(Exception):
    """There is nothing to open."""


def _bound_to(nuc: str) -> bytes:
    return f"{PURPOSE['purpose']}:{nuc}".encode()


@cache
def kms() -> Any:
    return boto3.client("kms", config=aws.limits(read_seconds=4, attempts=2))

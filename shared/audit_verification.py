"""Whether an audit trail is what was signed. It needs the items of the table and the public key, and no right more.

Apart from `shared.audit`, so that a function that only makes entries does not load cryptography.
"""

import base64
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from shared.audit import Day, SignedDigest, digest, faults

Valid = Callable[[bytes, str], bool]
"""Whether a signature, in base 64, is that of a text."""


def verify(days: Iterable[Day], digests: dict[date, SignedDigest], valid: Valid) -> list[str]:
    """What is wrong with a trail of consecutive days. An empty list is a sound trail.

    `digests` may reach further back than `days`: whatever is there of them must be one signed chain without a gap.
    """
    found = [fault for day in days for fault in _faults_by_digest(day, digests.get(day.day))]
    previous: SignedDigest | None = None
    for day, one in sorted(digests.items()):
        if not valid(one.text(), one.signature):
            found.append(f"{day}: the signature is not valid")
        if previous and (day - previous.day, one.previous) != (
            timedelta(days=1),
            sha256(previous.text()).hexdigest(),
        ):
            found.append(f"{day}: does not follow the digest of the day before")
        previous = one
    return found


def valid_by(public_key: bytes) -> Valid:
    """Checks signatures by the public key in DER, as KMS gives it out; no call to AWS is needed."""
    key = serialization.load_der_public_key(public_key)
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise TypeError("not a key of an elliptic curve")

    def valid(text: bytes, signature: str) -> bool:
        try:
            key.verify(base64.b64decode(signature), text, ec.ECDSA(hashes.SHA256()))
        except (InvalidSignature, ValueError):
            return False
        return True

    return valid


def _faults_by_digest(day: Day, signed: SignedDigest | None) -> list[str]:
    found = faults(day)
    if signed is None:
        return [*found, f"{day.day}: no digest"]
    now_is = digest(day, None)
    if (now_is.chains, now_is.entries, now_is.root) != (signed.chains, signed.entries, signed.root):
        found.append(f"{day.day}: not the trail that was signed")
    return found

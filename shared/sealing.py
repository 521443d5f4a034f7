"""Text that only the holder of a random secret can read again, whoever else reads the table that keeps it."""

import base64
import secrets
from hashlib import sha256
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES: Final = 12


def sealed(secret: str, text: str) -> str:
    """Base 64 of the nonce and the text, encrypted and authenticated (AES-256-GCM)."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return base64.b64encode(nonce + _cipher(secret).encrypt(nonce, text.encode(), None)).decode()


def opened(secret: str, text: str) -> str:
    """What was sealed.

    Raises:
        cryptography.exceptions.InvalidTag: it was sealed under another secret, or has been changed.
    """
    raw = base64.b64decode(text)
    return _cipher(secret).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], None).decode()


def _cipher(secret: str) -> "AESGCM":
    """Under a key that only whoever holds the secret can work out; 256 random bits need no slow derivation."""
    # Here, because a cold start that seals nothing would wait for it.
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(sha256(f"seal:{secret}".encode()).digest())

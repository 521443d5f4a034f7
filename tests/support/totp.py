"""What an authenticator app shows (RFC 6238): six digits of the secret and of the half-minute."""

import base64
import hmac
from datetime import datetime


def code(secret: str, at: datetime) -> str:
    key = base64.b32decode(secret.upper() + "=" * (-len(secret) % 8))
    step = int(at.timestamp()) // 30
    mac = hmac.digest(key, step.to_bytes(8, "big"), "sha1")
    start = mac[-1] & 15
    return f"{(int.from_bytes(mac[start : start + 4], 'big') & 0x7FFFFFFF) % 10**6:06}"

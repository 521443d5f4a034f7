"""The access tokens of the user pool: what must be true of one before anything that it says is believed."""

from functools import cache
from typing import Any, Final

import jwt

from shared.settings import setting

CLOCK_SKEW_SECONDS: Final = 10
"""Without it a token that a clock slightly ahead of ours has just made would be nobody's, for a minute of caching."""
KEYS_KEPT_SECONDS: Final = 3600
FETCH_FLOOR_SECONDS: Final = 30
"""Between two fetches of the keys for the sake of unknown ones, so that forged tokens cannot hammer the pool."""
FETCH_TIMEOUT_SECONDS: Final = 3


def verified(token: str) -> dict[str, Any] | None:
    """The claims of an access token in force, made by the user pool for this API; None for anything else.

    Raises:
        PyJWTError: the pool's keys cannot be had, so nothing can be said of any token.
    """
    try:
        header = jwt.get_unverified_header(token)
        key = _signing_key(header["kid"]) if header.get("alg") == "RS256" and "kid" in header else None
        if key is None:
            return None
        claims = jwt.decode(
            token,
            key,
            algorithms=["RS256"],
            issuer=setting("ISSUER"),
            leeway=CLOCK_SKEW_SECONDS,
            options={"require": ["exp", "iat", "iss", "client_id", "token_use", "username"]},
        )
    except jwt.InvalidTokenError:
        return None
    ours = claims["client_id"] == setting("USER_POOL_CLIENT_ID")
    return claims if ours and claims["token_use"] == "access" else None  # noqa: S105 (a kind of token)


def _signing_key(id: str) -> jwt.PyJWK | None:
    published_keys().get_signing_keys()  # whatever is wrong with the keys themselves is raised here
    try:
        return published_keys().get_signing_key(id)
    except jwt.PyJWKClientConnectionError:
        raise
    except jwt.PyJWKClientError:
        return None


@cache
def published_keys() -> jwt.PyJWKClient:
    return jwt.PyJWKClient(
        setting("JWKS_URL"),
        lifespan=KEYS_KEPT_SECONDS,
        cooldown_duration=FETCH_FLOOR_SECONDS,
        timeout=FETCH_TIMEOUT_SECONDS,
    )

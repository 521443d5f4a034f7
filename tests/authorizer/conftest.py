"""A user pool of our own: a key, its publication on loopback, and the tokens that it would make."""

import io
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from functions.authorizer.handler import logger
from tests.support import season, template
from tests.support.api import environment


@cache
def key(name: str) -> rsa.RSAPrivateKey:
    """A key of this name: the same in all tests, since making one is slow."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Pool:
    """`published` are the names of the keys that the pool shows; `body` replaces what it shows."""

    url: str = ""
    published: list[str] = field(default_factory=lambda: ["current"])
    body: bytes | None = None
    fetches: int = 0

    def claims(self, **changes: Any) -> dict[str, Any]:
        """Those of an access token that the pool has just made for Alice; None takes a claim away."""
        now = int(season.NOW.timestamp())
        claims = {
            "sub": "5f0c1a52-40b1-4c8e-9d7b-2f0c1a5240b1",
            "iss": template.functions()["authorizer"]["ISSUER"],
            "client_id": template.functions()["authorizer"]["USER_POOL_CLIENT_ID"],
            "token_use": "access",
            "scope": "aws.cognito.signin.user.admin",
            "username": season.ALICE.nuc,
            "iat": now,
            "auth_time": now,
            "exp": now + 900,
            "jti": "0a1b2c3d",
        }
        return {name: value for name, value in (claims | changes).items() if value is not None}

    def token(
        self, *, signed_by: str = "current", kid: str = "current", group: str | None = None, **changes: Any
    ) -> str:
        claims = self.claims(**changes) | ({"cognito:groups": [group]} if group else {})
        return jwt.encode(claims, key(signed_by), algorithm="RS256", headers={"kid": kid})

    def document(self) -> bytes:
        if self.body is not None:
            return self.body
        keys = [
            json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key(name).public_key()))
            | {"kid": name, "alg": "RS256", "use": "sig"}
            for name in self.published
        ]
        return json.dumps({"keys": keys}).encode()


@pytest.fixture
def pool(season: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pool]:
    """The pool, listening; the environment is the authorizer's."""
    pool = Pool()

    class Publication(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            pool.fetches += 1
            body = pool.document()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing: the tests' output is not a log."""

    with HTTPServer(("127.0.0.1", 0), Publication) as server, environment("authorizer"):
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        pool.url = f"http://127.0.0.1:{server.server_port}/jwks.json"
        monkeypatch.setenv("JWKS_URL", pool.url)
        # PyJWT counts on a clock that time_machine does not move.
        moved = SimpleNamespace(monotonic=lambda: datetime.now(UTC).timestamp())
        monkeypatch.setattr("jwt.jwks_client.time", moved)
        monkeypatch.setattr("jwt.jwk_set_cache.time", moved)
        monkeypatch.setattr("jwt.api_jwk.time", moved)
        yield pool
        server.shutdown()
        thread.join()


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the authorizer writes to its log."""
    written = io.StringIO()
    before = logger.registered_handler.setStream(written)  # type: ignore[attr-defined]
    yield written
    logger.registered_handler.setStream(before)  # type: ignore[attr-defined]

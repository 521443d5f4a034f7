"""A browser, known by its cookie, and what is kept for it: who signed in, and what was typed and refused.

All of it is sealed under the cookie, so that the table alone opens nothing and tells nothing
(docs/decisions/0022-the-pages.md).
"""

import base64
import hmac
import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Final, Self

from boto3.dynamodb.conditions import Key
from cryptography.exceptions import InvalidTag

from shared import keys, table
from shared.role import Role
from shared.sealing import opened, sealed
from shared.settings import setting

IDLE: Final = timedelta(hours=2)
"""How long somebody may look at a page; whoever does nothing for longer signs in again."""
LONGEST: Final = timedelta(hours=12)
"""As long as the user pool prolongs a sign-in (RefreshTokenValidity)."""
KEPT_FOR: Final = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class SignIn:
    """Somebody who is signed in. `id` is a NUC, or the address of a person of a centre or of the association."""

    role: Role
    id: str
    access_token: str
    refresh_token: str
    ends_at: int
    """Of the access token, in seconds since 1970."""
    since: int

    @classmethod
    def of(cls, token: Mapping[str, Any], *, now: datetime, before: "SignIn | None" = None) -> Self:
        """`token` is what the API answered to a sign-in, or to a refresh of `before`."""
        claims = _claims(token["access_token"])
        groups = claims.get("cognito:groups", [])
        role = next((one for one in (Role.ASSOCIATION, Role.CENTRE) if one in groups), Role.CANDIDATE)
        return cls(
            role=role,
            id=claims["username"].upper() if role is Role.CANDIDATE else claims["username"],
            access_token=token["access_token"],
            refresh_token=token["refresh_token"],
            ends_at=int(now.timestamp()) + token["expires_in"],
            since=before.since if before else int(now.timestamp()),
        )

    @property
    def principal(self) -> str:
        return f"{self.role}:{self.id}"


@dataclass(frozen=True, slots=True)
class Kept:
    """What somebody sent that could not be done, until they correct it. Passwords and NIRs are never among it."""

    page: str
    whose: str
    """Of `Browser.whose`: who typed it."""
    typed: dict[str, list[str]] = field(default_factory=dict)
    errors: list[tuple[str, str]] = field(default_factory=list)
    """Fields and what to do, in their order."""
    told: dict[str, str] = field(default_factory=dict)
    """What a page has to say besides."""


class Browser:
    """`ticket` is the value of the cookie: 256 random bits. A new browser gets one with the answer."""

    def __init__(self, ticket: str | None) -> None:
        self.is_new = ticket is None
        self.is_used = False
        """Whether anything was made with the ticket, so that the browser must have it."""
        self.ticket = ticket or secrets.token_urlsafe(32)

    def read(self, kept: str | None = None) -> tuple[SignIn | None, Kept | None]:
        """In one read: who is signed in, and what was kept under this identifier."""
        if self.is_new:
            return None, None
        wanted = [keys.browser(self.ticket, keys.SIGN_IN), *([_kept_as(self.ticket, kept)] if kept else [])]
        signed, *rest = (self._opened(one) for one in table.read(*wanted))
        sign_in = SignIn(**signed | {"role": Role(signed["role"])}) if signed else None
        return sign_in, _kept(rest[0]) if rest and rest[0] else None

    def sign_in(self, signed: SignIn, *, now: datetime) -> None:
        """Also the next time that the token is refreshed."""
        longest = datetime.fromtimestamp(signed.since, UTC) + LONGEST
        self._write(keys.browser(self.ticket, keys.SIGN_IN), asdict(signed), until=min(now + IDLE, longest))

    def sign_out(self) -> None:
        table.write(table.delete_anyway(keys.browser(self.ticket, keys.SIGN_IN)))

    def keep(self, kept: Kept, *, now: datetime, lasts: timedelta = KEPT_FOR) -> str:
        """The identifier under which it is found again."""
        id = secrets.token_urlsafe(8)
        self._write(_kept_as(self.ticket, id), asdict(kept), until=now + lasts)
        return id

    def hand_over(self, to: "Browser", principal: str) -> None:
        """Gives what this person had typed before they signed in again to their new ticket, under the same name.

        It lasts no longer than it would have.
        """
        forms = Key("pk").eq(keys.browser_partition(self.ticket)) & Key("sk").begins_with(keys.KEPT)
        for item in table.all_of(forms):
            content = self._opened(item)
            if content and content["whose"] == self.whose(principal):
                theirs = content | {"whose": to.whose(principal)}
                until = datetime.fromtimestamp(int(item["ttl"]), UTC)
                to._write(_kept_as(to.ticket, item["sk"].removeprefix(keys.KEPT)), theirs, until=until)

    def whose(self, principal: str) -> str:
        """Tells persons apart, and says of nobody who it is."""
        return self._mac("whose", principal)

    def form_token(self, path: str, principal: str) -> str:
        """For one form shown once; nothing is stored for it."""
        self.is_used = True
        nonce, whose = secrets.token_urlsafe(16), self.whose(principal)
        return f"{nonce}.{whose}.{self._mac(nonce, whose, path)}"

    def shown_to(self, token: str, path: str) -> str:
        """Whom this browser was given the token for, with this form, as `whose` says; nothing when it was not."""
        nonce, _, rest = token.partition(".")
        whose, _, mac = rest.partition(".")
        return whose if hmac.compare_digest(mac.encode(), self._mac(nonce, whose, path).encode()) else ""

    def _mac(self, *parts: str) -> str:
        key = sha256(f"form:{self.ticket}".encode()).digest()
        return hmac.new(key, "\n".join(parts).encode(), sha256).hexdigest()[:24]

    def _write(self, key: keys.Key, content: Mapping[str, Any], *, until: datetime) -> None:
        self.is_used = True
        text = sealed(self.ticket, json.dumps(content))
        table.write(table.put_anyway({**key, "kind": "browser", "sealed": text, "ttl": int(until.timestamp())}))

    def _opened(self, item: Mapping[str, Any] | None) -> Any:
        if item is None or item["ttl"] <= datetime.now(UTC).timestamp():
            return None
        try:
            return json.loads(opened(self.ticket, item["sealed"]))
        except InvalidTag:
            return None


def cookie_name() -> str:
    """The prefix makes browsers insist on HTTPS, this host and no other; on the local cloud there is no HTTPS."""
    return "__Host-sid" if setting("PUBLIC_URL").startswith("https:") else "sid"


def ticket_of(event: Mapping[str, Any]) -> str | None:
    """Cookies come as a list from AWS, and as a header from the local cloud."""
    header = next((value for name, value in event["headers"].items() if name.lower() == "cookie"), "")
    given = dict(_pairs([*event.get("cookies", []), *header.split(";")]))
    ticket = given.get(cookie_name(), "")
    return ticket if len(ticket) == len(secrets.token_urlsafe(32)) else None


def set_cookie(ticket: str) -> str:
    secure = " Secure;" if cookie_name().startswith("__Host-") else ""
    return f"{cookie_name()}={ticket};{secure} HttpOnly; SameSite=Lax; Path=/"


def _pairs(cookies: list[str]) -> Iterator[tuple[str, str]]:
    for cookie in cookies:
        name, _, value = cookie.strip().partition("=")
        yield name, value


def _kept_as(ticket: str, id: str) -> keys.Key:
    return keys.browser(ticket, f"{keys.KEPT}{id}")


def _kept(content: Mapping[str, Any]) -> Kept:
    return Kept(**dict(content) | {"errors": [(name, text) for name, text in content["errors"]]})


def _claims(token: str) -> dict[str, Any]:
    """Of a token that the API has just given: nothing is decided by them but what is shown."""
    payload = token.split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return claims

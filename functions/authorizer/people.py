"""A person by a token of the user pool: in force, of somebody who is still there, and of a sign-in that counts."""

from datetime import UTC, datetime
from typing import Any

from functions.authorizer import tokens
from shared import standing
from shared.api_key import PEOPLE_ONLY, Scope
from shared.candidate import nuc_meant
from shared.http.identity import Identity
from shared.role import Role


def known(token: str) -> Identity | None:
    claims = tokens.verified(token)
    if claims is None:
        return None
    return _staff(claims) if claims.get("cognito:groups") else _candidate(claims)


def _candidate(claims: dict[str, Any]) -> Identity | None:
    """Known by the NUC alone: wherever a candidate has acted the role is shown, never a name."""
    nuc = nuc_meant(claims["username"])
    if nuc is None or standing.candidate(nuc, signed_in_at=_signed_in_at(claims)) is None:
        return None
    return Identity(Role.CANDIDATE, nuc, nuc, "", frozenset())


def _staff(claims: dict[str, Any]) -> Identity | None:
    person = standing.person(claims["username"], signed_in_at=_signed_in_at(claims))
    if person is None or person.role not in claims["cognito:groups"]:
        return None
    scopes = frozenset[str]({*Scope, PEOPLE_ONLY}) if person.role is Role.CENTRE else frozenset[str]()
    return Identity(person.role, person.email, person.name, person.centre or "", scopes)


def _signed_in_at(claims: dict[str, Any]) -> datetime:
    return datetime.fromtimestamp(claims.get("auth_time", 0), UTC)

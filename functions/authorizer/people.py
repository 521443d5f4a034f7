"""A person by a token of the user pool: in force, of somebody who is still there, and of a sign-in that counts."""

from datetime import UTC, datetime
from typing import Any

from functions.authorizer import tokens
from shared import candidate, keys, table
from shared.api_key import PEOPLE_ONLY, Scope
from shared.candidate import nuc_meant
from shared.http.identity import Identity
from shared.person import Person
from shared.registration.model import Role
from shared.settings import setting


def known(token: str) -> Identity | None:
    claims = tokens.verified(token)
    if claims is None:
        return None
    return _staff(claims) if claims.get("cognito:groups") else _candidate(claims)


def _candidate(claims: dict[str, Any]) -> Identity | None:
    """Known by the NUC alone: wherever a candidate has acted the role is shown, never a name."""
    nuc = nuc_meant(claims["username"])
    (item,) = table.read(keys.candidate(nuc)) if nuc else [None]
    if nuc is None or item is None or not _counts(claims, candidate.account(item).tokens_from):
        return None
    return Identity(Role.CANDIDATE, nuc, nuc, "", frozenset())


def _staff(claims: dict[str, Any]) -> Identity | None:
    (item,) = table.read(keys.person(claims["username"]))
    if item is None:
        return None
    person = Person.model_validate(item)
    if person.disabled_at is not None or person.role not in claims["cognito:groups"]:
        return None
    if not _counts(claims, person.tokens_from):
        return None
    if setting("SECOND_FACTOR") == "required" and not person.had_second_factor(signed_in_at=_signed_in_at(claims)):
        return None
    scopes = frozenset[str]({*Scope, PEOPLE_ONLY}) if person.role is Role.CENTRE else frozenset[str]()
    return Identity(person.role, person.email, person.name, person.centre or "", scopes)


def _counts(claims: dict[str, Any], tokens_from: datetime | None) -> bool:
    """Whether the sign-in is of the second in which the person's sessions were last ended, or later."""
    return tokens_from is None or _signed_in_at(claims) >= tokens_from.replace(microsecond=0)


def _signed_in_at(claims: dict[str, Any]) -> datetime:
    return datetime.fromtimestamp(claims.get("auth_time", 0), UTC)

"""The second factor of the staff: a code from an authenticator app, after the password and before any token.

Between the two calls the caller holds a session, drawn here, and the table an item found by its hash. What the user
pool said to the password (its own session, or tokens that nobody may use yet) is sealed in it under the
caller's session, so that neither of the two is worth anything without the other
(docs/decisions/0015-the-second-factor.md).
"""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from botocore.exceptions import ClientError
from pydantic import Field, field_validator

from functions.account.door import door
from functions.account.pool import BUSY, claims, cognito, signed_in_at, user
from functions.account.views import ChallengeView, TokenView
from shared import keys, limits, person, table
from shared.attributes import Item
from shared.http.operation import Answer
from shared.http.visit import Visit
from shared.limits import Limit
from shared.models import Strict
from shared.problems.calls import BusyError, TooManyRequestsError
from shared.problems.people import SignInAgainError, WrongCodeError
from shared.sealing import opened, sealed
from shared.settings import setting
from shared.table import Write

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import AuthenticationResultTypeTypeDef

CODES: Final = Limit("codes", "CODES_LIMIT")
"""Codes that one person may try."""
LIFETIME: Final = timedelta(minutes=10)
"""Time to open, or to install, an authenticator app. The pool's own session lasts as long (AuthSessionValidity)."""
ISSUER: Final = "Certif-UP"

WRONG_CODE: Final = {"CodeMismatchException", "ExpiredCodeException", "EnableSoftwareTokenMFAException"}
OVER: Final = {"NotAuthorizedException", "UserNotFoundException", "PasswordResetRequiredException"}


class SecondFactorRequest(Strict):
    session: str = Field(max_length=64)
    code: str = Field(max_length=16)

    @field_validator("code")
    @classmethod
    def _is_six_digits(cls, typed: str) -> str:
        bare = re.sub(r"\s", "", typed)
        if not re.fullmatch(r"[0-9]{6}", bare):
            raise ValueError("Saisissez les 6 chiffres affichés par votre application d’authentification")
        return bare


def must_set_up(access_token: str) -> bool:
    """Whether this token, made by the pool a moment ago, proves too little: one of the staff, and a password alone."""
    return setting("SECOND_FACTOR") == "required" and "cognito:groups" in claims(access_token)


def asked(user_name: str, pool_session: str, *, now: datetime) -> ChallengeView:
    """The challenge for somebody who has a second factor."""
    session = _kept("second-factor", user_name, pool_session, now=now)
    return ChallengeView(challenge="second-factor", session=session, expires_in=int(LIFETIME.total_seconds()))


def set_up(user_name: str, token: TokenView, *, now: datetime) -> ChallengeView:
    """The challenge for somebody who has none yet: the secret is shown, the first code confirms it."""
    with explained():
        secret = cognito().associate_software_token(AccessToken=token.access_token)["SecretCode"]
    return ChallengeView(
        challenge="second-factor-setup",
        session=_kept("second-factor-setup", user_name, token.model_dump_json(), now=now),
        expires_in=int(LIFETIME.total_seconds()),
        secret=secret,
        otpauth_uri=f"otpauth://totp/{ISSUER}:{quote(user_name)}?secret={secret}&issuer={ISSUER}",
    )


@door.operation(
    "POST",
    "/v1/tokens/second-factor",
    summary="Se connecter, seconde étape : donner le code de l’application d’authentification",
    body=SecondFactorRequest,
    status=200,
    answer=TokenView,
    problems=(WrongCodeError, SignInAgainError, TooManyRequestsError),
)
def answer_second_factor(visit: Visit, body: SecondFactorRequest) -> Answer:
    """Every code is counted before it is looked at; the right one ends the session."""
    key = keys.challenge(body.session)
    challenge = _in_force(key, now=visit.now)
    taken = limits.use(CODES, challenge["user_name"], now=visit.now)
    held = opened(body.session, challenge["sealed"])
    end = table.delete(key, table.PRESENT, refused=_over)
    with explained():
        if challenge["challenge"] == "second-factor":
            token = _token_of(challenge["user_name"], held, body.code)
            table.commit(end)
        else:
            given = TokenView.model_validate_json(held)
            _confirm(challenge["user_name"], given.access_token, body.code, end)
            left = claims(given.access_token)["exp"] - int(visit.now.timestamp())
            token = given.model_copy(update={"expires_in": left})
    limits.give_back(taken)
    return Answer(200, token)


def _token_of(user_name: str, pool_session: str, code: str) -> TokenView:
    answer = cognito().admin_respond_to_auth_challenge(
        UserPoolId=setting("USER_POOL_ID"),
        ClientId=setting("USER_POOL_CLIENT_ID"),
        ChallengeName="SOFTWARE_TOKEN_MFA",
        Session=pool_session,
        ChallengeResponses={"USERNAME": user_name, "SOFTWARE_TOKEN_MFA_CODE": code},
    )
    return token_view(answer["AuthenticationResult"])


def token_view(result: "AuthenticationResultTypeTypeDef") -> TokenView:
    return TokenView(
        access_token=result["AccessToken"], expires_in=result["ExpiresIn"], refresh_token=result["RefreshToken"]
    )


def _confirm(user_name: str, access_token: str, code: str, end: Write) -> None:
    """Makes the secret the person's second factor, unless they have one by now: a session must not replace it.

    The record comes before the pool's preference: whoever is interrupted in between sets up again at the next sign-in.
    """
    known = cognito().admin_get_user(**user(user_name))
    if not known["Enabled"] or known.get("UserMFASettingList"):
        raise SignInAgainError
    cognito().verify_software_token(AccessToken=access_token, UserCode=code)
    table.commit(end, person.second_factor_set(user_name, signed_in_at=signed_in_at(access_token)))
    cognito().admin_set_user_mfa_preference(
        **user(user_name), SoftwareTokenMfaSettings={"Enabled": True, "PreferredMfa": True}
    )


def _kept(kind: str, user_name: str, held: str, *, now: datetime) -> str:
    """The session that the caller gets."""
    session = secrets.token_urlsafe(32)
    challenge = {
        **keys.challenge(session),
        "kind": "challenge",
        "challenge": kind,
        "user_name": user_name,
        "sealed": sealed(session, held),
        "ttl": int((now + LIFETIME).timestamp()),
    }
    table.write(table.put(challenge))
    return session


def _in_force(key: keys.Key, *, now: datetime) -> Item:
    (challenge,) = table.read(key)
    if challenge is None or challenge["ttl"] <= now.timestamp():
        raise SignInAgainError
    return challenge


def _over(_stood: Item) -> Exception:
    return SignInAgainError()


@contextmanager
def explained() -> Iterator[None]:
    """Says what the pool refuses in our words.

    Raises:
        WrongCodeError, SignInAgainError, BusyError
    """
    try:
        yield
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code in WRONG_CODE:
            raise WrongCodeError from error
        if code in OVER:
            raise SignInAgainError from error
        if code in BUSY:
            raise BusyError from error
        raise

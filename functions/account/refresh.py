"""A further access token for a session: for the refresh token that came with the one before, without the password."""

from typing import Annotated

from pydantic import StringConstraints

from functions.account.door import door
from functions.account.pool import claims, cognito, signed_in_at
from functions.account.second_factor import explained
from functions.account.views import TokenView
from shared import standing
from shared.candidate import nuc_meant
from shared.http.operation import Answer
from shared.http.visit import Visit
from shared.models import Strict
from shared.problems.people import SignInAgainError
from shared.settings import setting


class RefreshRequest(Strict):
    refresh_token: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_=.-]+$", max_length=4096)]


@door.operation(
    "POST",
    "/v1/tokens/refresh",
    summary="Prolonger sa session : obtenir un nouveau jeton d’accès",
    body=RefreshRequest,
    status=200,
    answer=TokenView,
    problems=(SignInAgainError,),
)
def refresh_token(visit: Visit, body: RefreshRequest) -> Answer:
    """What the authorizer would not take is not given, whatever the pool has been told of the end of a session."""
    with explained():
        given = cognito().admin_initiate_auth(
            UserPoolId=setting("USER_POOL_ID"),
            ClientId=setting("USER_POOL_CLIENT_ID"),
            AuthFlow="REFRESH_TOKEN_AUTH",
            AuthParameters={"REFRESH_TOKEN": body.refresh_token},
        )["AuthenticationResult"]
    if not _counts(given["AccessToken"]):
        raise SignInAgainError
    token = TokenView(
        access_token=given["AccessToken"],
        expires_in=given["ExpiresIn"],
        refresh_token=given.get("RefreshToken", body.refresh_token),
    )
    return Answer(200, token)


def _counts(access_token: str) -> bool:
    said, at = claims(access_token), signed_in_at(access_token)
    if "cognito:groups" in said:
        return standing.person(said["username"], signed_in_at=at) is not None
    nuc = nuc_meant(said["username"])
    return nuc is not None and standing.candidate(nuc, signed_in_at=at) is not None

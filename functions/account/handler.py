"""Sign-in: a NUC or an address and a password against an access token of the user pool."""

from functools import cache
from typing import TYPE_CHECKING

import boto3
from botocore.exceptions import ClientError

from functions.account.sign_in import TokenRequest, TokenView
from shared.http.door import Door
from shared.http.operation import Answer
from shared.problems import BusyError, WrongCredentialsError
from shared.settings import setting

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_cognito_idp.type_defs import AdminInitiateAuthResponseTypeDef

door = Door()

REFUSED = {
    "NotAuthorizedException",
    "UserNotFoundException",
    "UserNotConfirmedException",
    "PasswordResetRequiredException",
}
BUSY = {"TooManyRequestsException", "LimitExceededException"}


@door.operation(
    "POST",
    "/v1/tokens",
    summary="Se connecter : obtenir un jeton d’accès",
    body=TokenRequest,
    status=200,
    answer=TokenView,
    problems=(WrongCredentialsError,),
)
def create_token(body: TokenRequest) -> Answer:
    """One refusal for every wrong pair, so that it never tells who is registered."""
    called, user_name = body.identifier
    if user_name is None:
        raise WrongCredentialsError(called)
    try:
        answer = _initiate(user_name, body.password)
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code in REFUSED:
            raise WrongCredentialsError(called) from error
        if code in BUSY:
            raise BusyError from error
        raise
    if "AuthenticationResult" not in answer:
        door.logger.warning("challenge_not_served", challenge=answer["ChallengeName"])
        raise WrongCredentialsError(called)
    result = answer["AuthenticationResult"]
    return Answer(200, TokenView(access_token=result["AccessToken"], expires_in=result["ExpiresIn"]))


def _initiate(user_name: str, password: str) -> "AdminInitiateAuthResponseTypeDef":
    return cognito().admin_initiate_auth(
        UserPoolId=setting("USER_POOL_ID"),
        ClientId=setting("USER_POOL_CLIENT_ID"),
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": user_name, "PASSWORD": password},
    )


@cache
def cognito() -> "CognitoIdentityProviderClient":
    return boto3.client("cognito-idp")


lambda_handler = door.handler

"""Sign-in: a NUC or an address and a password against an access token of the user pool, or a further question."""

from typing import TYPE_CHECKING, Annotated, NamedTuple, Self

from botocore.exceptions import ClientError
from pydantic import Field, StringConstraints, ValidationInfo, field_validator, model_validator

from functions.account import attempts, second_factor
from functions.account.door import door
from functions.account.passwords import as_kept
from functions.account.pool import BUSY, cognito
from functions.account.views import SignInView
from shared.candidate import nuc_meant
from shared.http.operation import Answer
from shared.http.visit import Visit
from shared.models import Strict
from shared.patterns import pattern
from shared.problems.calls import BusyError
from shared.problems.people import TooManyAttemptsError, WrongCredentialsError
from shared.settings import setting

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import AdminInitiateAuthResponseTypeDef

REFUSED = {
    "NotAuthorizedException",
    "UserNotFoundException",
    "UserNotConfirmedException",
    "PasswordResetRequiredException",
}
_ASKED_FOR = {
    "nuc": "Saisissez votre NUC",
    "email": "Saisissez votre adresse électronique",
    "password": "Saisissez votre mot de passe",
}
_ADDRESS = pattern(r"[^@\s]+@[^@\s]+")


class Identifier(NamedTuple):
    """`user_name` is how the user pool knows the person; None when it can know nobody of that name."""

    called: str
    user_name: str | None


class TokenRequest(Strict):
    nuc: str | None = Field(default=None, max_length=32, description="Le NUC d’un candidat ; les espaces sont ignorés")
    email: str | None = Field(
        default=None, max_length=128, description="L’adresse d’une personne d’un centre ou de l’UPPCTSC"
    )
    # Unlike every other field, a password keeps the spaces around it.
    password: Annotated[str, StringConstraints(strip_whitespace=False, max_length=256)]

    @field_validator("nuc", "email", "password")
    @classmethod
    def _is_there(cls, typed: str | None, field: ValidationInfo) -> str | None:
        if typed == "" and field.field_name:
            raise ValueError(_ASKED_FOR[field.field_name])
        return typed

    @model_validator(mode="after")
    def _one_identifier(self) -> Self:
        if (self.nuc is None) == (self.email is None):
            raise ValueError("Donnez le champ nuc (candidat) ou le champ email (centre, UPPCTSC), l’un des deux")
        return self

    @property
    def identifier(self) -> Identifier:
        """User names are NUCs in capitals and addresses in lower case, so that both can be typed in any case."""
        if self.nuc is not None:
            return Identifier("NUC", nuc_meant(self.nuc))
        address = (self.email or "").lower()
        is_one = _ADDRESS.fullmatch(address) and address.isprintable()
        return Identifier("Adresse électronique", address if is_one else None)


@door.operation(
    "POST",
    "/v1/tokens",
    summary="Se connecter : obtenir un jeton d’accès",
    body=TokenRequest,
    status=200,
    answer=SignInView,
    problems=(WrongCredentialsError, TooManyAttemptsError),
)
def create_token(visit: Visit, body: TokenRequest) -> Answer:
    """One refusal for every wrong pair, so that it never tells who is registered."""
    called, user_name = body.identifier
    if user_name is None:
        raise WrongCredentialsError(called)
    taken = attempts.count(user_name, visit)
    try:
        answer = _initiate(user_name, as_kept(body.password))
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code in REFUSED:
            raise WrongCredentialsError(called) from error
        if code in BUSY:
            raise BusyError from error
        raise
    attempts.succeeded(taken)
    if answer.get("ChallengeName") == "SOFTWARE_TOKEN_MFA":
        return Answer(200, second_factor.asked(user_name, answer["Session"], now=visit.now))
    if "AuthenticationResult" not in answer:
        door.logger.warning("challenge_not_served", challenge=answer["ChallengeName"])
        raise WrongCredentialsError(called)
    token = second_factor.token_view(answer["AuthenticationResult"])
    if second_factor.must_set_up(token.access_token):
        return Answer(200, second_factor.set_up(user_name, token, now=visit.now))
    return Answer(200, token)


def _initiate(user_name: str, password: str) -> "AdminInitiateAuthResponseTypeDef":
    return cognito().admin_initiate_auth(
        UserPoolId=setting("USER_POOL_ID"),
        ClientId=setting("USER_POOL_CLIENT_ID"),
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": user_name, "PASSWORD": password},
    )

"""« Demander son mot de passe » : a link by mail, and the new password that the link allows, once."""

from typing import Self

from pydantic import Field, model_validator

from functions.account import attempts, sessions
from functions.account.door import door
from functions.account.passwords import Password, refuse_the_name, set_password
from functions.account.pool import cognito, user
from functions.account.views import DoneView
from shared import links, table
from shared.candidate import nuc_meant
from shared.http.operation import Answer
from shared.http.visit import Visit
from shared.letters import Letter
from shared.links import Purpose
from shared.mail_orders import order_letter
from shared.models import Strict
from shared.problems.people import LinkExpiredError


class PasswordResetRequest(Strict):
    nuc: str | None = Field(default=None, max_length=32, description="Le NUC d’un candidat ; les espaces sont ignorés")
    email: str | None = Field(
        default=None, max_length=128, description="L’adresse d’une personne d’un centre ou de l’UPPCTSC"
    )

    @model_validator(mode="after")
    def _one_of_the_two(self) -> Self:
        if bool(self.nuc) == bool(self.email):
            raise ValueError("Saisissez votre NUC")
        return self

    @property
    def user_name(self) -> str:
        """What can be nobody's NUC is taken as it is: there is nobody to write to either."""
        return (nuc_meant(self.nuc) or self.nuc) if self.nuc else (self.email or "").lower()


class NewPasswordRequest(Strict):
    token: str = Field(max_length=64, description="Ce qui suit `jeton=` dans le lien reçu")
    password: Password = Field(description="12 à 256 caractères. Une suite de quatre mots convient.")


@door.operation(
    "POST",
    "/v1/password-resets",
    summary="Demander son mot de passe",
    body=PasswordResetRequest,
    status=202,
    answer=DoneView,
)
def create_password_reset(visit: Visit, body: PasswordResetRequest) -> Answer:
    order(body.user_name)
    return Answer(202, DoneView())


def order(user_name: str) -> None:
    """Has a link sent to this person, if there is such a person."""
    order_letter(Letter.PASSWORD, user_name=user_name)


@door.operation(
    "PUT",
    "/v1/password-resets",
    summary="Choisir un nouveau mot de passe avec le lien reçu",
    body=NewPasswordRequest,
    status=200,
    answer=DoneView,
    problems=(LinkExpiredError,),
)
def use_password_reset(visit: Visit, body: NewPasswordRequest) -> Answer:
    """The link goes first: whoever is interrupted afterwards asks for another one, and nobody uses it a second time."""
    link = links.read(body.token, Purpose.PASSWORD, now=visit.now)
    user_name = link.user_name or ""
    refuse_the_name(body.password, user_name)
    _spend(body.token, user_name, visit)
    set_password(user_name, body.password)
    cognito().admin_user_global_sign_out(**user(user_name))
    attempts.begin_anew(user_name, visit)
    order_letter(Letter.PASSWORD_CHANGED, user_name=user_name)
    return Answer(200, DoneView())


def _spend(token: str, user_name: str, visit: Visit) -> None:
    """Uses the link up, unless the person has gone meanwhile; tokens given before count no more."""
    ended = sessions.ended(visit.now) | ({} if "@" in user_name else {"never_signed_in": False})
    known = table.update(sessions.whose(user_name), set=ended, refused=lambda _: LinkExpiredError())
    table.commit(links.used(token, now=visit.now), known)

"""What is sent to sign in, and what comes back."""

import re
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import Field, StringConstraints, ValidationInfo, field_validator, model_validator

from shared.candidate import nuc_meant
from shared.models import Strict
from shared.registration.view import View

_ASKED_FOR = {
    "nuc": "Saisissez votre NUC",
    "email": "Saisissez votre adresse électronique",
    "password": "Saisissez votre mot de passe",
}
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")


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
        return Identifier("Adresse électronique", address if _ADDRESS.fullmatch(address) else None)


class TokenView(View):
    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 (a kind of token)
    expires_in: int
    """Seconds."""

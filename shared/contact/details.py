"""Who a candidate is and where they are reached, as they type it."""

import re
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, field_validator

from shared.contact import email, phone, text
from shared.contact.birth import BirthDate
from shared.contact.country import FRANCE, is_france
from shared.departments import meant
from shared.models import Strict


def _nothing_when_blank(given: Any) -> Any:
    """An empty field of a form is one that was not filled in."""
    return None if isinstance(given, str) and not given.strip() else given


def _country(typed: str) -> str:
    return FRANCE if is_france(typed) else text.name_or("Saisissez votre pays")(typed)


_OPTIONAL: Final = BeforeValidator(_nothing_when_blank)
Email = Annotated[str, AfterValidator(email.address)]
Phone = Annotated[str, AfterValidator(phone.e164)]
BirthName = Annotated[str, AfterValidator(text.name_or("Saisissez votre nom de naissance"))]
UsualName = Annotated[str, AfterValidator(text.name_or("Saisissez votre nom d’usage"))]
GivenName = Annotated[str, AfterValidator(text.name_or("Saisissez votre prénom"))]
AddressLine = Annotated[str, AfterValidator(text.line_or("Saisissez votre adresse"))]
Town = Annotated[str, AfterValidator(text.line_or("Saisissez votre commune"))]
Country = Annotated[str, AfterValidator(_country)]


class ContactDetails(Strict):
    """Everything but the e-mail address, which is only used once confirmed, and the NIR, which is kept apart."""

    birth_name: BirthName
    usual_name: Annotated[UsualName | None, _OPTIONAL] = None
    given_name: GivenName
    born_on: BirthDate
    phone: Annotated[Phone | None, _OPTIONAL] = None
    address_line1: AddressLine
    address_line2: Annotated[AddressLine | None, _OPTIONAL] = None
    country: Country = FRANCE
    postcode: str = Field(description="5 chiffres en France ; ailleurs, 12 caractères au plus, ou rien")
    town: Town

    @field_validator("postcode")
    @classmethod
    def _as_in_the_country(cls, typed: str, others: ValidationInfo) -> str:
        """After the country, whose own refusal is enough."""
        return postcode(typed, country=others.data.get("country", ""))


def postcode(typed: str, *, country: str = FRANCE) -> str:
    """Five digits in France, `00` of the armed forces included; elsewhere what is customary there.

    Raises:
        ValueError: it cannot be one; in French.
    """
    if country == FRANCE:
        bare = re.sub(r"\s", "", typed)
        if not re.fullmatch(r"[0-9]{5}", bare):
            raise ValueError("Le code postal compte 5 chiffres")
        return bare
    bare = " ".join(typed.split()).upper()
    if not re.fullmatch(r"[0-9A-Z -]{0,12}", bare):
        raise ValueError("Le code postal compte 12 chiffres ou lettres au plus")
    return bare


def department(postcode: str) -> str | None:
    """Of a French postcode; None when it is of no department (armed forces, Pacific, abroad)."""
    found = meant(postcode) if re.fullmatch(r"[0-9]{5}", postcode) else ()
    return found[0] if found else None

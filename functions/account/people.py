"""The staff: people of the centres and of the association, each with an account of their own.

The association makes and stops these accounts. A new person chooses a password by a mailed link and sets up a second
factor at the first sign-in.
"""

import re
from datetime import datetime
from typing import Literal, Self

from boto3.dynamodb.conditions import Key
from botocore.exceptions import ClientError
from pydantic import Field, ValidationInfo, field_validator

from functions.account import password_resets
from functions.account.door import door
from functions.account.pool import cognito, user
from shared import keys, person, table
from shared.catalogue import Code
from shared.http.call import Call
from shared.http.operation import Answer
from shared.http.paging import PageQuery
from shared.models import Strict
from shared.person import Person
from shared.problems.calls import FieldError, NotFoundError, ValidationError
from shared.problems.people import PersonExistsError
from shared.registration.view import View
from shared.role import Role
from shared.table import StaleError

ASSOCIATION = frozenset({Role.ASSOCIATION})
StaffRole = Literal[Role.CENTRE, Role.ASSOCIATION]


class EmailRequest(Strict):
    """In the body: an address has no place in a path, which is logged."""

    email: str = Field(max_length=128)

    @field_validator("email")
    @classmethod
    def _in_lower_case(cls, typed: str) -> str:
        if not (re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", typed) and typed.isprintable()):
            raise ValueError("Saisissez une adresse électronique, par exemple prenom.nom@centre.fr")
        return typed.lower()


class PersonRequest(EmailRequest):
    """`centre` is given for a centre's people, and only for them."""

    name: str = Field(min_length=1, max_length=100)
    role: StaffRole
    centre: Code | None = Field(default=None, validate_default=True)

    @field_validator("centre")
    @classmethod
    def _a_centre_s_people_have_one(cls, centre: str | None, others: ValidationInfo) -> str | None:
        if "role" in others.data and (others.data["role"] is Role.CENTRE) != (centre is not None):
            raise ValueError("Indiquez le centre d’une personne d’un centre, et d’elle seulement")
        return centre


class PersonView(View):
    email: str
    name: str
    role: StaffRole
    centre: str | None
    second_factor: bool
    disabled_at: datetime | None

    @classmethod
    def of(cls, known: Person) -> Self:
        return cls.model_validate({**known.model_dump(), "second_factor": known.second_factor_at is not None})


class PersonList(View):
    items: list[PersonView]
    next: str | None


@door.operation(
    "GET",
    "/v1/people",
    summary="Les personnes de l’UPPCTSC et des centres, centre par centre",
    roles=ASSOCIATION,
    query=PageQuery,
    status=200,
    answer=PersonList,
)
def list_people(call: Call, query: PageQuery) -> Answer:
    partition = Key("centre_pk").eq(keys.PEOPLE)
    page = table.query(partition, index=keys.CENTRE_INDEX, limit=query.limit, after=query.cursor)
    return Answer(
        200, PersonList(items=[PersonView.of(Person.model_validate(one)) for one in page.items], next=page.next)
    )


@door.operation(
    "POST",
    "/v1/people",
    summary="Ouvrir le compte d’une personne d’un centre ou de l’UPPCTSC",
    roles=ASSOCIATION,
    body=PersonRequest,
    status=201,
    answer=PersonView,
    problems=(PersonExistsError,),
    keeps_answers=False,
)
def create_person(call: Call, body: PersonRequest) -> Answer:
    """The account comes first: without the record it opens nothing, and a second try finds it and goes on.

    Repeated before the person has signed in, it sends the link again, so that an interrupted creation is told in any
    case.
    """
    known, *centre = table.read(keys.person(body.email), *([keys.centre(body.centre)] if body.centre else []))
    if None in centre:
        raise ValidationError([FieldError("/centre", "unknown", "Aucun centre ne porte ce code")])
    created = Person(**body.model_dump())
    if known is None:
        _open_account(created)
        table.write(table.put(person.item(created), refused=lambda _: StaleError()))
    elif Person.model_validate(known) != created:
        raise PersonExistsError
    password_resets.order(created.email)
    return Answer(201, PersonView.of(created))


@door.operation(
    "POST",
    "/v1/people/disabling",
    summary="Fermer le compte d’une personne d’un centre ou de l’UPPCTSC",
    roles=ASSOCIATION,
    body=EmailRequest,
    status=200,
    answer=PersonView,
    problems=(NotFoundError,),
    keeps_answers=False,
)
def disable_person(call: Call, body: EmailRequest) -> Answer:
    """The record comes first: with it, even the tokens given before open nothing more. Repeated, it does the rest."""
    known = _known(body.email)
    at = known.disabled_at or call.now
    table.write(person.disabled(body.email, at=at))
    cognito().admin_disable_user(**user(body.email))
    return Answer(200, PersonView.of(known.model_copy(update={"disabled_at": at})))


@door.operation(
    "POST",
    "/v1/people/second-factor-reset",
    summary="Oublier le second facteur d’une personne, qui en choisira un autre à sa prochaine connexion",
    roles=ASSOCIATION,
    body=EmailRequest,
    status=200,
    answer=PersonView,
    problems=(NotFoundError,),
    keeps_answers=False,
)
def reset_second_factor(call: Call, body: EmailRequest) -> Answer:
    known = _known(body.email)
    table.write(person.second_factor_forgotten(body.email))
    cognito().admin_set_user_mfa_preference(**user(body.email), SoftwareTokenMfaSettings={"Enabled": False})
    cognito().admin_user_global_sign_out(**user(body.email))  # whoever has the phone may have a session on it
    return Answer(200, PersonView.of(known.model_copy(update={"second_factor_at": None})))


def _known(email: str) -> Person:
    (item,) = table.read(keys.person(email))
    if item is None:
        raise NotFoundError("Personne n’est enregistré avec cette adresse électronique.")
    return Person.model_validate(item)


def _open_account(someone: Person) -> None:
    attributes = {"email": someone.email, "email_verified": "true"}
    try:
        cognito().admin_create_user(
            **user(someone.email),
            MessageAction="SUPPRESS",
            UserAttributes=[{"Name": name, "Value": value} for name, value in attributes.items()],
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "UsernameExistsException":
            raise
    cognito().admin_add_user_to_group(**user(someone.email), GroupName=someone.role)

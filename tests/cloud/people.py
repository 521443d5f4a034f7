"""Who calls: candidates of a test's own, signed in for real, and the programs and people of the example season."""

import secrets
from collections.abc import Mapping
from itertools import count
from typing import Any, NamedTuple

from shared import candidate, table
from shared.candidate import Candidate
from tests.cloud.conftest import LocalCloud
from tests.cloud.facts import inside

_numbers = count(1)


class Newcomer(NamedTuple):
    """A candidate of whom the example season knows nothing."""

    nuc: str
    email: str
    token: str


def sign_in(cloud: LocalCloud, credentials: Mapping[str, Any]) -> str:
    """The token that a NUC, or an address, and its password give."""
    answer = cloud.call("POST", "/v1/tokens", dict(credentials))
    assert answer.status == 200, answer
    return str(answer.body["access_token"])


def association(cloud: LocalCloud) -> str:
    return sign_in(cloud, cloud.access["association"])


def key_of(cloud: LocalCloud, centre: str) -> str:
    """The API key of one of the example's centres that have one."""
    return str(next(one["api_key"] for one in cloud.access["centres"] if one["code"] == centre))


def newcomer(cloud: LocalCloud) -> Newcomer:
    one = someone()
    store(cloud, one)
    cognito, pool = cloud.client("cognito-idp"), cloud.outputs["UserPoolId"]
    password = secrets.token_urlsafe(12)
    cognito.admin_create_user(UserPoolId=pool, Username=one.nuc, MessageAction="SUPPRESS")
    cognito.admin_set_user_password(UserPoolId=pool, Username=one.nuc, Password=password, Permanent=True)
    return Newcomer(one.nuc, one.email, sign_in(cloud, {"nuc": one.nuc, "password": password}))


def someone() -> Candidate:
    number = next(_numbers)
    return Candidate.model_validate(
        {
            "nuc": f"T{number:07d}",
            "given_name": "Maëlle",
            "birth_name": "D’Hœdt",
            "born_on": "1999-02-28",
            "email": f"t{number}@candidats.example",
        }
    )


def store(cloud: LocalCloud, *candidates: Candidate) -> None:
    with inside(cloud):
        for one in candidates:
            table.write(table.put_anyway(candidate.item(one)))


def register(cloud: LocalCloud, who: Newcomer, centre: str, *exams: str) -> str:
    """The reference of a request sent over HTTP."""
    body = {"session": cloud.access["session"], "centre": centre, "exams": list(exams)}
    answer = cloud.call("POST", "/v1/registrations", body, token=who.token)
    assert answer.status == 201, answer
    return str(answer.body["reference"])

"""Every operation, by everybody."""

import json

import pytest

from shared.api_key import PEOPLE_ONLY, Scope
from shared.http.operation import Operation
from shared.role import Role
from tests.http.operations import CLOSED, PEOPLE, name, request
from tests.support.api import LAON, NOBODY, Identity, call, centre
from tests.support.contents import contents
from tests.support.steps import refused

pytestmark = pytest.mark.usefixtures("season")


@pytest.mark.parametrize("operation", CLOSED, ids=name)
@pytest.mark.parametrize("by", [None, NOBODY, {}, {"role": "system"}], ids=["unasked", "nobody", "empty", "system"])
def test_whoever_is_not_known_is_asked_to_identify_themselves(operation: Operation, by: Identity | None) -> None:
    before = contents()
    reply = call(request(operation), by=by)
    refused(reply, 401, "unauthenticated")
    assert reply.headers["www-authenticate"].startswith("Bearer")
    assert contents() == before


@pytest.mark.parametrize(
    ("operation", "role"),
    [(operation, role) for operation in CLOSED for role in PEOPLE if role not in operation.roles],
    ids=name,
)
def test_whoever_has_another_role_is_told_so(operation: Operation, role: Role) -> None:
    before = contents()
    refused(call(request(operation), by=PEOPLE[role]), 403, "forbidden")
    assert contents() == before


@pytest.mark.parametrize("operation", [one for one in CLOSED if one.scope], ids=name)
def test_a_key_without_the_scope_is_told_so(operation: Operation) -> None:
    others = {*Scope} - {operation.scope}
    before = contents()
    refused(call(request(operation), by=centre("C02", scopes=" ".join(others))), 403, "forbidden")
    assert contents() == before


@pytest.mark.parametrize("operation", [one for one in CLOSED if Role.CENTRE in one.roles], ids=name)
def test_every_operation_of_a_centre_names_its_scope(operation: Operation) -> None:
    assert operation.scope in {*Scope, PEOPLE_ONLY}


@pytest.mark.parametrize("operation", [one for one in CLOSED if one.writes], ids=name)
def test_who_may_is_told_before_what_was_sent_is_looked_at(operation: Operation) -> None:
    refused(call(request(operation), by=NOBODY, raw="{not JSON"), 401, "unauthenticated")


def test_a_refusal_tells_nothing_of_what_is_there() -> None:
    known = call("GET /v1/registrations/CU-2701-0000-61", by=LAON).body
    assert "0000" not in json.dumps({key: value for key, value in known.items() if key != "instance"})

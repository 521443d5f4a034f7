"""A date is written as one: pydantic alone would count digits as seconds since 1970."""

from typing import Any

import pytest

from tests.set_up.sending import DATES, NEW
from tests.set_up.test_centres import OWN
from tests.support.api import ASSOCIATION, LAON, Identity, call
from tests.support.steps import refused, register

pytestmark = pytest.mark.usefixtures("season")

NUMBERS = ["0", "86400", "20261127", "-1", "1e9", " 86400 "]


def said(request: str, by: Identity, body: Any = None, **query: str) -> str:
    problem = refused(call(request, body, by=by, query=query), 422, "validation")
    (error,) = problem["errors"]
    return str(error["detail"])


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_is_no_date(number: str) -> None:
    payment = {"amount_cents": 5000, "received_on": number, "method": "cash"}
    reference = register("CHI")
    assert said(f"POST /v1/registrations/{reference}/payment", LAON, payment).startswith("Donnez une date")
    assert said("PUT /v1/centre", LAON, OWN | {"closing_days": [number]}).startswith("Donnez une date")
    assert said("GET /v1/audit", ASSOCIATION, day=number).startswith("Donnez une date")


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_is_no_moment(number: str) -> None:
    assert said(f"PUT /v1/sessions/{NEW}", ASSOCIATION, DATES | {"opens_at": number}).startswith("Donnez une date")
    query = {"state": "pending", "modified_since": number}
    assert said("GET /v1/centre/registrations", LAON, **query).startswith("Donnez une date")


@pytest.mark.parametrize("moment", ["2027-10-01T09:00:00+02:00", "2027-10-01T07:00:00Z", "2027-10-01T07:00:00.5Z"])
def test_a_moment_is_one_whatever_its_zone(moment: str) -> None:
    told = call(f"PUT /v1/sessions/{NEW}", DATES | {"opens_at": moment}, by=ASSOCIATION).body
    assert told["opens_at"] == "2027-10-01T07:00:00Z"

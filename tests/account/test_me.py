"""A candidate's own details and address; and « demander son NUC », which goes by them."""

from typing import Any

import pytest

from tests.account.conftest import Pool
from tests.account.mailed import begin, create, kinds, newest, token_in, words
from tests.support import calls, season
from tests.support.api import ALICE, BOB, CHLOE, LAON, Reply, call, candidate
from tests.support.aws import Aws
from tests.support.calls import Fault

DETAILS: dict[str, Any] = {
    "birth_name": "Lefèvre",
    "usual_name": "D’Hœdt",
    "given_name": "Nina",
    "born_on": "1999-02-28",
    "phone": "06 12 34 56 78",
    "address_line1": "1 rue de l’Exemple",
    "postcode": "02 000",
    "town": "Laon",
}


def put(details: dict[str, Any], by: Any = ALICE) -> Reply:
    return call("PUT /v1/me", details, by=by)


def remind(birth_name: str, born_on: str = "1999-02-28", email: str = "alice@example.org") -> Reply:
    return call("POST /v1/nuc-reminders", {"birth_name": birth_name, "born_on": born_on, "email": email})


def test_details_are_kept_and_shown(season: None) -> None:
    reply = put(DETAILS)
    assert reply.status == 200
    assert call("GET /v1/me", by=ALICE).body == reply.body
    assert reply.body["nuc"] == "20230001"
    assert reply.body["email"] == "alice@example.org"
    assert reply.body["complete"] is True
    assert reply.body["usual_name"] == "D’Hœdt"
    assert reply.body["phone"] == "+33612345678"


def test_what_is_left_out_is_gone(season: None) -> None:
    put(DETAILS)
    reply = put({name: text for name, text in DETAILS.items() if name not in {"usual_name", "phone"}})
    assert (reply.body["usual_name"], reply.body["phone"]) == (None, None)
    assert call("GET /v1/me", by=ALICE).body == reply.body


@pytest.mark.parametrize("name", ["email", "nuc", "last_session", "never_signed_in", "state"])
def test_nothing_else_can_be_changed(name: str, season: None) -> None:
    assert put({**DETAILS, name: "x"}).status == 422
    assert call("GET /v1/me", by=ALICE).body["email"] == "alice@example.org"


def test_only_a_candidate_has_details(season: None) -> None:
    assert call("GET /v1/me", by=LAON).status == 403
    assert put(DETAILS, by=LAON).status == 403


def test_with_details_a_new_candidate_can_register(pool: Pool, aws: Aws) -> None:
    new = candidate(create(begin(aws)).body["nuc"])
    wish = {"session": "2027-01", "centre": "C02", "exams": ["CHI"]}
    assert call("POST /v1/registrations", wish, by=new).status == 409
    assert put(DETAILS, by=new).status == 200
    assert call("POST /v1/registrations", wish, by=new).status == 201


def test_the_nuc_goes_to_the_address_on_file(pool: Pool, aws: Aws) -> None:
    remind("MARTIN", "1998-03-27")
    assert kinds(aws) == ["nuc_reminder"]
    assert aws.sent()[-1]["To"] == "Alice Martin <alice@example.org>"
    assert "Votre NUC est 20230001." in words(aws.sent()[-1])


def test_whoever_is_not_known_so_gets_nothing(pool: Pool, aws: Aws) -> None:
    remind("Martin", "1998-03-28")
    remind("Durand", "1998-03-27")
    remind("Martin", "1998-03-27", "bob@example.org")
    assert kinds(aws) == []


def test_a_changed_name_is_the_one_that_is_known(pool: Pool, aws: Aws) -> None:
    put(DETAILS)
    remind("Martin", "1998-03-27")
    assert kinds(aws) == []
    remind("lefevre")
    assert kinds(aws) == ["nuc_reminder"]


def test_three_mails_in_an_hour_are_enough_and_nobody_is_told(pool: Pool, aws: Aws) -> None:
    replies = [remind("Martin", "1998-03-27") for _ in range(5)]
    assert {one.status for one in replies} == {202}
    assert kinds(aws) == ["nuc_reminder"] * 3
    call("POST /v1/password-resets", {"nuc": "20230001"})
    call("POST /v1/password-resets", {"nuc": "20230002"})
    assert kinds(aws) == ["nuc_reminder"] * 3 + ["password_link"]
    assert aws.sent()[-1]["To"] == "Bob Durand <bob@example.org>"


def ask(aws: Aws, email: str = "Alice.Martin@Example.net") -> str:
    assert call("POST /v1/me/email", {"email": email}, by=ALICE).status == 202
    return token_in(newest(aws))


def confirm(token: str, by: Any = ALICE) -> Reply:
    return call("PUT /v1/me/email", {"token": token}, by=by)


def address() -> str:
    return str(call("GET /v1/me", by=ALICE).body["email"])


def test_an_address_counts_once_it_is_confirmed_and_the_old_one_is_told(pool: Pool, aws: Aws) -> None:
    token = ask(aws)
    assert aws.sent()[-1]["To"] == "Alice.Martin@example.net"
    assert address() == "alice@example.org"
    assert confirm(token).status == 200
    assert address() == "Alice.Martin@example.net"
    assert kinds(aws) == ["new_address", "address_changed"]
    assert aws.sent()[-1]["To"] == "alice@example.org"


def test_the_new_address_is_the_one_that_is_known(pool: Pool, aws: Aws) -> None:
    confirm(ask(aws))
    kinds(aws)
    remind("Martin", "1998-03-27")
    call("POST /v1/candidates", {"email": "alice@example.org"})
    assert kinds(aws)[2:] == ["first_time"]
    remind("Martin", "1998-03-27", "alice.martin@example.net")
    assert kinds(aws)[3:] == ["nuc_reminder"]


def test_a_link_for_an_address_is_good_once_and_for_its_owner(pool: Pool, aws: Aws) -> None:
    token = ask(aws)
    for stranger in (BOB, CHLOE):
        assert confirm(token, by=stranger).body["code"] == "link-expired"
    assert confirm(token).status == 200
    assert confirm(token).status == 410


@pytest.mark.parametrize("fault", list(Fault))
def test_interrupted_anywhere_the_address_changes_and_the_old_one_is_told(fault: Fault, pool: Pool, aws: Aws) -> None:
    with calls.watched() as made:
        assert confirm(ask(aws, "first@example.net")).status == 200
    steps = len([one for one in made if one.service == "dynamodb" or one.operation == "SendMessage"])
    for number in range(steps):
        season.load()
        token = ask(aws, f"new{number}@example.net")
        before = kinds(aws).count("address_changed")
        with calls.struck(number, fault):
            confirm(token)
        confirm(token)
        assert address() == f"new{number}@example.net"
        assert kinds(aws).count("address_changed") > before
        assert aws.sent()[-1]["To"] == "alice@example.org"

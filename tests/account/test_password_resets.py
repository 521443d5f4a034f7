"""« Demander son mot de passe »: a link to the address on file, good once and for an hour."""

from datetime import timedelta

import pytest
import time_machine

from shared import attributes, keys, person, table
from shared.person import Person
from shared.role import Role
from tests.account.conftest import Pool, cognito
from tests.account.mailed import OTHER, PASSWORD, ask_for_password, choose, kinds, newest, sign_in, token_in, words
from tests.support import calls, season
from tests.support.api import call
from tests.support.aws import Aws
from tests.support.calls import Fault

NUC = season.ALICE.nuc


def test_the_link_goes_to_the_address_on_file_and_sets_the_password(pool: Pool, aws: Aws) -> None:
    pool.person(NUC, OTHER)
    token = ask_for_password(aws)
    assert aws.sent()[-1]["To"] == "Alice Martin <alice@example.org>"
    assert sign_in(NUC).status == 401
    assert choose(token).status == 200
    assert sign_in(NUC).status == 200
    assert sign_in(NUC, OTHER).status == 401


def test_the_change_is_told_to_the_person(pool: Pool, aws: Aws) -> None:
    pool.person(NUC)
    choose(ask_for_password(aws))
    assert kinds(aws) == ["password_link", "password_changed"]
    assert "Si ce n’est pas vous, écrivez-nous sans attendre" in words(newest(aws))


def test_a_link_is_good_once(pool: Pool, aws: Aws) -> None:
    pool.person(NUC)
    token = ask_for_password(aws)
    assert choose(token).status == 200
    again = choose(token, OTHER)
    assert (again.status, again.body["code"]) == (410, "link-expired")
    assert again.body["detail"] == "Il a déjà servi ou date de plus d’une heure."
    assert sign_in(NUC, OTHER).status == 401


def test_a_link_is_good_for_an_hour(pool: Pool, aws: Aws, clock: time_machine.Traveller) -> None:
    pool.person(NUC)
    one, other = ask_for_password(aws), ask_for_password(aws)
    clock.shift(timedelta(minutes=59, seconds=59))
    assert choose(one).status == 200
    clock.shift(timedelta(seconds=1))
    assert choose(other).status == 410


def test_a_refused_password_does_not_use_the_link_up(pool: Pool, aws: Aws) -> None:
    pool.person(NUC)
    token = ask_for_password(aws)
    for weak in ("court", "motdepasse2024!", f"mon nuc {NUC}"):
        assert choose(token, weak).status == 422
    assert choose(token).status == 200


@pytest.mark.parametrize("token", ["", "x" * 43, "../../etc"])
def test_what_is_no_link_is_refused_as_one_that_is_over(token: str, pool: Pool) -> None:
    assert choose(token).status == 410


def test_a_link_for_something_else_is_no_link_for_this(pool: Pool, aws: Aws) -> None:
    call("POST /v1/candidates", {"email": "nina@example.org"})
    assert choose(token_in(newest(aws))).status == 410


def test_the_open_sessions_are_closed(pool: Pool, aws: Aws) -> None:
    pool.person(NUC)
    token = ask_for_password(aws)
    with calls.watched() as made:
        choose(token)
    done = [one.operation for one in made]
    assert done.index("AdminSetUserPassword") < done.index("AdminUserGlobalSignOut")


def test_whoever_was_taken_over_gets_an_account_with_the_first_link(pool: Pool, aws: Aws) -> None:
    season.store(season.ALICE.model_copy(update={"never_signed_in": True, "last_session": "2022-06"}))
    token = ask_for_password(aws)
    assert kinds(aws) == ["first_sign_in"]
    assert choose(token).status == 200
    assert sign_in(NUC).status == 200
    ask_for_password(aws)
    assert kinds(aws)[-1] == "password_link"


def test_one_of_the_staff_gets_a_link_by_the_address(pool: Pool, aws: Aws) -> None:
    camille = Person(email="camille@example.org", name="Camille Petit", role=Role.CENTRE, centre="C02")
    table.write(table.put(person.item(camille)))
    pool.person(camille.email, OTHER)
    call("POST /v1/password-resets", {"email": " Camille@Example.org "})
    assert choose(token_in(newest(aws))).status == 200
    assert aws.sent()[0]["To"] == "Camille Petit <camille@example.org>"


def test_a_person_whose_account_is_closed_gets_none(pool: Pool, aws: Aws) -> None:
    gone = Person(
        email="camille@example.org", name="Camille Petit", role=Role.CENTRE, centre="C02", disabled_at=season.NOW
    )
    table.write(table.put(person.item(gone)))
    call("POST /v1/password-resets", {"email": "camille@example.org"})
    assert kinds(aws) == []


@pytest.mark.parametrize("fault", [Fault.CRASH_BEFORE, Fault.CRASH_AFTER])
def test_interrupted_anywhere_another_link_leads_in(fault: Fault, pool: Pool, aws: Aws) -> None:
    token = ask_for_password(aws)
    with calls.watched() as made:
        choose(token)
    for number in range(len(made)):
        season.load()
        token = _fresh(aws)
        with calls.struck(number, fault):
            choose(token)
        assert choose(_fresh(aws), OTHER).status == 200
        assert sign_in(NUC, OTHER).status == 200


def test_somebody_erased_meanwhile_does_not_come_back(pool: Pool, aws: Aws) -> None:
    token = ask_for_password(aws)
    table.commit(table.delete(keys.candidate(NUC), table.PRESENT))
    assert choose(token).status == 410
    assert cognito().list_users(UserPoolId=pool.id)["Users"] == []


def _fresh(aws: Aws) -> str:
    """A link of a new hour, past the limit of mails."""
    for item in list(_limits()):
        table.commit(table.delete_anyway(item))
    return ask_for_password(aws)


def _limits() -> list[keys.Key]:
    pages = table.client().get_paginator("scan").paginate(TableName=table.name())
    items = [attributes.deserialised(one) for page in pages for one in page["Items"]]
    return [keys.of(one) for one in items if one["kind"] == "limit"]


def test_the_password_given_is_the_one_that_is_kept(pool: Pool, aws: Aws) -> None:
    """« é » as one character or as two is one and the same letter."""
    choose(ask_for_password(aws), "e\u0301te\u0301 apre\u0300s hiver")
    assert sign_in(NUC, "été après hiver").status == 200
    assert sign_in(NUC, "e\u0301te\u0301 apre\u0300s hiver").status == 200


def test_what_is_asked_for_is_one_of_the_two(pool: Pool, aws: Aws) -> None:
    for body in ({}, {"nuc": ""}, {"nuc": NUC, "email": "a@b.fr"}):
        reply = call("POST /v1/password-resets", body)
        assert (reply.status, reply.body["detail"]) == (422, "Saisissez votre NUC")
    assert PASSWORD not in reply.body

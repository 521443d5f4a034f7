"""The end of sessions: signing out, a new password, and what either does to the tokens given before."""

from shared import keys, table
from shared.person import Person, item
from shared.role import Role
from tests.account.conftest import Pool
from tests.account.mailed import ask_for_password, choose
from tests.support import calls, season
from tests.support.api import ALICE, ASSOCIATION, LAON, Identity, call, centre
from tests.support.aws import Aws
from tests.support.steps import done, refused

KEY = centre("C02", scopes="registrations:read registrations:decide payments:write")


def tokens_from(key: keys.Key) -> str | None:
    (stored,) = table.read(key)
    assert stored is not None
    return stored.get("tokens_from")


def staff(one: Identity) -> None:
    known = Person(email=one["id"], name=one["name"], role=Role.CENTRE, centre="C02")
    table.write(table.put_anyway(item(known)))


def test_signing_out_ends_every_session(pool: Pool) -> None:
    pool.person(ALICE["id"])
    with calls.watched() as made:
        done(call("DELETE /v1/tokens", {}, by=ALICE))
    assert "AdminUserGlobalSignOut" in [one.operation for one in made]
    assert tokens_from(keys.candidate(ALICE["id"])) == keys.instant(season.NOW)


def test_the_staff_sign_out_too(pool: Pool) -> None:
    staff(LAON)
    pool.person(LAON["id"])
    done(call("DELETE /v1/tokens", {}, by=LAON))
    assert tokens_from(keys.person(LAON["id"])) == keys.instant(season.NOW)


def test_a_key_does_not_sign_out(pool: Pool) -> None:
    refused(call("DELETE /v1/tokens", {}, by=KEY), 403, "forbidden")


def test_whoever_is_gone_has_nothing_to_end(pool: Pool) -> None:
    refused(call("DELETE /v1/tokens", {}, by=ASSOCIATION), 401, "unauthenticated")


def test_a_new_password_ends_the_tokens_before_it(pool: Pool, aws: Aws) -> None:
    pool.person(ALICE["id"])
    choose(ask_for_password(aws))
    assert tokens_from(keys.candidate(ALICE["id"])) == keys.instant(season.NOW)

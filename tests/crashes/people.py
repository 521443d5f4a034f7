"""Stories of accounts: getting in and getting in again, one's own details, the staff and their programs."""

from datetime import UTC, datetime
from typing import Any, Final

import boto3

from functions.account.attempts import ATTEMPTS
from functions.authorizer.handler import lambda_handler as authorizer
from shared import keys, limits, person, table
from shared.http import source
from shared.http.visit import SOURCE_HEADER
from shared.nir import vault
from shared.person import Person
from shared.role import Role
from tests.account.conftest import PASSWORD
from tests.account.mailed import OTHER, choose, create, newest, token_in
from tests.account.test_import import HEAD, THEO, ZOE
from tests.authorizer.asking import event
from tests.crashes.acts import asks, keeping, then
from tests.crashes.telling import Act, Begin, Story, Told
from tests.crashes.world import World
from tests.nir.giving import NIR
from tests.nir.giving import OTHER as BOBS_NIR
from tests.support import totp
from tests.support.api import ALICE, ASSOCIATION, BOB, LAON, Context, Reply, call, environment
from tests.support.steps import done

NUC: Final = ALICE["id"]
NINA: Final = "nina@example.org"
CAMILLE: Final = Person(email="camille@example.org", name="Camille Petit", role=Role.CENTRE, centre="C02")
DETAILS: Final = {
    "given_name": "Alice",
    "birth_name": "Martin-Roux",
    "born_on": "1998-03-28",
    "phone": "06 12 34 56 78",
    "address_line1": "1 rue des Lilas",
    "postcode": "02000",
    "town": "Laon",
    "country": "FR",
}

FIRST_TIME: Final = asks("POST /v1/candidates", {"email": NINA})
ASKS_FOR_PASSWORD: Final = asks("POST /v1/password-resets", {"nuc": NUC})
NEW_ADDRESS: Final = asks("POST /v1/me/email", {"email": "new@example.net"}, by=ALICE)
GIVES_NIR: Final = asks("PUT /v1/me/nir", {"nir": NIR}, by=ALICE)
SIGNS_IN: Final = asks("POST /v1/tokens", {"nuc": NUC, "password": PASSWORD})
STAFF_SIGNS_IN: Final = asks("POST /v1/tokens", {"email": CAMILLE.email, "password": PASSWORD})
KEY: Final = asks("POST /v1/centre/keys", {"label": "Tableur", "scopes": ["registrations:read"]}, by=LAON)
NIR_VERSIONS: Final = frozenset({"nir.version"})
"""Counts how often a number was given."""
ANOTHER_LINK: Final[dict[str, Any]] = {
    "asked_again": frozenset({"password_link", "first_sign_in", "password_changed"}),
    "may_lack": frozenset({"password-changed"}),
}
"""The mail about the change may have been sent already, before the second one is ordered."""
NEW_PERSON: Final = {"email": "sacha@example.org", "name": "Sacha Blanc", "role": "centre", "centre": "C59"}


def mailed(world: World, told: Told) -> None:
    told["token"] = token_in(newest(world.aws))


def signs_up(_world: World, told: Told) -> Reply:
    return create(told["token"])


def signs_up_or_asks_again(world: World, told: Told) -> None:
    """Whoever has their NUC already is told it by the mail for whoever begins again."""
    if create(told["token"]).status == 410:
        FIRST_TIME(world, told)
        world.aws.deliver()
        assert world.aws.sent_kinds()[-1] == "already_known"


def chooses(_world: World, told: Told) -> Reply:
    return choose(told["token"], OTHER)


def chooses_with_another_link(world: World, told: Told) -> None:
    if chooses(world, told).status == 410:
        ASKS_FOR_PASSWORD(world, told)
        mailed(world, told)
        assert chooses(world, told).status == 200


def account(name: str, group: str = "") -> Act:
    """Somebody who can sign in."""

    def opened(world: World, _told: Told) -> None:
        client: Any = boto3.client("cognito-idp")
        user = {"UserPoolId": world.pool, "Username": name}
        client.admin_create_user(**user, MessageAction="SUPPRESS")
        client.admin_set_user_password(**user, Password=PASSWORD, Permanent=True)
        if group:
            client.admin_add_user_to_group(**user, GroupName=group)

    return opened


def alice(world: World) -> Told:
    account(NUC)(world, {})
    return {}


def camille(world: World) -> Told:
    account(CAMILLE.email, "centre")(world, {})
    table.write(table.put(person.item(CAMILLE)))
    return {}


def answers_with_a_code(_world: World, told: Told) -> Reply:
    code = totp.code(told["secret"], datetime.now(UTC))
    return call("POST /v1/tokens/second-factor", {"session": told["session"], "code": code})


def signs_in_with_a_code(world: World, told: Told) -> Reply:
    """From the password on; whoever has no second factor yet sets it up."""
    reply = STAFF_SIGNS_IN(world, told)
    assert isinstance(reply, Reply)
    if reply.status != 200:
        return reply
    told["session"], told["secret"] = reply.body["session"], reply.body.get("secret") or told["secret"]
    return answers_with_a_code(world, told)


def asked_for_a_code(world: World) -> Told:
    told = camille(world)
    challenge = done(STAFF_SIGNS_IN(world, told)).body  # type: ignore[arg-type]
    return told | {"session": challenge["session"], "secret": challenge["secret"]}


def with_second_factor(world: World) -> Told:
    told = asked_for_a_code(world)
    done(answers_with_a_code(world, told))
    return told


def in_again(world: World, told: Told) -> None:
    if answers_with_a_code(world, told).status != 200:
        done(signs_in_with_a_code(world, told))


def refresh(_world: World, told: Told) -> Reply:
    return call("POST /v1/tokens/refresh", {"refresh_token": told["refresh_token"]})


def signed_in(begin: Begin, act: Act) -> Begin:
    """The refresh token is moto's own, which forgets none."""
    return then(begin, keeping("refresh_token", lambda body: body["refresh_token"], act))


def many_wrong_passwords(world: World) -> Told:
    """All that may be tried for one person have been, from elsewhere; and her password was chosen from here."""
    told = alice(world)
    with environment("account"):
        for _ in range(ATTEMPTS.rate.most):
            limits.use(ATTEMPTS, NUC, now=datetime.now(UTC))
        trusted = {"kind": "trusted_source", "ttl": int(datetime.now(UTC).timestamp()) + 3600}
        table.write(table.put_anyway(keys.trusted_source(NUC, "127.0.0.1") | trusted))
    return told


def through_the_pages(_world: World, told: Told) -> Reply:
    with environment("web"):
        header = source.signed("198.51.100.7", now=datetime.now(UTC))
    return call("POST /v1/password-resets", {"nuc": NUC}, headers={SOURCE_HEADER: header})


def is_identified(_world: World, told: Told) -> dict[str, Any]:
    with environment("authorizer"):
        answer: dict[str, Any] = authorizer(event(f"Bearer {told['key']}"), Context("authorizer"))
    assert answer["context"]["role"] == "centre"
    return answer


def is_read(_world: World, _told: Told) -> None:
    with environment("account"):
        (item,) = table.read(keys.nir(NUC))
        assert vault.opened(item or {}) == NIR


def key_made(world: World) -> Told:
    told: Told = {}
    made = done(KEY(world, told)).body  # type: ignore[arg-type]
    return {"key": made["key"], "key_id": made["id"]}


STORIES: Final = {
    "an address is to be confirmed": Story(FIRST_TIME),
    "a first-time candidate": Story(
        signs_up,
        then(lambda _: {}, FIRST_TIME, mailed),
        again=signs_up_or_asks_again,
        may_lack=frozenset({"welcome"}),
        asked_again=frozenset({"already_known", "nuc_given"}),
    ),
    "a NUC is asked for": Story(
        asks("POST /v1/nuc-reminders", {"birth_name": "Martin", "born_on": "1998-03-27", "email": "alice@example.org"})
    ),
    "a password is asked for": Story(ASKS_FOR_PASSWORD),
    "a password is chosen": Story(
        chooses, then(alice, ASKS_FOR_PASSWORD, mailed), again=chooses_with_another_link, **ANOTHER_LINK
    ),
    "a first password is chosen": Story(
        chooses, then(lambda _: {}, ASKS_FOR_PASSWORD, mailed), again=chooses_with_another_link, **ANOTHER_LINK
    ),
    "details are changed": Story(asks("PUT /v1/me", DETAILS, by=ALICE)),
    "a new address is given": Story(NEW_ADDRESS),
    "a new address is confirmed": Story(
        asks("PUT /v1/me/email", {"token": "{token}"}, by=ALICE), then(lambda _: {}, NEW_ADDRESS, mailed)
    ),
    "a NIR is given": Story(GIVES_NIR, may_differ=NIR_VERSIONS),
    "a NIR is replaced by one that somebody has": Story(
        asks("PUT /v1/me/nir", {"nir": BOBS_NIR}, by=ALICE),
        then(lambda _: {}, GIVES_NIR, asks("PUT /v1/me/nir", {"nir": BOBS_NIR}, by=BOB)),
        may_differ=NIR_VERSIONS,
    ),
    "a NIR is read by who may": Story(is_read, then(lambda _: {}, GIVES_NIR)),
    "a candidate signs in": Story(SIGNS_IN, alice),
    "a candidate signs in after many wrong passwords": Story(SIGNS_IN, many_wrong_passwords),
    "a call through the pages": Story(through_the_pages),
    "one of the staff signs in for the first time": Story(STAFF_SIGNS_IN, camille),
    "a second factor is set up": Story(answers_with_a_code, asked_for_a_code, again=in_again),
    "one of the staff signs in": Story(signs_in_with_a_code, with_second_factor),
    "a session is prolonged": Story(refresh, signed_in(alice, SIGNS_IN)),
    "a session of the staff is prolonged": Story(refresh, signed_in(with_second_factor, signs_in_with_a_code)),
    "somebody signs out everywhere": Story(asks("DELETE /v1/tokens", {}, by=ALICE), alice),
    "a person of the staff": Story(asks("POST /v1/people", NEW_PERSON, by=ASSOCIATION)),
    "a person of the staff is disabled": Story(
        asks("POST /v1/people/disabling", {"email": CAMILLE.email}, by=ASSOCIATION), camille
    ),
    "a second factor is forgotten": Story(
        asks("POST /v1/people/second-factor-reset", {"email": CAMILLE.email}, by=ASSOCIATION), with_second_factor
    ),
    "an API key is made": Story(KEY),
    "an API key is revoked": Story(asks("POST /v1/centre/keys/{key_id}/revocation", {}, by=LAON), key_made),
    "a program calls": Story(is_identified, key_made),
    "candidates are taken over": Story(
        asks("POST /v1/candidates/import", by=ASSOCIATION, raw="\n".join([HEAD, ZOE, THEO]))
    ),
}

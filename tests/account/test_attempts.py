"""Guessing: bounded per person and source, bounded per person; and never a way to keep the owner out."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

import time_machine

from functions.account import attempts
from shared import limits
from shared.http.operation import PUBLIC_WRITES
from shared.http.visit import Visit
from shared.problems.calls import TooManyRequestsError
from tests.account.conftest import Pool
from tests.account.mailed import OTHER, SOURCE, ask_for_password, choose, sign_in
from tests.support import calls, season
from tests.support.api import Reply, call, environment
from tests.support.aws import Aws

NUC = season.ALICE.nuc


@contextmanager
def evaluated() -> Iterator[Counter[str]]:
    """Counts the passwords that are looked at, by person; each is refused."""
    counter: Counter[str] = Counter()

    def before(_number: int, made: calls.Call) -> None:
        if made.operation == "AdminInitiateAuth":
            counter[made.params["AuthParameters"]["USERNAME"]] += 1
            raise calls.refused(made, "NotAuthorizedException")

    with calls.watched(before):
        yield counter


def without(reply: Reply) -> Reply:
    """What tells how often this source has written, whoever was meant, is left aside."""
    return reply._replace(headers={name: text for name, text in reply.headers.items() if name != "ratelimit"})


def test_the_sixth_wrong_password_is_not_looked_at(pool: Pool) -> None:
    with evaluated() as looked_at:
        assert [sign_in(NUC, "x" * 12).status for _ in range(7)] == [401] * 5 + [429] * 2
    assert looked_at[NUC] == 5


def test_nor_is_the_right_one(pool: Pool) -> None:
    pool.person(NUC, OTHER)
    for _ in range(5):
        sign_in(NUC)
    assert sign_in(NUC, OTHER).status == 429
    assert sign_in(NUC, OTHER, source="198.51.100.8").status == 200


def test_the_refusal_is_the_same_whether_or_not_anybody_has_the_nuc(pool: Pool) -> None:
    pool.person(NUC)
    known = [without(sign_in(NUC)) for _ in range(6)]
    assert [without(sign_in("99999999")) for _ in range(6)] == known
    assert known[-1].body["detail"] == (
        "Trop de tentatives\u00a0: réessayez dans 15\u00a0minutes ou choisissez un nouveau mot de passe."
    )
    assert known[-1].headers["retry-after"] == "900"


def test_an_address_of_the_staff_is_counted_too(pool: Pool) -> None:
    body = {"email": "camille@example.org", "password": "x" * 12}
    assert [call("POST /v1/tokens", body, source=SOURCE).status for _ in range(6)] == [401] * 5 + [429]


def test_after_a_quarter_of_an_hour_there_are_five_more(pool: Pool, clock: time_machine.Traveller) -> None:
    with evaluated() as looked_at:
        for _ in range(7):
            sign_in(NUC)
        clock.shift(timedelta(minutes=15))
        for _ in range(7):
            sign_in(NUC)
    assert looked_at[NUC] == 10


def test_the_right_password_does_not_count(pool: Pool) -> None:
    pool.person(NUC, OTHER)
    assert {sign_in(NUC, OTHER).status for _ in range(8)} == {200}
    assert [sign_in(NUC).status for _ in range(6)] == [401] * 5 + [429]


def test_of_guesses_at_ever_other_accounts_from_one_source_a_hundred_are_looked_at(pool: Pool) -> None:
    with evaluated() as looked_at:
        statuses = [sign_in(str(10_000_000 + number)).status for number in range(120)]
    assert statuses == [401] * 100 + [429] * 20
    assert looked_at.total() == 100


def test_ten_thousand_guesses_on_a_thousand_accounts_from_one_source(pool: Pool) -> None:
    """Spread so thin that no account's own limit notices. The door's limit and the sign-in's, one after the other."""
    looked_at: Counter[str] = Counter()
    with environment("account"):
        for guess in range(10_000):
            user_name = str(10_000_000 + guess % 1000)
            with suppress(TooManyRequestsError):
                limits.use(PUBLIC_WRITES, SOURCE, now=season.NOW)
                attempts.count(user_name, Visit(SOURCE, season.NOW, "test"))
                looked_at[user_name] += 1
    assert looked_at.total() == 100
    assert set(looked_at.values()) == {1}


def test_guesses_at_one_account_from_everywhere(pool: Pool) -> None:
    with evaluated() as looked_at:
        for guess in range(100):
            sign_in(NUC, source=f"198.51.100.{guess}")
            sign_in(NUC, source=f"198.51.100.{guess}")
    assert looked_at[NUC] == 30


def test_the_owner_gets_in_by_the_mailed_link_while_strangers_keep_guessing(pool: Pool, aws: Aws) -> None:
    def siege(network: str) -> None:
        for guess in range(35):
            sign_in(NUC, source=f"{network}.{guess}")

    siege("203.0.113")
    assert sign_in(NUC, OTHER).status == 429
    assert choose(ask_for_password(aws), OTHER).status == 200
    siege("192.0.2")
    assert sign_in(NUC, OTHER).status == 200
    assert sign_in(NUC, OTHER, source="203.0.113.99").status == 429


def test_the_owner_gets_in_by_the_mailed_link_after_too_many_own_mistakes(pool: Pool, aws: Aws) -> None:
    for _ in range(6):
        sign_in(NUC)
    assert choose(ask_for_password(aws), OTHER).status == 200
    assert sign_in(NUC, OTHER).status == 200

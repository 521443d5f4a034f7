"""First-time candidates: a confirmed address, a password, a NUC."""

import re

import pytest

from shared import candidate, keys, nuc, table
from tests.account.conftest import Pool
from tests.account.mailed import OTHER, begin, choose, create, kinds, newest, sign_in, words
from tests.support import api, calls, season
from tests.support.api import ALICE, call
from tests.support.aws import Aws
from tests.support.calls import Fault
from tests.support.contents import contents


def test_a_confirmed_address_and_a_password_give_a_nuc(pool: Pool, aws: Aws) -> None:
    reply = create(begin(aws))
    assert reply.status == 201
    given = reply.body["nuc"]
    assert re.fullmatch("[1-9][0-9]{7}", given)
    assert nuc.is_checked(given)
    assert sign_in(given).status == 200
    assert kinds(aws) == ["first_time", "nuc_given"]
    assert f"est {given}." in words(newest(aws))


def test_the_new_candidate_has_an_address_and_nothing_else_yet(pool: Pool, aws: Aws) -> None:
    given = create(begin(aws)).body["nuc"]
    me = call("GET /v1/me", by=api.candidate(given))
    assert {name: value for name, value in me.body.items() if value is not None} == {
        "nuc": given,
        "email": "nina@example.org",
        "complete": False,
    }
    reply = call(
        "POST /v1/registrations", {"session": "2027-01", "centre": "C02", "exams": ["CHI"]}, by=api.candidate(given)
    )
    assert (reply.status, reply.body["code"]) == (409, "details-missing")
    (stored,) = table.read(keys.candidate(given))
    assert stored is not None
    assert "ttl" not in stored


def test_a_link_is_good_once(pool: Pool, aws: Aws) -> None:
    token = begin(aws)
    given = create(token).body["nuc"]
    again = create(token, OTHER)
    assert (again.status, again.body["code"]) == (410, "link-expired")
    assert sign_in(given, OTHER).status == 401


def test_an_address_on_file_is_told_its_nuc_instead(pool: Pool, aws: Aws) -> None:
    assert call("POST /v1/candidates", {"email": "Alice@Example.ORG"}).status == 202
    said = words(newest(aws))
    assert kinds(aws) == ["already_known"]
    assert aws.sent()[-1]["To"] == "alice@example.org"
    assert "20230001" in said
    assert "jeton" not in said


def test_whoever_was_last_registered_before_there_were_nucs_is_first_time(pool: Pool, aws: Aws) -> None:
    """By whatever way they try to get in."""
    season.store(season.ALICE.model_copy(update={"last_session": "2021-06", "never_signed_in": True}))
    call("POST /v1/password-resets", {"nuc": "20230001"})
    call("POST /v1/nuc-reminders", {"birth_name": "Martin", "born_on": "1998-03-27", "email": "alice@example.org"})
    assert kinds(aws) == ["first_time", "first_time"]
    given = create(begin(aws, "alice@example.org")).body["nuc"]
    assert given != "20230001"


def test_whoever_was_last_registered_with_a_nuc_is_not(pool: Pool, aws: Aws) -> None:
    season.store(season.ALICE.model_copy(update={"last_session": "2022-01"}))
    call("POST /v1/candidates", {"email": "alice@example.org"})
    assert kinds(aws) == ["already_known"]


@pytest.mark.parametrize("fault", list(Fault))
def test_interrupted_anywhere_the_same_link_goes_on_or_the_mail_tells_the_nuc(
    fault: Fault, pool: Pool, aws: Aws
) -> None:
    with calls.watched() as made:
        create(begin(aws, "zero@example.org"))
    steps = [one.operation for one in made if one.service != "sqs" or one.operation == "SendMessage"]
    for number in range(len(steps)):
        email = f"nina{number}@example.org"
        token = begin(aws, email)
        with calls.struck(number, fault):
            create(token)
        again = create(token)
        if again.status == 201:
            assert sign_in(again.body["nuc"]).status == 200
        else:
            assert again.status == 410
            call("POST /v1/candidates", {"email": email})
            (given,) = re.findall(r"- (\d{8})", words(newest(aws)))
            assert sign_in(given).status == 200
        assert len(_known_at(email)) == 1


def _known_at(email: str) -> list[str]:
    return [sk for pk, sk in contents() if pk == keys.email_partition(email)]


def test_a_nuc_that_somebody_has_is_not_given_again(pool: Pool, aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    pool.person("12345674", OTHER)
    season.store(season.ALICE.model_copy(update={"nuc": "12345674"}))
    drawn = iter([234567, 234567, 7654321])
    monkeypatch.setattr("secrets.randbelow", lambda _: next(drawn))
    given = create(begin(aws)).body["nuc"]
    assert given == nuc.with_check_digit("8654321")
    assert sign_in("12345674", OTHER).status == 200


@pytest.mark.parametrize("example", ["91645010", "46593380", "12345674"])
def test_the_check_digit_finds_every_wrong_digit_and_most_swaps(example: str) -> None:
    assert nuc.is_checked(example)
    for place, digit in enumerate(example):
        for other in set("0123456789") - {digit}:
            assert not nuc.is_checked(example[:place] + other + example[place + 1 :])
    for place in range(7):
        one, other = example[place], example[place + 1]
        if one != other and {one, other} != {"0", "9"}:
            assert not nuc.is_checked(example[:place] + other + one + example[place + 2 :])


def test_another_s_link_does_not_set_a_password(pool: Pool, aws: Aws) -> None:
    assert choose(begin(aws)).status == 410


def test_names_are_known_without_case_accents_and_punctuation() -> None:
    born_on = season.ALICE.born_on
    known = candidate.known_as("Lefèvre-D’Hœdt", born_on, "zoe@example.org")
    assert candidate.known_as("LEFEVRE D'HŒDT", born_on, "Zoe@Example.org") == known
    assert candidate.known_as("Lefebvre D’Hœdt", born_on, "zoe@example.org") != known


@pytest.mark.parametrize(
    ("typed", "suggestion"), [("zoe@gmial.com", "zoe@gmail.com"), ("zoe@gmail.com", None), ("zoe@example.org", None)]
)
def test_a_slip_in_an_address_is_pointed_out_and_nothing_is_imposed(
    aws: Aws, typed: str, suggestion: str | None
) -> None:
    reply = call("POST /v1/candidates", {"email": typed})
    assert (reply.status, reply.body) == (202, {"suggestion": suggestion})
    assert call("POST /v1/me/email", {"email": typed}, by=ALICE).body == {"suggestion": suggestion}
    aws.deliver()
    assert {str(one["To"]) for one in aws.sent()} == {typed}

"""Whoever has not been registered for some years is erased by the schedule; nobody is forgotten and nobody is early."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from shared import candidate, keys, retention, table
from shared.candidate import Account
from shared.registration.lifecycle import State
from tests.rights.lives import AFTER_THE_EXAMS, PERSONAL, everything, live_of_alice, where
from tests.rights.tending import tend
from tests.support import calls, template
from tests.support.api import ALICE, BOB, call
from tests.support.season import NOW
from tests.support.steps import defer, done, in_state, stored

pytestmark = pytest.mark.usefixtures("pool", "signing_key")

PERIOD = 5 * retention.YEAR
LAST_EXAM_AT = datetime(2027, 1, 14, 13, tzinfo=UTC)
"""Of TEC, in Paris."""


def review_at(nuc: str) -> datetime | None:
    (person,) = table.read(keys.candidate(nuc))
    return datetime.fromisoformat(person["work_at"]) if person else None


def test_a_new_candidate_is_reviewed_once_and_then_left_alone_for_the_period() -> None:
    assert tend()["reviewed"] == 3
    assert review_at(BOB["id"]) == NOW + PERIOD
    assert tend()["reviewed"] == 0


def test_whoever_never_registered_goes_when_the_period_is_over(clock: time_machine.Traveller) -> None:
    tend()
    clock.shift(PERIOD - timedelta(seconds=1))
    tend()
    assert review_at(BOB["id"]) is not None
    clock.shift(timedelta(seconds=1))
    tend()
    assert review_at(BOB["id"]) is None


def test_whoever_registered_meanwhile_stays_until_the_period_after_their_last_exam(
    clock: time_machine.Traveller,
) -> None:
    tend()
    live_of_alice()
    clock.shift(PERIOD)
    tend()
    assert review_at(ALICE["id"]) == LAST_EXAM_AT + PERIOD
    clock.move_to(LAST_EXAM_AT + PERIOD)
    assert tend()["failed"] == 0
    assert where(*PERSONAL) - {"idempotency"} == set()  # these end by their time to live


def test_what_is_undecided_is_looked_at_again_a_month_later(clock: time_machine.Traveller) -> None:
    reference = in_state(State.VALIDATED)
    tend()
    clock.move_to(AFTER_THE_EXAMS)
    done(defer(reference, "CHI"))
    clock.shift(PERIOD)
    assert tend()["failed"] == 0
    assert stored(reference).given_name == "Alice"
    assert review_at(ALICE["id"]) == AFTER_THE_EXAMS + PERIOD + timedelta(days=30)


def test_somebody_taken_over_from_years_ago_is_not_erased_on_arrival(clock: time_machine.Traveller) -> None:
    table.write(table.put_anyway(candidate.item(Account(nuc="OLD1", email="old@example.org", last_session="2019-06"))))
    tend()
    assert review_at("OLD1") == NOW + PERIOD
    clock.shift(PERIOD)
    tend()
    assert review_at("OLD1") is None


def test_somebody_taken_over_lately_stays_until_the_period_after_their_last_session() -> None:
    seen = retention.kept_until(
        NOW,
        retention.last_use(Account(nuc="OLD1", email="old@example.org", last_session="2026-06"), []),
        now=NOW,
        period=PERIOD,
    )
    assert seen == datetime(2026, 6, 28, tzinfo=UTC) + PERIOD


def test_nothing_due_costs_three_reads_but_for_the_days_to_sign() -> None:
    tend()
    with calls.watched() as made:
        tend()
    assert [one.operation for one in made] == ["BatchGetItem", "Query", "Query"]


def test_one_that_fails_does_not_keep_the_others_from_being_reviewed() -> None:
    table.write(table.update(keys.candidate(ALICE["id"]), set={"last_session": "not a session"}))
    done_now = tend()
    assert (done_now["failed"], done_now["reviewed"]) == (1, 2)


def test_registering_writes_nothing_to_the_candidate() -> None:
    (before,) = table.read(keys.candidate(ALICE["id"]))
    with calls.watched() as made:
        in_state(State.VALIDATED)
    written = [one.params for one in made if one.operation == "TransactWriteItems"]
    assert written
    assert not any("'CANDIDATE#20230001'}, 'sk': {'S': 'CANDIDATE'}" in str(one) for one in written)
    assert table.read(keys.candidate(ALICE["id"])) == [before]


def test_every_kind_that_ends_by_itself_is_listed(clock: time_machine.Traveller) -> None:
    live_of_alice()
    call(f"GET /v1/registrations/{in_state(State.PENDING, 'TEC')}", by={"role": "association", "id": "a", "name": "A"})
    clock.move_to(AFTER_THE_EXAMS)
    ending = {one["kind"] for one in everything() if "ttl" in one}
    assert ending >= {"audit entry", "audit head", "idempotency"}
    assert ending <= {one.data for one in retention.KINDS if one.ended_by == "ttl"}


def test_the_settings_of_the_list_are_those_of_the_template() -> None:
    names = {name for variables in template.functions().values() for name in variables}
    assert {one.setting for one in retention.KINDS if one.setting} <= names
    assert template.functions()["rights"]["CANDIDATE_RETENTION_YEARS"] == "5"
    assert template.functions()["register"]["AUDIT_RETENTION_DAYS"] == "365"

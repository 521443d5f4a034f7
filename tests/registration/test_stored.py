"""What the table holds of a registration."""

from typing import Any

import pytest

from shared import keys, table
from shared.registration import model
from shared.registration.lifecycle import State
from tests.support import season, steps
from tests.support.api import LAON
from tests.support.steps import done, history, in_state, prevalidate, register

pytestmark = pytest.mark.usefixtures("season")

ONE_UNIT_BYTES = 1024


@pytest.mark.parametrize("state", list(State))
def test_a_registration_for_one_exam_costs_one_write_unit_in_every_state(state: State) -> None:
    season.store(
        season.ALICE.model_copy(update={"given_name": "Marie-Antoinette", "birth_name": "de La Rochefoucauld"})
    )
    (item,) = table.read(keys.registration(in_state(state)))
    assert item is not None
    assert size_in_bytes(item) < ONE_UNIT_BYTES


def test_what_is_stored_is_read_back_as_it_was() -> None:
    reference = in_state(State.VALIDATED, "CHI", "BIO")
    registration = steps.stored(reference)
    (item,) = table.read(keys.registration(reference))
    assert item is not None
    written = model.item(registration)
    assert {name: item[name] for name in written} == written


def test_only_what_time_will_change_is_in_the_due_list() -> None:
    due = [
        steps.stored(in_state(state, exam)).due_at
        for state, exam in [(State.PENDING, "CHI"), (State.PREVALIDATED, "BIO")]
    ]
    settled = steps.stored(in_state(State.VALIDATED, "TEC"))
    found = table.query(table.key_is("work_pk", keys.DUE), index=keys.WORK_INDEX).items
    assert sorted(one["work_at"] for one in found) == sorted(keys.instant(at) for at in due if at)
    assert settled.due_at is None


def test_every_transition_leaves_one_history_item_with_who_when_and_what() -> None:
    reference = register("CHI")
    done(prevalidate(reference))
    steps.expire(reference)
    told = [(one.version, str(one.event), str(one.state), one.by.name, one.at) for one in history(reference)]
    assert told == [
        (1, "registered", "pending", "Alice Martin", season.NOW),
        (2, "prevalidated", "prevalidated", LAON["name"], season.NOW),
        (3, "expired", "expired", "Certif-UP", season.NOW),
    ]


def test_every_history_item_waits_in_the_unsettled_list() -> None:
    reference = in_state(State.VALIDATED)
    found = table.query(table.key_is("work_pk", keys.UNSETTLED), index=keys.WORK_INDEX).items
    assert [(one["reference"], one["version"]) for one in found] == [(reference, 1), (reference, 2), (reference, 3)]


def size_in_bytes(value: Any) -> int:
    """As DynamoDB counts: names and texts in UTF-8, numbers about two digits a byte, 3 bytes and 1 an element more."""
    match value:
        case bool() | None:
            return 1
        case int():
            return len(str(abs(value))) // 2 + 2
        case str():
            return len(value.encode())
        case list():
            return 3 + sum(1 + size_in_bytes(one) for one in value)
        case dict():
            # The item itself has no such overhead, its nested maps do: counting it always errs on the large side.
            return 3 + sum(1 + len(name.encode()) + size_in_bytes(one) for name, one in value.items())
    raise TypeError(value)

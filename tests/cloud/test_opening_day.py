"""A small opening day: nothing is lost, and whatever could be lost is missed by the check when it is taken away."""

from collections import Counter
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest

from bench.kept import Kept, Mailed
from bench.losses import losses
from bench.opening_day import Day, opening_day, reported
from bench.season import Size
from bench.told import Full, Told
from shared.attributes import Item
from shared.mail.model import MailKind
from shared.registration.lifecycle import Event, State
from tests.cloud.conftest import LocalCloud, running

SIZE: Final = Size(candidates=24, centres=2)


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    for cloud in running(LocalCloud(tmp_path_factory.mktemp("opening_day"))):
        yield opening_day(cloud, SIZE, at_once=3, most=timedelta(minutes=5))


def test_everybody_is_registered_and_answered_and_nothing_is_lost(day: Day) -> None:
    told = reported(day, {})
    assert told.losses == []
    calls = {line.operation: line for line in told.lines}
    assert calls["sign in"].calls == calls["own registrations"].calls == SIZE.candidates
    assert told.facts["registrations confirmed"] == SIZE.candidates
    assert {200, 409} <= calls["prevalidation"].statuses.keys()
    decided = Counter(one.event for one in set(day.played.told.decided))
    assert decided[Event.PREVALIDATED] + decided[Event.REFUSED] == SIZE.candidates
    assert told.facts["mails"] == SIZE.candidates + decided.total()
    assert told.facts["executions waiting at the end"] == decided[Event.PREVALIDATED] - decided[Event.PAID] > 0


def test_a_double_click_and_a_repeated_request_were_told_the_same_registration(day: Day) -> None:
    answers = day.played.told.registered
    assert len(answers) > len(set(answers)) == SIZE.candidates
    assert any(one.operation == "register, hung up" for one in day.played.samples)


# What is planted: each takes or adds one thing, and says what the check has to answer.
Planted = Callable[[Told, Kept], str]


def a_registration_disappears(told: Told, kept: Kept) -> str:
    gone = _registration(kept, State.PREVALIDATED)
    kept.items.remove(gone)
    return f"{gone['reference']} was confirmed and is not there"


def a_registration_is_stored_twice(told: Told, kept: Kept) -> str:
    twin = _registration(kept, State.VALIDATED) | {"reference": "CU-2801-0000-00"}
    kept.items.append(twin)
    return "CU-2801-0000-00 is there and nobody was told"


def a_double_click_makes_two(told: Told, kept: Kept) -> str:
    first = told.registered[0]
    told.registered.append(first._replace(reference="CU-2801-0000-00"))
    return f"{first.nuc} was given {sorted(['CU-2801-0000-00', first.reference])} for one wish"


def another_centre_than_confirmed(told: Told, kept: Kept) -> str:
    stands = _registration(kept, State.PREVALIDATED)
    stands["centre"] = "L999"
    return f"{stands['reference']} is not what was confirmed"


def a_decision_disappears(told: Told, kept: Kept) -> str:
    gone = next(item for item in kept.of_kind("history") if item["event"] == Event.PAID)
    kept.items.remove(gone)
    return f"{gone['reference']} paid stands 0 times in its history"


def a_decision_happens_twice(told: Told, kept: Kept) -> str:
    again = next(item for item in kept.of_kind("history") if item["event"] == Event.REFUSED)
    kept.items.append(again | {"version": again["version"] + 1})
    return f"{again['reference']} refused stands 2 times in its history"


def a_seat_is_taken_by_nobody(told: Told, kept: Kept) -> str:
    seats = next(item for item in kept.of_kind("seats") if item["taken"])
    seats["taken"] += 1
    return f"{seats['sk']}: {seats['taken']} taken, {seats['taken'] - 1} held"


def more_seats_are_taken_than_there_are(told: Told, kept: Kept) -> str:
    seats = next(item for item in kept.of_kind("seats") if item["taken"])
    seats["capacity"] = seats["taken"] - 1
    return f"{seats['sk']}: {seats['taken']} taken of {seats['capacity']}"


def somebody_is_refused_with_a_seat_free(told: Told, kept: Kept) -> str:
    free = next(item for item in kept.of_kind("seats") if item["taken"] < item["capacity"])
    told.full.append(Full(free["centre"], free["exam"]))
    return f"{free['centre']} {free['exam']}: refused as full, with {free['capacity'] - free['taken']} seats free"


def a_mail_is_lost(told: Told, kept: Kept) -> str:
    mail = Mailed(told.registered[0].reference, MailKind.REGISTERED)
    kept.mails[mail] = 0
    return f"{mail.reference}: 0 mails « registered », 1 wanted"


def a_mail_is_sent_twice(told: Told, kept: Kept) -> str:
    mail = Mailed(told.registered[0].reference, MailKind.REGISTERED)
    kept.mails[mail] = 2
    return f"{mail.reference}: 2 mails « registered », 1 wanted"


def an_execution_is_lost(told: Told, kept: Kept) -> str:
    reference = next(iter(kept.running))
    del kept.running[reference]
    return f"{reference}: 0 executions running, 1 wanted"


def an_execution_goes_on_for_nobody(told: Told, kept: Kept) -> str:
    reference = _registration(kept, State.VALIDATED)["reference"]
    kept.running[reference] = 1
    return f"{reference}: 1 executions running, 0 wanted"


def a_transition_stays_unsettled(told: Told, kept: Kept) -> str:
    open_still = kept.of_kind("history")[0]
    open_still["work_pk"] = "UNSETTLED"
    return f"{open_still['reference']} {open_still['version']} is unsettled"


def a_guard_is_left_behind(told: Told, kept: Kept) -> str:
    guard = kept.of_kind("live line")[0]
    kept.items.append(guard | {"sk": "LIVE#2801-01#2028-01-24T07:00"})
    return "the guards are not those of the live lines"


def somebody_never_got_an_answer(told: Told, kept: Kept) -> str:
    told.unanswered.append("L0000001 cannot register: 503")
    return "L0000001 cannot register: 503"


@pytest.mark.parametrize(
    "planted",
    [
        a_registration_disappears,
        a_registration_is_stored_twice,
        a_double_click_makes_two,
        another_centre_than_confirmed,
        a_decision_disappears,
        a_decision_happens_twice,
        a_seat_is_taken_by_nobody,
        more_seats_are_taken_than_there_are,
        somebody_is_refused_with_a_seat_free,
        a_mail_is_lost,
        a_mail_is_sent_twice,
        an_execution_is_lost,
        an_execution_goes_on_for_nobody,
        a_transition_stays_unsettled,
        a_guard_is_left_behind,
        somebody_never_got_an_answer,
    ],
)
def test_the_check_sees_what_is_planted(day: Day, planted: Planted) -> None:
    told, kept = deepcopy(day.played.told), deepcopy(day.kept)
    expected = planted(told, kept)
    assert expected in losses(told, kept, datetime.now(UTC))


def test_the_check_sees_a_dead_letter(day: Day) -> None:
    assert losses(day.played.told, day.kept._replace(dead_letters=1), datetime.now(UTC)) == ["1 dead letters"]


def _registration(kept: Kept, state: State) -> Item:
    return next(item for item in kept.of_kind("registration") if item["state"] == state)

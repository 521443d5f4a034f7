"""Stories of a person's rights, and of what the schedule does for them."""

from datetime import UTC, datetime, timedelta
from typing import Final

from functions.rights import erasing
from functions.rights.erasing import SECOND_PASS_AFTER
from shared import keys, table
from shared.registration.lifecycle import State
from tests.crashes.acts import asks, both, later, then
from tests.crashes.people import account
from tests.crashes.telling import Act, Story, Told
from tests.crashes.world import World
from tests.rights.lives import AFTER_THE_EXAMS, live_of_alice
from tests.rights.tending import tend
from tests.support import season
from tests.support.api import ALICE, BOB, environment
from tests.support.steps import in_state

NUC: Final = ALICE["id"]
ERASES: Final = asks("DELETE /v1/me", {"nuc": NUC}, by=ALICE)
LATER: Final = both(later(hours=1), lambda _world, _told: _tended())


def _tended() -> None:
    assert tend()["failed"] == 0


def tends(_world: World, _told: Told) -> None:
    tend()


def over(world: World) -> Told:
    """Of Alice there is everything that there can be, and nothing is under way."""
    account(NUC)(world, {})
    live_of_alice()
    draft = {**keys.draft(NUC), "kind": "draft", "session": season.THIS, "ttl": int(season.NOW.timestamp()) + 10**8}
    table.write(table.put_anyway(draft))
    world.clock.move_to(AFTER_THE_EXAMS)
    _tended()  # the days are signed
    return {}


def over_with_a_number_of_two(world: World) -> Told:
    """Her number is known to be another candidate's too."""
    told = over(world)
    (hers,) = table.read(keys.nir(NUC))
    assert hers is not None
    held = {"nucs": sorted([NUC, BOB["id"]]), "work_pk": keys.NIRS_TO_CHECK, "work_at": keys.instant(season.NOW)}
    table.write(table.update(keys.nir_index(hers["mac"]), set=held))
    return told


def begun_and_no_more(_world: World, _told: Told) -> None:
    """The request died right after the person was deleted."""
    with environment("rights"):
        erasing.begin(NUC, now=datetime.now(UTC))


def to_be_reviewed(world: World) -> Told:
    """Only Alice, who never registered: the others' turn comes later."""
    account(NUC)(world, {})
    _later_the_others()
    return {}


def registered_not_long_ago(_world: World) -> Told:
    _later_the_others()
    in_state(State.REFUSED)
    return {}


def still_undecided(_world: World) -> Told:
    """Her time is over, but her request is still open."""
    _later_the_others()
    in_state(State.PENDING)
    return {}


def _later_the_others() -> None:
    tend()
    for one in (season.BOB, season.CHLOE):
        far = keys.instant(season.NOW + timedelta(days=10**4))
        table.write(table.update(keys.candidate(one.nuc), set={"work_at": far}))


def years_go_by(years: int) -> Act:
    """And the days are signed; it is the time of the person that is over next."""

    def passed(world: World, _told: Told) -> None:
        (person,) = table.read(keys.candidate(NUC))
        assert person is not None
        table.write(table.delete_anyway(keys.candidate(NUC)))
        world.later(days=366 * years)
        _tended()
        table.write(table.put_anyway(person))

    return passed


A_SECOND_PASS: Final = both(lambda world, _: world.later(seconds=SECOND_PASS_AFTER.total_seconds() + 60), tends)

STORIES: Final = {
    "somebody is erased": Story(ERASES, over, again=both(ERASES), after=A_SECOND_PASS),
    "one of two who gave a number is erased": Story(
        ERASES, over_with_a_number_of_two, again=both(ERASES), after=A_SECOND_PASS
    ),
    "somebody is erased again": Story(ERASES, then(over, ERASES)),
    "an erasure is finished by the schedule": Story(
        tends, then(over, begun_and_no_more, later(minutes=20)), again=LATER, timeless=True
    ),
    "a day is signed": Story(
        tends,
        then(lambda _: {}, tends, asks("GET /v1/registrations", by=ALICE), later(days=1)),
        again=LATER,
        timeless=True,
    ),
    "retention is planned": Story(tends, then(registered_not_long_ago, years_go_by(5)), again=LATER, timeless=True),
    "somebody's time is over": Story(
        tends, then(to_be_reviewed, years_go_by(6)), again=LATER, after=LATER, timeless=True
    ),
    "somebody's time is over but not all is decided": Story(
        tends, then(still_undecided, years_go_by(7)), again=LATER, timeless=True
    ),
}

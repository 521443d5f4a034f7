"""Lives that no call could begin in the time of a test: many at once, or with limits some seconds away.

They are made by the functions' own decisions and by `shared.registration.transition`, in the table of the local cloud,
so that everything follows from them as from any other. Only their dates or their number are chosen here.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, time, timedelta
from typing import Final

from functions.register import request
from functions.register.request import RegistrationRequest
from shared import catalogue, keys, table
from shared.catalogue import Exam, Seats
from shared.deadline.deadline import last_day
from shared.departments import time_zone
from shared.http.call import Call
from shared.http.identity import Identity
from shared.registration import reference, transition
from shared.registration.lifecycle import Event
from shared.registration.model import Actor, Cause, Registration
from shared.role import Role
from tests.cloud.conftest import LocalCloud
from tests.cloud.facts import inside, item

CENTRE: Final = Actor(role=Role.CENTRE, id="tests", name="Centre")


def offer(cloud: LocalCloud, centre: str, exam: str, *, capacity: int, at: time) -> None:
    """An exam of this test's own in the open session, on the day of the others, run by this centre."""
    session = cloud.access["session"]
    with inside(cloud):
        exams, _ = catalogue.exams_and_seats(session)
        added = Exam(session=session, code=exam, label="Épreuve", on=exams[0].on, at=at, duration_minutes=30)
        seats = Seats(session=session, centre=centre, exam=exam, capacity=capacity)
        for one in (added, seats):
            table.write(table.put_anyway(catalogue.item(one)))


def pending(nuc: str, session: str, centre: str, exam: str) -> str:
    """The reference of a candidate's request. To be called `inside` the cloud."""

    def ask() -> str:
        made, cause = _requested(nuc, session, centre, exam)
        table.commit(*transition.writes(None, made, Event.REGISTERED, cause))
        return made.reference

    return _with_a_free_reference(ask)


def pending_without_a_clock(nuc: str, session: str, centre: str, exam: str) -> str:
    """Without the history item, from which a mail and an execution would follow: hundreds take a second."""

    def ask() -> str:
        made, cause = _requested(nuc, session, centre, exam)
        *writes, _ = transition.writes(None, made.model_copy(update={"due_at": None}), Event.REGISTERED, cause)
        table.commit(*writes)
        return made.reference

    return _with_a_free_reference(ask)


def _with_a_free_reference(ask: Callable[[], str]) -> str:
    """Among the thousands of all the tests, one that is drawn may be taken."""
    while True:
        with suppress(table.StaleError):
            return ask()


def _requested(nuc: str, session: str, centre: str, exam: str) -> tuple[Registration, Cause]:
    who = Identity(Role.CANDIDATE, nuc, nuc, "", frozenset())
    call = Call(who, datetime.now(UTC), f"test-{nuc}", "", None, None)
    body = RegistrationRequest(session=session, centre=centre, exams=(exam,))
    return request.decide(request.load(call, body), body, reference.draw(session), call.cause), call.cause


def prevalidate(cloud: LocalCloud, reference: str, *, remind_in: float, expire_in: float) -> None:
    """The centre's pre-validation with limits that many seconds away."""
    stood = Registration.model_validate(item(cloud, keys.registration(reference)))
    now = datetime.now(UTC)
    end = now + timedelta(seconds=expire_in)
    cause = Cause(CENTRE, now, f"test-{reference}")
    after = transition.moved(
        stood,
        Event.PREVALIDATED,
        cause,
        prevalidated_at=now,
        deadline_at=end,
        window=timedelta(seconds=expire_in),
        hold_until=end,
        last_day=last_day(end, time_zone("02")),
        zone=time_zone("02"),
        due_at=now + timedelta(seconds=remind_in),
    )
    with inside(cloud):
        table.commit(*transition.writes(stood, after, Event.PREVALIDATED, cause))

"""A transition as one transaction: the registration, its guards, its seats and its history item, or nothing.

What is written follows from two pictures of the registration, before and after: the attributes that differ, the lines
that became or ceased to be live, the lines that took or gave back a seat. So no transition can forget one of them.
"""

from typing import Any, Final

from boto3.dynamodb.conditions import Attr

from shared import keys, table
from shared.attributes import Item
from shared.problems.registrations import AlreadyRegisteredError, NoSeatLeftError
from shared.registration import model
from shared.registration.lifecycle import Event, after
from shared.registration.model import Cause, Line, Registration
from shared.table import StaleError, Write

NO_CONSEQUENCE: Final = {Event.CARRIED_OVER, Event.DEFERRAL_CANCELLED}
"""Born settled: nothing is mailed (the deferral's own mail says it, the answer to the candidate did) and no clock runs.
"""

CHOOSE_AGAIN: Final = {Event.REFUSED, Event.EXPIRED}
"""After these the candidate may choose a centre again until the session's decide-by date."""

TIMED: Final = {Event.REMINDED, Event.MAIL_RESENT}
"""Changes that no centre needs to hear about: they leave `changed_at` alone."""


def moved(registration: Registration, event: Event, cause: Cause, **changes: Any) -> Registration:
    """The registration after `event`, with `changes` to its attributes.

    Raises:
        IllegalTransitionError: the event has no place in its state.
    """
    state = after(registration.state, event)
    if state is not registration.state:
        changes |= {"state": state, "entered_at": cause.at, "entered_by": cause.by}
    if event not in TIMED:
        changes["changed_at"] = cause.at
    return registration.model_copy(update={"version": registration.version + 1, **changes})


def writes(
    before: Registration | None,
    now_is: Registration,
    event: Event,
    cause: Cause,
    details: dict[str, Any] | None = None,
) -> list[Write]:
    """The transaction that brings `before` to `now_is`. The first refused write, in the order below, raises.

    Raises:
        StaleError: the registration has moved since it was read, or its new reference is taken.
        AlreadyRegisteredError: another live line stands at the hour of one of the lines.
        NoSeatLeftError: no seat is left for one of the lines.
    """
    history = model.HistoryItem(
        reference=now_is.reference,
        version=now_is.version,
        event=event,
        state=now_is.state,
        at=cause.at,
        by=cause.by,
        correlation_id=cause.correlation_id,
        details=details or {},
    )
    return [
        _registration(before, now_is),
        *_guards(before, now_is),
        *_seats(before, now_is),
        *_choose_again(now_is, event),
        table.put(
            {
                **keys.history(now_is.reference, now_is.version),
                "kind": "history",
                **history.attributes(),
                **({} if event in NO_CONSEQUENCE else keys.work(keys.UNSETTLED, cause.at)),
            }
        ),
    ]


def _registration(before: Registration | None, now_is: Registration) -> Write:
    wanted = model.item(now_is)
    if before is None:
        return table.put(wanted, refused=lambda _: StaleError())
    stood = model.item(before)
    return table.update(
        keys.registration(now_is.reference),
        Attr("state").eq(before.state) & Attr("version").eq(before.version),
        set={name: value for name, value in wanted.items() if stood.get(name) != value},
        remove=stood.keys() - wanted.keys(),
        refused=lambda _: StaleError(),
    )


def _guards(before: Registration | None, now_is: Registration) -> list[Write]:
    were, are = (before.live_lines() if before else []), now_is.live_lines()
    standing = {line.exam for line in were}
    remaining = {line.exam for line in are}
    return [_guard(now_is, line) for line in are if line.exam not in standing] + [
        table.delete(_guard_key(now_is, line), Attr("reference").eq(now_is.reference))
        for line in were
        if line.exam not in remaining
    ]


def _guard(registration: Registration, line: Line) -> Write:
    return table.put(
        {
            **_guard_key(registration, line),
            "kind": "live line",
            "reference": registration.reference,
            "exam": line.exam,
        },
        refused=lambda other: AlreadyRegisteredError(other["reference"], other["exam"]),
    )


def _guard_key(registration: Registration, line: Line) -> keys.Key:
    return keys.live_line(registration.nuc, registration.session, line.on, line.at)


def _seats(before: Registration | None, now_is: Registration) -> list[Write]:
    held = {line.exam for line in before.held_lines()} if before else set()
    holding = {line.exam for line in now_is.held_lines()}
    return [_take(now_is, exam) for exam in sorted(holding - held)] + [
        _give_back(now_is, exam) for exam in sorted(held - holding)
    ]


def _take(registration: Registration, exam: str) -> Write:
    return table.update(
        keys.seats(registration.session, registration.centre, exam),
        Attr("taken").lt(Attr("capacity")),
        add={"taken": 1},
        refused=lambda _: NoSeatLeftError(exam),
    )


def _give_back(registration: Registration, exam: str) -> Write:
    return table.update(
        keys.seats(registration.session, registration.centre, exam), Attr("taken").gt(0), add={"taken": -1}
    )


def _choose_again(now_is: Registration, event: Event) -> list[Write]:
    if event not in CHOOSE_AGAIN:
        return []
    again: Item = {**keys.may_choose_again(now_is.nuc, now_is.session), "kind": "may choose again"}
    return [table.put_anyway(again)]

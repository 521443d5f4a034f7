"""What people do, through the API.

A call reads the table as it was when it was begun, and finds it as it has become meanwhile when it writes.
"""

from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, Final

from tests.model.step import Action, Step
from tests.model.world import WHO, Begun, World
from tests.support import lives, steps
from tests.support.api import LAON, Reply, call
from tests.support.calls import Befall, Call, Crash, watched
from tests.support.contents import failing

IN_TIME: Final = "2026-11-27"
TOO_LATE: Final = "2026-12-03"


def _register(step: Step) -> World:
    return step.then(reference=lives.register(WHO[step.number]))


def _withdraw(step: Step) -> World:
    steps.done(steps.withdraw(step.life.reference, by=WHO[step.number]))
    return step.then()


def _refuse(step: Step) -> World:
    steps.done(steps.refuse(step.life.reference))
    return step.then()


def _load(step: Step) -> World:
    return step.then(begun=Begun(step.world.table, datetime.now(UTC)))


def _asked(step: Step) -> tuple[str, dict[str, Any]]:
    """What the call under way asks for."""
    path = f"POST /v1/registrations/{step.life.reference}"
    what = step.before["call"][step.number]
    if what == "prevalidation":
        return f"{path}/prevalidation", {}
    day = IN_TIME if what == "payment" else TOO_LATE
    return f"{path}/payment", {"amount_cents": 5000, "received_on": day, "method": "cheque"}


def _well(_number: int, _one: Call) -> None:
    pass


def _goes_on(step: Step, befall: Befall = _well) -> Reply:
    """The call under way: it has read the table as it was then, and writes to it as it is now."""
    begun = step.life.begun
    assert begun
    now = [step.world.table]

    def before(number: int, one: Call) -> None:
        if one.operation == "TransactWriteItems" and now:
            now.pop().restore()
        befall(number, one)

    begun.table.restore()
    step.clock.move_to(begun.at)
    request, body = _asked(step)
    try:
        with watched(before):
            return call(request, body, by=LAON)
    finally:
        assert not now
        step.set_the_clock()


def _succeeds(step: Step) -> World:
    steps.done(_goes_on(step))
    return step.then(begun=None)


def _is_full(step: Step) -> World:
    steps.refused(_goes_on(step), 409, "no-seat-left")
    return step.then(begun=None)


def _decides_again(step: Step) -> World:
    """What still has a place is decided again when the call goes on; what has none is refused."""
    if step.life.begun and step.before["call"][step.number] == "prevalidation":
        steps.refused(_goes_on(step), 409, "illegal-transition")
        return step.then(begun=None)
    return step.then()


def _conflicts(step: Step) -> World:
    """The first try meets a conflict; at the second the function is struck down, so that nothing is written."""
    tries: list[Call] = []

    def befall(_number: int, one: Call) -> None:
        if one.operation == "TransactWriteItems":
            tries.append(one)
        if len(tries) > 1:
            raise Crash

    conflict = failing("TransactWriteItems", "TransactionCanceledException", times=1, reasons=("TransactionConflict",))
    with conflict, suppress(Crash):
        _goes_on(step, befall)
    assert len(tries) > 1
    return step.then()


ACTIONS: Final[dict[str, Action]] = {
    "Register": _register,
    "Withdraw": _withdraw,
    "Refuse": _refuse,
    "LoadPrevalidation": _load,
    "LoadPayment": _load,
    "LoadLatePayment": _load,
    "Prevalidate": _succeeds,
    "FindFull": _is_full,
    "Conflict": _conflicts,
    "Pay": _succeeds,
    "Revive": _succeeds,
    "RecordLate": _succeeds,
    "DecideAgain": _decides_again,
}

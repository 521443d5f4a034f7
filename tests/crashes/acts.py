"""What begins stories, and what people do in them: calls of the API, as their program would repeat them."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

from shared.registration.lifecycle import State
from tests.crashes.telling import Act, Begin, Told
from tests.crashes.world import World
from tests.support.api import ALICE, Identity, Reply, call
from tests.support.calls import watched
from tests.support.contents import interrupted
from tests.support.documents import give
from tests.support.steps import defer, done, in_state


def keyed(request: str) -> dict[str, str]:
    """The key by which a program repeats a request."""
    return {"Idempotency-Key": sha256(request.encode()).hexdigest()}


def asks(request: str, body: Any = None, *, by: Identity | None = None, query: str = "", raw: str = "") -> Act:
    """The request, its query and its body may name what has been told: `{reference}`."""

    def act(_world: World, told: Told) -> Reply:
        sent = _filled(body, told) if body is not None else None
        headers = keyed(request) if by and not request.startswith("GET") else None
        return call(
            request.format(**told),
            sent,
            by=by,
            query=query.format(**told),
            headers=headers,
            raw=raw.format(**told).encode() or None,
        )

    return act


def _filled(body: Any, told: Told) -> Any:
    if isinstance(body, dict):
        return {name: _filled(value, told) for name, value in body.items()}
    if isinstance(body, list):
        return [_filled(one, told) for one in body]
    return body.format(**told) if isinstance(body, str) else body


def both(*acts: Act) -> Act:
    """One after the other; the answer of the last one."""

    def act(world: World, told: Told) -> object:
        return [one(world, told) for one in acts][-1]

    return act


def later(**by: float) -> Act:
    return lambda world, _told: world.later(**by)


def then(begin: Begin, *acts: Act) -> Begin:
    """A beginning that goes on."""

    def begun(world: World) -> Told:
        told = begin(world)
        for one in acts:
            one(world, told)
        return told

    return begun


def somebody_quicker(operation: str, meanwhile: Act, act: Act) -> Act:
    """Just before the first call of an operation somebody else does something, which goes well."""

    def quicker(world: World, told: Told) -> object:
        def other() -> None:
            with watched():
                meanwhile(world, told)

        with interrupted(operation, other):
            return act(world, told)

    return quicker


def registered(state: State, *exams: str, by: Identity = ALICE) -> Begin:
    return lambda _world: {"reference": in_state(state, *exams, by=by)}


def deferral_asked(_world: World) -> Told:
    reference = in_state(State.VALIDATED, "CHI")
    return {"reference": reference, "id": done(defer(reference, "CHI")).body["id"]}


def document_given(world: World) -> Told:
    told = deferral_asked(world)
    done(give(told["id"]))
    return told


def keeping(name: str, find: Callable[[Any], Any], act: Act) -> Act:
    """Keeps something of an answer for what comes next."""

    def kept(world: World, told: Told) -> object:
        reply: Any = act(world, told)
        told[name] = find(reply.body)
        return reply

    return kept

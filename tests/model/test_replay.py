"""The model's transitions, done by the real code: it goes where the model says, and refuses what has no place there.

Of each kind of transition one is done. For two rivals a kind is everything that concerns the registration, and how many
seats are taken: all of them are done, but for what the other one is doing meanwhile.
"""

from collections.abc import Hashable
from typing import Any, Final

import pytest
from time_machine import Traveller

from tests.model import graph, machinery, people
from tests.model.graph import Edge, Graph, State
from tests.model.step import Step, beginning
from tests.model.world import WHO, World, meant, seen
from tests.support.api import LAON, Identity, Reply, call
from tests.support.aws import Aws
from tests.support.contents import contents
from tools.model import module, scope
from tools.mutants import MUTANTS, Mutant

ACTIONS: Final = people.ACTIONS | machinery.ACTIONS
CAPACITY: Final = 1
OF_A_RIVAL: Final = ("stage", "due", "money", "call", "seen")
BRIEFLY: Final = "CONSTRAINT ShortLives\n"
SCOPES: Final = {"Consequences": scope("Consequences"), "Impatient": scope("Impatient") + BRIEFLY}
PEOPLE: Final = {"Register", "Withdraw", "Refuse", "LoadPrevalidation", "LoadPayment", "LoadLatePayment"}
GOING_ON: Final = {"Prevalidate", "Conflict", "DecideAgain"}
MONEY: Final = {"Pay", "Revive", "RecordLate"}
RIVALS: Final = PEOPLE | GOING_ON | MONEY | {"FindFull", "MomentComes", "ClockActs"}
SHORT: Final = ACTIONS.keys() - {"FindFull", "ClockActs"} - MONEY
"""What a short life of one candidate comes to: no rival, no end."""
CONSEQUENCES: Final = {"Consequences": SHORT - {"DropOrder"} | MONEY, "Impatient": SHORT}
"""Only an impatient reconciliation orders what is sent already."""

CALLS: Final[dict[str, tuple[str, dict[str, Any], Identity]]] = {
    "LoadPrevalidation": ("prevalidation", {}, LAON),
    "Refuse": ("refusal", {"reason": "other", "message": "Trop tard"}, LAON),
    "Withdraw": ("withdrawal", {}, WHO[0]),
    "LoadPayment": ("payment", {"amount_cents": 5000, "received_on": "2026-11-27", "method": "cash"}, LAON),
}
ANSWERS: Final = {
    ("prevalidated", "LoadPrevalidation"): 200,
    ("reminded", "LoadPrevalidation"): 200,
    ("withdrawn", "Withdraw"): 200,
}
"""To what has been done already; anything else that the model does not know is refused with 409."""
NOT_OURS: Final = {
    "seats are read, then written",
    "a wait looks, then stores its token",
    "a mail is marked before it is sent",
}


@pytest.fixture
def aws(cloud: None) -> Aws:
    return Aws.made()


def kinds_of_rivals(found: Graph) -> list[Edge]:
    def local(state: State, number: int) -> Hashable:
        return tuple(state[name][number] for name in OF_A_RIVAL)

    def kind(edge: Edge) -> Hashable:
        number, before, after = found.who(edge), found.states[edge.source], found.states[edge.target]
        return edge.action, local(before, number), local(after, number), before["taken"]

    return found.one_of_each(kind)


def kinds_of_consequences(found: Graph) -> list[Edge]:
    def clock(state: State) -> Hashable:
        return state["stage"][0], state["execution"][0], state["told"] == state["version"]

    return found.one_of_each(
        lambda edge: (edge.action, clock(found.states[edge.source]), clock(found.states[edge.target]))
    )


def replayed(aws: Aws, clock: Traveller, found: Graph, edges: list[Edge], *, followed: bool) -> dict[str, World]:
    """Each begins in the world to which the first way to its source has led. The worlds, by their states."""
    candidates = len(found.states[found.start]["stage"])
    worlds = {found.start: beginning(candidates, CAPACITY)}
    for edge in edges:
        before, after = found.states[edge.source], found.states[edge.target]
        step = Step(aws, clock, worlds[edge.source], found.who(edge), before, followed)
        step.begin()
        world = ACTIONS[edge.action](step)
        assert seen(world, after, followed=followed) == meant(after, followed=followed), (edge.action, before)
        worlds.setdefault(edge.target, world)
    return worlds


def disabled(found: Graph) -> dict[tuple[str, int], set[str]]:
    """By stage and moments passed: what nobody can do in any state of the model."""
    enabled: dict[tuple[str, int], set[str]] = {}
    for edge in found.from_the_start():
        state, number = found.states[edge.source], found.who(edge)
        enabled.setdefault((state["stage"][number], state["due"][number]), set()).add(edge.action)
    return {where: CALLS.keys() - actions for where, actions in enabled.items() if where[0] != "new"}


def test_two_rivals_go_where_the_model_says_and_nowhere_else(aws: Aws, clock: Traveller) -> None:
    found = graph.of(module(), scope("Rivals"))
    edges = kinds_of_rivals(found)
    assert {edge.action for edge in edges} == RIVALS
    worlds = replayed(aws, clock, found, edges, followed=False)
    left = disabled(found)
    for key, world in worlds.items():
        state = found.states[key]
        where = state["stage"][0], state["due"][0]
        for action in left.pop(where, ()):
            Step(aws, clock, world, 0, state, followed=False).begin()
            before = contents()
            assert asked(action, world.lives[0].reference).status == ANSWERS.get((where[0], action), 409), where
            assert contents() == before
    assert left == {}


@pytest.mark.parametrize("name", ["Consequences", "Impatient"])
def test_consequences_losses_and_repairs_go_where_the_model_says(aws: Aws, clock: Traveller, name: str) -> None:
    found = graph.of(module(), SCOPES[name])
    edges = kinds_of_consequences(found)
    assert {edge.action for edge in edges} == CONSEQUENCES[name]
    replayed(aws, clock, found, edges, followed=True)


def asked(action: str, reference: str) -> Reply:
    request, body, by = CALLS[action]
    return call(f"POST /v1/registrations/{reference}/{request}", body, by=by)


@pytest.mark.parametrize("mutant", [one for one in MUTANTS if one.name in NOT_OURS], ids=lambda one: one.name)
def test_a_model_that_is_not_ours_is_found_out(aws: Aws, clock: Traveller, mutant: Mutant) -> None:
    found = graph.of(mutant.of(module()), scope(mutant.scope) + BRIEFLY)
    followed = mutant.scope != "Rivals"
    edges = kinds_of_consequences(found) if followed else kinds_of_rivals(found)
    with pytest.raises(AssertionError):
        replayed(aws, clock, found, edges, followed=followed)

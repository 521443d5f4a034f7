"""The model's transitions, replayed against the real code: it goes where the model says, and nowhere else."""

import logging
from collections import Counter
from collections.abc import Hashable

import pytest
from time_machine import Traveller

from tests.model import graph
from tests.model.actions import ACTIONS, Step, beginning
from tests.model.graph import Edge, Graph
from tests.model.world import World, meant, seen
from tests.support.aws import Aws
from tools.model import scope


@pytest.fixture
def aws(season: None) -> Aws:
    return Aws.made()


def replayed(aws: Aws, clock: Traveller, found: Graph, edges: list[Edge], *, followed: bool) -> Counter[str]:
    """Each from the world that the first way to its source has led to; how many of each action."""
    candidates = len(found.states[found.start]["stage"])
    worlds: dict[str, World] = {found.start: beginning(candidates, capacity=1)}
    for edge in edges:
        before, after = found.states[edge.source], found.states[edge.target]
        step = Step(aws, clock, worlds[edge.source], found.who(edge), before, followed)
        world = step.does(edge.action)
        assert seen(world, after, followed=followed) == meant(after, followed=followed), (edge.action, before, after)
        worlds.setdefault(edge.target, world)
    return Counter(edge.action for edge in edges)


def test_rivals(aws: Aws, clock: Traveller) -> None:
    found = graph.of(scope("Rivals").split("PROPERTIES")[0])
    def kind(e):
        n=found.who(e); b=found.states[e.source]; a=found.states[e.target]
        return (e.action, *(tuple(s[k][n] for k in ("stage","due","money","call","seen")) for s in (b,a)), b["taken"])
    done = replayed(aws, clock, found, found.one_of_each(kind), followed=False)
    print(done)

def test_consequences(aws: Aws, clock: Traveller) -> None:
    found = graph.of(scope("Consequences").split("PROPERTIES")[0])
    def kind(e):
        n=found.who(e); b=found.states[e.source]; a=found.states[e.target]
        return (e.action, *(tuple(s[k][n] for k in ("stage","due","money","call","seen")) for s in (b,a)), b["taken"])
    done = replayed(aws, clock, found, found.one_of_each(kind), followed=True)
    print(done)

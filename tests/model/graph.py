"""The graph of the model's states, as TLC writes it: what leads from where to where, by the names of the actions."""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, NamedTuple

from tools.model import check

State = dict[str, Any]
"""The model's variables. A function over the registrations is a list: the first of them is number 1, at 0."""

_NODE: Final = re.compile(r'^(-?\d+) \[label="(.*?)"(,style = filled)?\];?$')
_EDGE: Final = re.compile(r'^(-?\d+) -> (-?\d+) \[label="(\w+)"')
DUMP: Final = ("-dump", "dot,actionlabels")
_SETS_AND_SEQUENCES: Final = str.maketrans("{}", "[]")


class Edge(NamedTuple):
    source: str
    action: str
    target: str


@dataclass(frozen=True)
class Graph:
    start: str
    states: dict[str, State]
    edges: dict[str, list[Edge]]
    """By their source."""

    def from_the_start(self) -> Iterator[Edge]:
        """Every edge, those near to the start first."""
        reached, ahead = {self.start}, [self.start]
        for source in ahead:
            for edge in self.edges.get(source, ()):
                yield edge
                if edge.target not in reached:
                    reached.add(edge.target)
                    ahead.append(edge.target)

    def who(self, edge: Edge) -> int:
        """The number of the registration with which something happens: 0 is the first.

        Only one can have changed. Where nothing does, it is one of which a call is under way.
        """
        before, after = self.states[edge.source], self.states[edge.target]
        changed = {
            number
            for name, value in before.items()
            if isinstance(value, list)
            for number in range(len(value))
            if value[number] != after[name][number]
        }
        return changed.pop() if changed else next((n for n, call in enumerate(before["call"]) if call != "none"), 0)

    def one_of_each(self, kind: Callable[[Edge], Hashable]) -> list[Edge]:
        """The nearest edge of each kind, and those by which they are reached from the start, in that order."""
        ways: dict[str, Edge] = {}
        chosen: dict[Hashable, Edge] = {}
        order = list(self.from_the_start())
        for edge in order:
            if edge.target not in ways and edge.target != self.start:
                ways[edge.target] = edge
            chosen.setdefault(kind(edge), edge)
        wanted = set(chosen.values())
        for source in [edge.source for edge in chosen.values()]:
            way = ways.get(source)
            while way and way not in wanted:
                wanted.add(way)
                way = ways.get(way.source)
        return [edge for edge in order if edge in wanted]


def of(model: str, scope: str) -> Graph:
    """What TLC reaches in a scope; its properties are not looked at."""
    with TemporaryDirectory() as folder:
        written = Path(folder, "graph.dot")
        check(model, re.sub(r"^(INVARIANTS|PROPERTIES).*", "", scope, flags=re.MULTILINE), *DUMP, str(written))
        return _read(written)


def _read(written: Path) -> Graph:
    start, states, edges = "", {}, defaultdict(list)
    with written.open(encoding="utf-8") as lines:
        for line in lines:
            if edge := _EDGE.match(line):
                source, target, action = edge.groups()
                edges[source].append(Edge(source, action, target))
            elif node := _NODE.match(line):
                states[node[1]] = _state(node[2])
                start = node[1] if node[3] else start
    within = {source: [one for one in leading if one.target in states] for source, leading in edges.items()}
    return Graph(start, states, within)


def _state(label: str) -> State:
    """A line a variable. Its value is JSON but for TLA's brackets and its truth."""
    text = label.replace('\\"', '"').replace("\\\\", "\\")
    lines = (part.removeprefix("/\\ ").split(" = ", 1) for part in text.split("\\n"))
    return {name: _value(value) for name, value in lines}


@cache
def _value(text: str) -> Any:
    """A few thousand values make hundreds of thousands of lines."""
    text = text.replace("<<", "[").replace(">>", "]").translate(_SETS_AND_SEQUENCES)
    return json.loads(text.replace("TRUE", "true").replace("FALSE", "false"))

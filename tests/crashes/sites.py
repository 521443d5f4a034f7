"""Which places of our code that call AWS are struck, by which stories, and how often.

`python -m tests.crashes.sites` writes the table, function by function.
"""

import logging
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from tests.crashes import world as whole
from tests.crashes.stories import STORIES
from tests.crashes.telling import Story, Telling, Told
from tests.crashes.world import World
from tests.lifecycle import test_crashes as lifecycle
from tests.support.calls import Fault, watched
from tests.support.sites import Site, listed


class Place(NamedTuple):
    site: Site
    stories: int
    strikes: int


def told_elsewhere(story: lifecycle.Story) -> Story:
    """One of those that `tests/lifecycle/test_crashes.py` strikes at every call, with complaints of its own."""

    def begin(world: World) -> Told:
        return {"reference": story.begin(world.aws, world.clock), "records": world.aws.stream()}

    def act(world: World, told: Told) -> object:
        with watched():
            story.lead(world.aws, told["reference"], told["records"])
        return story.act(world.aws, told["reference"], told["records"])

    return Story(act, begin)


def strikes(world: World) -> Iterator[tuple[str, Site, int]]:
    """Each story with the places that it passes, and how often it is struck there."""
    for name, story in STORIES.items():
        for strike in Telling(world, story).strikes():
            yield name, strike.site, 1
    for name, other in lifecycle.STORIES.items():
        for _, call, site in Telling(world, told_elsewhere(other)).sites():
            yield name, site, len(Fault) - (call.operation in lifecycle.READS)


def told(world: World) -> Iterator[Place]:
    """Every place of the code, in its order, with what befalls it."""
    stories, times = defaultdict[Site, set[str]](set), Counter[Site]()
    for name, site, number in strikes(world):
        stories[site].add(name)
        times[site] += number
    return (Place(site, len(stories[site]), times[site]) for site in listed())


def table(places: Iterable[Place]) -> str:
    """Markdown: a row for each function, and for what they share."""
    rows = ["| Function | Places | Struck | Strikes | Calls |", "|---|--:|--:|--:|---|"]
    by_function = groupby(places, key=lambda one: one.site.path.split("/")[1 if "functions" in one.site.path else 0])
    for function, found in by_function:
        here = list(found)
        calls = ", ".join(sorted({name for one in here for name in one.site.operations}))
        struck, times = sum(one.strikes > 0 for one in here), sum(one.strikes for one in here)
        rows.append(f"| `{function}` | {len(here)} | {struck} | {times} | {calls} |")
    return "\n".join(rows)


def main() -> None:
    logging.disable()
    with whole.world() as world:
        places = list(told(world))
    struck, times = sum(one.strikes > 0 for one in places), sum(one.strikes for one in places)
    stories = len(STORIES) + len(lifecycle.STORIES)
    sys.stdout.write(f"{table(places)}\n\n{struck} of {len(places)} places, {stories} stories, {times} strikes.\n")
    sys.stdout.writelines(f"- not struck: {one.site}\n" for one in places if not one.strikes)


if __name__ == "__main__":
    main()

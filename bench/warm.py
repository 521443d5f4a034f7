"""The CPU of one warm operation of the shipped handlers, against a local cloud of its own, in milliseconds.

What follows from a transition is counted besides (« , with its mail »). On the way the first call of each function is
kept, for `bench.cold`.
"""

import argparse
import json
from pathlib import Path
from statistics import median

from bench.cold.recording import Recorder, ask_the_others
from bench.peer.ours import Ours, play
from bench.season import Size
from bench.setting_up import cloud_of_its_own, set_up
from tests.cloud.conftest import LocalCloud

BEFORE = 50
"""A page of the list."""


def measured(cloud: LocalCloud, times: int) -> tuple[dict[str, float], Recorder]:
    stage = set_up(cloud, Size(BEFORE + times + 1, 2))
    recorder = Recorder(cloud)
    ours = Ours(cloud, stage, recorder)
    ours.seats()  # by a key: a token would ask the pool for its keys
    reference = ours.register(BEFORE + times)
    ours.prevalidate(reference)
    ours.pay(reference)
    ask_the_others(ours, cloud, BEFORE + times, reference)
    samples = play(ours, times, BEFORE)
    return {name: 1000 * median(some) for name, some in samples.items()}, recorder


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("times", type=int, help="of each operation, at most 50")
    parser.add_argument("into", type=Path, help="file for the milliseconds and the first calls, as JSON")
    given = parser.parse_args()
    with cloud_of_its_own() as cloud:
        milliseconds, recorder = measured(cloud, given.times)
    firsts = {name: first._asdict() for name, first in recorder.firsts.items()}
    given.into.write_text(json.dumps({"milliseconds": milliseconds, "firsts": firsts}), encoding="utf-8")


if __name__ == "__main__":
    main()

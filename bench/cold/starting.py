"""Cold starts: each built function, as Lambda unpacks it, beside a boto3 client by itself, in the same run.

Instructions are counted by valgrind's callgrind, without those of an interpreter that does nothing: they repeat nearly
to the digit, on whatever machine. Time is the CPU's, the smallest of some starts.
"""

import json
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final, NamedTuple

from bench.cold.recording import First, Reply
from bench.progress import show
from tests.support import template
from tools.building.artifacts import UV, Builder, Built
from tools.building.packing import LAYER, ROOT, files

PROBE: Final = Path(__file__).with_name("probe.py")
RUNTIME: Final = ROOT / "requirements" / "runtime.txt"
STARTS: Final = 5
YEAR_OF_ZIPS: Final = 315532800
"""1 January 1980, as seconds since 1970."""
VALGRIND: Final = shutil.which("valgrind")
NOTHING: Final = "nothing"
BOTO3: Final = "boto3"
AFRESH: Final = ("register", "web")
"""Compared with the same code compiled here and now."""
AS_THEY_COME: Final = f"{AFRESH[0]}, with the packages as they come"
NO_ITEM: Final[Reply] = (200, {"Content-Type": "application/x-amz-json-1.0"}, "e30=")
COUNTED: Final = re.compile(r"Collected : (\d+)")

ALONE: Final = {"PYTHONHASHSEED": "0", "PATH": os.environ["PATH"]}
"""With one seed of hashes the same is done each time."""
ENVIRONMENT: Final = {
    "AWS_ACCESS_KEY_ID": "nobody",
    "AWS_SECRET_ACCESS_KEY": "nobody",
    "AWS_DEFAULT_REGION": template.REGION,
}


class Start(NamedTuple):
    """One cold start; no instructions where there is no valgrind."""

    name: str
    instructions: int | None
    cpu_ms: float
    peak_mb: float


class Ground(NamedTuple):
    """Where cold starts are made: the artifacts, unpacked, and the Python that runs them."""

    python: Path
    folder: Path

    def unpacked(self, built: Built) -> Path:
        """As Lambda has it: every file dated 1980."""
        into = self.folder / "unpacked" / built.name
        with zipfile.ZipFile(built.archive) as archive:
            archive.extractall(into)
        for one in files(into):
            os.utime(one, (YEAR_OF_ZIPS, YEAR_OF_ZIPS))
        return into

    def compiled_afresh(self, unpacked: Path) -> Path:
        """The same code with .pyc that were compiled here and now, and are compared with their sources by date."""
        into = self.folder / "afresh" / unpacked.name
        shutil.copytree(unpacked, into, ignore=shutil.ignore_patterns("__pycache__"))
        _completed([self.python, "-m", "compileall", "-q", into])
        return into

    def untouched_packages(self) -> Path:
        """The locked packages as they come: what a client of boto3 takes that nobody cares about."""
        into = self.folder / "untouched" / LAYER
        uv = (UV, "-m", "uv", "pip", "install", "--quiet", "--python", self.python, "--target", into)
        _completed([*uv, "--no-deps", "--require-hashes", "--requirement", RUNTIME], os.environ)
        _completed([self.python, "-m", "compileall", "-q", into])
        return into

    def started(self, name: str, told: Mapping[str, Any]) -> Start:
        asked = self.folder / f"{name}.json"
        asked.write_text(json.dumps(told), encoding="utf-8")
        command = [str(self.python), "-S", "-s", "-P", "-B", str(PROBE), str(asked)]
        tries = [json.loads(_completed(command).stdout.splitlines()[-1]) for _ in range(STARTS)]
        wanted = told.get("status")
        if any(one["status"] != wanted for one in tries):
            raise RuntimeError(f"{name} answered {tries[0]['status']}, not {wanted}")
        return Start(
            name,
            _instructions(command),
            1000 * min(one["cpu_seconds"] for one in tries),
            min(one["peak_kilobytes"] for one in tries) / 1024,
        )


def starts(firsts: Mapping[str, First], python: Path, folder: Path) -> dict[str, Start]:
    """Of nothing, of boto3, of each function, and of some functions compiled afresh (`<function>, afresh`)."""
    ground = Ground(python, folder)
    built = {one.name: one for one in Builder(ROOT, folder / "built", python, ()).build()}
    unpacked = {name: ground.unpacked(one) for name, one in built.items()}
    packages = ground.untouched_packages()
    todo: dict[str, Mapping[str, Any]] = {
        NOTHING: {"function": NOTHING, "path": [], "environment": {}},
        BOTO3: {"function": BOTO3, "path": [str(packages)], "environment": ENVIRONMENT, "replies": [NO_ITEM]},
    }
    for name, first in firsts.items():
        todo[name] = first._asdict() | {"path": path_of(name, unpacked)}
    code = {one: ground.compiled_afresh(unpacked[one]) for one in ("SharedLayer", *map(_resource, AFRESH))}
    for name in AFRESH:
        todo[afresh(name)] = firsts[name]._asdict() | {"path": path_of(name, unpacked | code)}
    as_they_come = {"DependenciesLayer": packages.parent}
    todo[AS_THEY_COME] = firsts[AFRESH[0]]._asdict() | {"path": path_of(AFRESH[0], unpacked | as_they_come)}
    return dict(_all(ground, todo))


def _all(ground: Ground, todo: Mapping[str, Mapping[str, Any]]) -> Iterable[tuple[str, Start]]:
    """Side by side: what is counted does not depend on what else runs."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        begun = {name: pool.submit(ground.started, name, told) for name, told in todo.items()}
        for done, (name, future) in enumerate(begun.items(), 1):
            yield name, future.result()
            show("cold starts", done, len(todo))


def afresh(function: str) -> str:
    return f"{function}, compiled afresh"


def path_of(function: str, unpacked: Mapping[str, Path]) -> list[str]:
    """The function's own folder first, then its layers'."""
    common: list[Any] = template.template()["Globals"]["Function"]["Layers"]
    own: list[Any] = template.template()["Resources"][_resource(function)]["Properties"].get("Layers", [])
    layers = [str(unpacked[one["Ref"]] / LAYER) for one in [*common, *own]]
    return [str(unpacked[_resource(function)]), *layers]


def _resource(function: str) -> str:
    return function.capitalize()


def _instructions(command: list[str]) -> int | None:
    if VALGRIND is None:
        return None
    counted = [VALGRIND, "--tool=callgrind", f"--callgrind-out-file={os.devnull}", *command]
    done = _completed(counted)
    return int(COUNTED.findall(done.stderr)[-1])


def _completed(command: list[Any], environment: Mapping[str, str] = ALONE) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 (ours)
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, command[-2:]))}: {done.stderr[-2000:]}")
    return done

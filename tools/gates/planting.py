"""A copy of the project with flaws planted in it: what a gate never found there, it would not find here."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final, NamedTuple

from cfnlint.decode import decode

from tools.gates.finding import Finding
from tools.gates.project import ROOT, TEMPLATE, Project, read

DEFINITION: Final = Path("infra", "lifecycle.asl.json")
REMOVED: Final = object()

Plant = Callable[["Sources"], None]


class Sources(NamedTuple):
    """What is written in the planted project."""

    resources: dict[str, Any]
    states: dict[str, Any]
    files: dict[str, str]


class Flaw(NamedTuple):
    name: str
    plant: Plant
    found: str
    """What a gate must say of it, or its beginning."""

    @property
    def gate(self) -> str:
        return self.found.partition(" ")[0]

    def found_in(self, findings: Iterable[Finding]) -> bool:
        return any(str(one).startswith(self.found) for one in findings)


def setting(resource: str, path: str, value: Any) -> Plant:
    """Gives a property of a resource this value; `path` as in « DistributionConfig.Origins.0 »."""

    def plant(sources: Sources) -> None:
        *parents, last = path.split(".")
        place: Any = sources.resources[resource]
        for step in parents:
            place = place[int(step) if step.isdigit() else step]
        if value is REMOVED:
            del place[last]
        else:
            place[int(last) if last.isdigit() else last] = value

    return plant


def without(resource: str, path: str) -> Plant:
    return setting(resource, path, REMOVED)


def allowing(role: str, action: str, resource: Any) -> Plant:
    """One more statement in the policy of a role."""

    def plant(sources: Sources) -> None:
        (policy,) = sources.resources[role]["Properties"]["Policies"]
        statement = {"Effect": "Allow", "Action": action, "Resource": resource}
        policy["PolicyDocument"]["Statement"].append(statement)

    return plant


def opening(policy: str, statements: str, **statement: Any) -> Plant:
    """One more statement in the policy of a resource, which stands under `statements`."""

    def plant(sources: Sources) -> None:
        sources.resources[policy]["Properties"][statements]["Statement"].append({"Effect": "Allow", **statement})

    return plant


def state(name: str, definition: dict[str, Any]) -> Plant:
    return lambda sources: sources.states.update({name: definition})


def file(name: str, text: str) -> Plant:
    return lambda sources: sources.files.update({name: text})


def planted(root: Path, flaws: tuple[Flaw, ...]) -> Project:
    """Writes this project's template with these flaws, and the planted files, into an empty folder."""
    source, _ = decode(str(ROOT / TEMPLATE))
    template = json.loads(json.dumps(source))
    definition = json.loads((ROOT / DEFINITION).read_text(encoding="utf-8"))
    sources = Sources(template["Resources"], definition["States"], {})
    for flaw in flaws:
        flaw.plant(sources)
    written = {
        str(TEMPLATE): json.dumps(template, indent=1),
        str(DEFINITION): json.dumps(definition, indent=1),
        **sources.files,
    }
    for name, text in written.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return read(root, sorted(written))

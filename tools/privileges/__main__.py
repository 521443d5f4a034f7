"""What each role of the template may do, what of it is used, and why the rest is granted: `make privileges`.

Writes docs/security/privileges.md, with `--check` only compares it. Exits with 1 as well when a call is not allowed,
when a grant that nothing uses has no reason, or when a reason is about nothing.
"""

import logging
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import redirect_stdout
from io import StringIO
from typing import Final, NamedTuple

from tools.gates.project import ROOT, Project, read
from tools.privileges.granted import Grant, Need, allowances
from tools.privileges.reasons import Reason, faults, reasons
from tools.privileges.used import used
from tools.shown import SECURITY, kept

PAGE: Final = SECURITY / "privileges.md"

HEAD: Final = """\
# Least privilege

What each role of the template may do, and what of it is used. Used is what the stories of `tests/crashes` and of
`tests/lifecycle/test_crashes.py` need: they pass every place of the code that calls AWS, and a test says which place
they do not. Each of their calls must be allowed, with the partitions of the items that it names; what is granted and
never used stands here with its reason. Made from the template, the stories and [`privileges.yaml`](privileges.yaml) by
`make privileges`.

« of items » is what a statement is limited to by the partition key of the items. Resources are written without account
and region.
"""


class Privileges(NamedTuple):
    used: list[Grant]
    unused: list[Grant]
    denied: list[Need]


def compared(project: Project, needs: Iterable[Need]) -> Privileges:
    allowed, denied, used = allowances(project), [], set[Grant]()
    for need in sorted(needs):
        by = [one for one in allowed if one.allows(need)]
        used |= {grant for one in by for grant in one.used_by(need)}
        if not by:
            denied.append(need)
    granted = {grant for one in allowed for grant in one.grants()}
    return Privileges(sorted(used), sorted(granted - used), denied)


def wrong(found: Privileges, given: list[Reason]) -> Iterator[str]:
    for need in found.denied:
        yield f"{need.role} may not {need.action} on {need.resource} {' '.join(need.keys)}".rstrip()
    yield from faults(found.unused, given)


def page(found: Privileges, given: list[Reason]) -> str:
    unused = (
        f"| {_listed({grant.role for grant in covered})} | {_code(grant.action for grant in covered)} "
        f"| {_code(_short(grant.resource) for grant in covered)} | {one.reason} |"
        for one in given
        if (covered := [grant for grant in found.unused if one.covers(grant)])
    )
    by_place = defaultdict(list)
    for grant in found.used:
        by_place[grant.role, grant.resource].append(grant.action)
    rows = (f"| {role} | {_code([_short(place)])} | {_code(actions)} |" for (role, place), actions in by_place.items())
    return "\n".join(
        [
            HEAD,
            f"## Granted and never used: {len(found.unused)}\n",
            "| Role | Action | Resource | Why |",
            "|---|---|---|---|",
            *unused,
            f"\n## Granted and used: {len(found.used)}\n",
            "| Role | Resource | Action |",
            "|---|---|---|",
            *rows,
            "",
        ]
    )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(set(names)))


def _code(names: Iterable[str]) -> str:
    return ", ".join(f"`{one}`" for one in sorted(set(names)))


def _short(resource: str) -> str:
    """`table/Table/index/work` for what is an address of AWS."""
    parts = resource.split(":", 5)
    return parts[5] if len(parts) == 6 and parts[0] == "arn" else resource


def main(arguments: list[str]) -> int:
    logging.disable()
    project = read(ROOT, [])
    with redirect_stdout(StringIO()):  # the metrics of the functions that are played
        needs = used(project)
    found, given = compared(project, needs), reasons()
    said = list(wrong(found, given))
    print("\n".join(said), end="\n" if said else "")
    return max(kept(PAGE, page(found, given), arguments, command="make privileges"), min(len(said), 1))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

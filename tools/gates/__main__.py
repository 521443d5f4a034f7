"""The gates of `make check`. Each proves itself on planted flaws, then looks at this project. Calls nobody."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

from tools.gates import finding, linting, planting, policies, project, rules, scanners
from tools.gates.finding import Exemption, Finding
from tools.gates.flaws import FLAWS
from tools.gates.project import ROOT, Project, UnreadableError

Gate = Callable[[Project], Iterator[Finding]]

# The slow ones first: two run at once.
GATES: Final[dict[str, tuple[Gate, str]]] = {
    "secrets": (scanners.secrets, "detect-secrets: keys, tokens and passwords in every file"),
    "checkov": (scanners.checkov, "checkov: the template as it is deployed, against common practice"),
    "cfn-lint": (linting.cloudformation, "cfn-lint: the template as it is deployed, against CloudFormation"),
    "parliament": (scanners.parliament, "parliament: what roles may do, against what AWS knows"),
    "asl": (linting.state_machines, "asl-validator: the definition of the state machine"),
    "code": (scanners.code, "ruff: the rules of security, and the reason of whoever silences one"),
    "rights": (policies.rights, "own rules on every policy of the template"),
    "template": (rules.own_rules, "own rules on the template"),
}


class Verdict(NamedTuple):
    gate: str
    caught: list[Finding]
    """In the planted copy."""
    findings: list[Finding]
    """Here, those that stay included."""
    seconds: float


def judge(gate: str, copy: Project, real: Project, exempt: list[Exemption]) -> Verdict:
    begun = time.monotonic()
    look, _ = GATES[gate]
    caught = finding.remaining(look(copy), exempt)
    return Verdict(gate, caught, list(look(real)), time.monotonic() - begun)


def verdicts(copy: Project, real: Project, exempt: list[Exemption]) -> Iterator[Verdict]:
    """As they come."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        for done in as_completed([pool.submit(judge, gate, copy, real, exempt) for gate in GATES]):
            yield done.result()


def row(verdict: Verdict, exempt: list[Exemption]) -> str:
    planted = [flaw for flaw in FLAWS if flaw.gate == verdict.gate]
    caught = f"{sum(flaw.found_in(verdict.caught) for flaw in planted)} of {len(planted)}"
    left = len(finding.remaining(verdict.findings, exempt))
    excepted = len(verdict.findings) - left
    said = GATES[verdict.gate][1]
    return f"{verdict.gate:<11} {caught:>9} {left:>9} {excepted:>9} {verdict.seconds:>6.1f} s   {said}"


def main() -> int:
    exempt = finding.exemptions()
    found: list[Finding] = []
    caught: list[Finding] = []
    try:
        real = project.read(ROOT, project.committed())
    except UnreadableError as error:
        print(f"The template cannot be translated: {error}")
        return 1
    print(f"{'gate':<11} {'flaws':>9} {'findings':>9} {'excepted':>9} {'time':>8}   what it looks at")
    with TemporaryDirectory() as folder:
        for verdict in verdicts(planting.planted(Path(folder), FLAWS), real, exempt):
            print(row(verdict, exempt), flush=True)
            found += verdict.findings
            caught += verdict.caught
    missed = [flaw for flaw in FLAWS if not flaw.found_in(caught)]
    wrong = [*finding.remaining(found, exempt), *finding.stale(found, exempt)]
    excepted = len(found) - len(finding.remaining(found, exempt))
    for flaw in missed:
        print(f"NOT CAUGHT: {flaw.name}; expected: {flaw.found}")
    for one in wrong:
        print(one)
    print(f"{len(FLAWS) - len(missed)} of {len(FLAWS)} planted flaws caught.")
    print(
        f"{len(wrong) or 'No'} findings in the project, besides {excepted} that {len(exempt)} written reasons except."
    )
    return 1 if missed or wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())

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
from tools.gates.planting import Flaw
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
    missed: list[Flaw]
    findings: list[Finding]
    """All of them, those that stay included."""
    seconds: float


def judge(gate: str, planted: Project, real: Project, exempt: list[Exemption]) -> Verdict:
    begun = time.monotonic()
    look, _ = GATES[gate]
    caught = finding.remaining(look(planted), exempt)
    missed = [flaw for flaw in FLAWS if flaw.gate == gate and not flaw.found_in(caught)]
    return Verdict(gate, missed, list(look(real)), time.monotonic() - begun)


def verdicts(planted: Project, real: Project, exempt: list[Exemption]) -> Iterator[Verdict]:
    """As they come."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        for done in as_completed([pool.submit(judge, gate, planted, real, exempt) for gate in GATES]):
            yield done.result()


def row(verdict: Verdict, exempt: list[Exemption]) -> str:
    planted = sum(flaw.gate == verdict.gate for flaw in FLAWS)
    stay = len(verdict.findings) - len(finding.remaining(verdict.findings, exempt))
    caught = f"{planted - len(verdict.missed)} of {planted}"
    return f"{verdict.gate:<11} {caught:>9} {len(verdict.findings) - stay:>9} {stay:>9} {verdict.seconds:>6.1f} s"


def main() -> int:
    exempt = finding.exemptions()
    found: list[Finding] = []
    missed: list[Flaw] = []
    try:
        real = project.read(ROOT, project.committed())
    except UnreadableError as error:
        print(f"The template cannot be translated: {error}")
        return 1
    with TemporaryDirectory() as folder:
        print(f"{'gate':<11} {'flaws':>9} {'findings':>9} {'excepted':>9} {'time':>8}   what it looks at")
        for verdict in verdicts(planting.planted(Path(folder), FLAWS), real, exempt):
            print(f"{row(verdict, exempt)}   {GATES[verdict.gate][1]}", flush=True)
            found += verdict.findings
            missed += verdict.missed
    wrong = [*finding.remaining(found, exempt), *finding.stale(found, exempt)]
    for flaw in missed:
        print(f"NOT CAUGHT: {flaw.name}; expected: {flaw.found}")
    for one in wrong:
        print(one)
    print(
        f"{len(FLAWS) - len(missed)} of {len(FLAWS)} planted flaws caught; {len(wrong) or 'no'} findings in the project"
    )
    return 1 if missed or wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())

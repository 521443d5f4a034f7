"""What the gates look at: the template as it is deployed, and the files that are or could be committed."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

from cfnlint.decode import decode
from samtranslator.model.exceptions import InvalidDocumentException

from tools.translate import translate

ROOT: Final = Path(__file__).parents[2]
TEMPLATE: Final = Path("infra", "template.yaml")
LIST_FILES: Final = ("git", "ls-files", "--cached", "--others", "--exclude-standard", "-z")

Resource = dict[str, Any]


class UnreadableError(Exception):
    """There is no deployed template to look at; says why."""


class Project(NamedTuple):
    root: Path
    files: list[str]
    template: dict[str, Any]
    """Translated to CloudFormation, the definitions of state machines in their places."""

    def of_type(self, *kinds: str) -> Iterator[tuple[str, Resource]]:
        """Names and properties of the resources of these types."""
        for name, resource in self.template["Resources"].items():
            if resource["Type"] in kinds:
                yield name, resource.get("Properties", {})


def read(root: Path, files: list[str]) -> Project:
    return Project(root, files, _deployed(root / TEMPLATE))


def committed(root: Path = ROOT) -> list[str]:
    """The files that are tracked, and those that nothing keeps from being added."""
    listed = subprocess.run(LIST_FILES, cwd=root, capture_output=True, text=True, check=True).stdout  # noqa: S603 (fixed)
    return sorted(name for name in set(listed.split("\0")) if name and (root / name).is_file())


def _deployed(path: Path) -> dict[str, Any]:
    source, unreadable = decode(str(path))
    if unreadable:
        raise UnreadableError("; ".join(f"line {match.linenumber}: {match.message}" for match in unreadable))
    try:
        template = translate(json.loads(json.dumps(source)))
        for resource in template["Resources"].values():
            if resource["Type"] == "AWS::StepFunctions::StateMachine":
                properties = resource["Properties"]
                location = properties.pop("DefinitionS3Location")
                properties["Definition"] = json.loads((path.parent / location["Key"]).read_text(encoding="utf-8"))
    except InvalidDocumentException as error:
        raise UnreadableError("; ".join(cause.message for cause in error.causes)) from error
    except json.JSONDecodeError as error:
        raise UnreadableError(f"a definition is no JSON: {error}") from error
    return template

"""What a gate finds, and which of it stays: infra/exceptions.yaml, each entry with its reason."""

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final, NamedTuple

import yaml
from pydantic import BaseModel, ConfigDict, Field

EXCEPTIONS: Final = Path(__file__).parents[2] / "infra" / "exceptions.yaml"


class Finding(NamedTuple):
    gate: str
    rule: str
    where: str
    """A resource of the template, with what it is about after a slash; or a file."""
    message: str

    def __str__(self) -> str:
        return f"{self.gate} {self.rule} at {self.where}: {self.message}"


class Exemption(BaseModel):
    """Findings that stay. `where` takes `*` for any part of a name."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rule: str
    """Gate and rule, as in the first two words of a finding."""
    where: tuple[str, ...] = Field(min_length=1)
    reason: str = Field(min_length=20)

    def covers(self, finding: Finding) -> bool:
        return self.rule == f"{finding.gate} {finding.rule}" and any(
            fnmatchcase(finding.where, place) for place in self.where
        )

    def stale(self, findings: Iterable[Finding]) -> Iterator[str]:
        """The places where it no longer covers anything."""
        found = {one.where for one in findings if f"{one.gate} {one.rule}" == self.rule}
        yield from (place for place in self.where if not any(fnmatchcase(one, place) for one in found))


def exemptions(path: Path = EXCEPTIONS) -> list[Exemption]:
    """Raises ValidationError for one without a reason."""
    return [Exemption.model_validate(one) for one in yaml.safe_load(path.read_text(encoding="utf-8"))]


def remaining(findings: Iterable[Finding], exempt: Iterable[Exemption]) -> list[Finding]:
    given = list(exempt)
    return [one for one in findings if not any(exemption.covers(one) for exemption in given)]


def stale(findings: Iterable[Finding], exempt: Iterable[Exemption]) -> list[Finding]:
    """Exceptions that no longer except anything are findings themselves."""
    found = list(findings)
    return [
        Finding("exceptions", "stale", place, f"{one.rule} finds nothing there any more")
        for one in exempt
        for place in one.stale(found)
    ]

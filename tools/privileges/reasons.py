"""Why a role may do what no story does: docs/security/privileges.yaml."""

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from typing import Final

import yaml
from pydantic import BaseModel, ConfigDict, Field

from tools.privileges.granted import Grant
from tools.shown import SECURITY

DATA: Final = SECURITY / "privileges.yaml"


class Reason(BaseModel):
    """Actions are written out, one by one; roles and resources may be patterns."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    roles: tuple[str, ...] = Field(min_length=1)
    actions: tuple[str, ...] = Field(min_length=1)
    resources: tuple[str, ...] = Field(min_length=1)
    reason: str = Field(min_length=1)

    def covers(self, grant: Grant) -> bool:
        parts = ((grant.role, self.roles), (grant.resource, self.resources))
        patterns_fit = all(any(fnmatchcase(one, pattern) for pattern in patterns) for one, patterns in parts)
        return grant.action in self.actions and patterns_fit


def reasons() -> list[Reason]:
    return [Reason.model_validate(one) for one in yaml.safe_load(DATA.read_text(encoding="utf-8"))]


def faults(unused: Sequence[Grant], given: Sequence[Reason]) -> Iterator[str]:
    """Grants without a reason, grants with several, and whatever of a reason is about nothing."""
    for grant in unused:
        number = sum(one.covers(grant) for one in given)
        if number != 1:
            yield f"{' '.join(grant)}: {'no reason' if not number else 'several reasons'} in {DATA.name}"
    for one in given:
        covered = [grant for grant in unused if one.covers(grant)]
        for what, said, patterns in (
            ("role", {grant.role for grant in covered}, one.roles),
            ("action", {grant.action for grant in covered}, one.actions),
            ("resource", {grant.resource for grant in covered}, one.resources),
        ):
            for pattern in patterns:
                if not any(fnmatchcase(each, pattern) for each in said):
                    yield f"« {one.reason} »: the {what} {pattern} is granted to nobody, or is used"

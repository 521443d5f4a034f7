"""What stays of what the gates find, and why."""

from pathlib import Path
from typing import Final

import pytest
import yaml
from pydantic import ValidationError

from tools.gates.finding import EXCEPTIONS, Exemption, Finding, exemptions, remaining, stale

REASON: Final = "KMS does not rotate keys for HMAC."
FOUND: Final = Finding("checkov", "CKV_AWS_7", "SourceKey", "Ensure rotation")


def exempt(*where: str, rule: str = "checkov CKV_AWS_7") -> Exemption:
    return Exemption(rule=rule, where=where, reason=REASON)


@pytest.mark.parametrize("reason", [{}, {"reason": ""}, {"reason": "TODO"}, {"reason": None}])
def test_an_exception_without_a_reason_is_refused(tmp_path: Path, reason: dict[str, str | None]) -> None:
    written = tmp_path / "exceptions.yaml"
    written.write_text(yaml.safe_dump([{"rule": "checkov CKV_AWS_7", "where": ["SourceKey"], **reason}]), "utf-8")
    with pytest.raises(ValidationError, match="reason"):
        exemptions(written)


def test_those_of_the_project_have_theirs() -> None:
    assert len(exemptions()) > 20
    assert EXCEPTIONS.parent.name == "infra"


def test_what_is_excepted_does_not_remain() -> None:
    assert remaining([FOUND], [exempt("SourceKey")]) == []


@pytest.mark.parametrize(
    "other",
    [exempt("TableKey"), exempt("Source"), exempt("*", rule="checkov CKV_AWS_8"), exempt("*", rule="CKV_AWS_7")],
)
def test_an_exception_is_for_its_rule_and_its_place_alone(other: Exemption) -> None:
    assert remaining([FOUND], [other]) == [FOUND]


def test_a_star_stands_for_any_part_of_a_name() -> None:
    assert remaining([FOUND], [exempt("*Key")]) == []


def test_an_exception_that_finds_nothing_is_a_finding() -> None:
    (found,) = stale([FOUND], [exempt("SourceKey", "*Queue")])
    assert str(found) == "exceptions stale at *Queue: checkov CKV_AWS_7 finds nothing there any more"
    assert stale([FOUND], [exempt("SourceKey")]) == []

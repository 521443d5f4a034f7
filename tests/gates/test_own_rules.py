"""The gates that are this project's own: what they find in a copy of it with flaws, and that they find none in it."""

import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import which
from typing import Final

import pytest

from tools.gates import scanners
from tools.gates.finding import Finding, exemptions, remaining, stale
from tools.gates.flaws import FLAWS
from tools.gates.planting import Flaw, planted
from tools.gates.policies import rights
from tools.gates.project import ROOT, Project, committed, read
from tools.gates.rules import RULES, own_rules

OWN: Final = ("rights", "template", "code")
PLANTED: Final = [flaw for flaw in FLAWS if flaw.gate in OWN]


def findings(project: Project) -> Iterator[Finding]:
    yield from rights(project)
    yield from own_rules(project)
    yield from scanners.code(project)


@pytest.fixture(scope="module")
def flawed(tmp_path_factory: pytest.TempPathFactory) -> list[Finding]:
    return remaining(findings(planted(tmp_path_factory.mktemp("planted"), FLAWS)), exemptions())


@pytest.fixture(scope="module")
def project() -> Project:
    """Its code as it stands here, from a clone or not."""
    folders = ("functions", "shared", "local", "tools/gates", "tests")
    return read(ROOT, [str(one) for folder in folders for one in Path(folder).rglob("*.py")])


@pytest.mark.parametrize("flaw", PLANTED, ids=lambda flaw: flaw.name)
def test_a_planted_flaw_is_found(flawed: list[Finding], flaw: Flaw) -> None:
    assert flaw.found_in(flawed)


def test_every_rule_has_a_flaw_that_it_finds(flawed: list[Finding]) -> None:
    assert {one.rule for one in flawed if one.gate == "template"} == {rule.__name__.replace("_", "-") for rule in RULES}


def test_the_project_has_none(project: Project) -> None:
    assert remaining(findings(project), exemptions()) == []


def test_no_exception_of_theirs_is_stale(project: Project) -> None:
    own = [one for one in exemptions() if one.rule.partition(" ")[0] in OWN]
    assert stale(findings(project), own) == []


def test_a_copy_without_flaws_has_nothing_of_them(tmp_path: Path) -> None:
    found = list(findings(planted(tmp_path, ())))
    assert [flaw.name for flaw in PLANTED if flaw.found_in(found)] == []


def test_at_least_fifteen_flaws_of_the_template_are_planted_for_gates_of_others() -> None:
    assert len([flaw for flaw in FLAWS if flaw.gate in {"checkov", "cfn-lint", "parliament", "asl"}]) >= 15


@pytest.mark.skipif(which("git") is None, reason="git is not installed")
def test_the_files_are_those_that_are_or_could_be_committed(tmp_path: Path) -> None:
    for name, text in {"new.py": "", "ignored.py": "", ".gitignore": "ignored.py\n"}.items():
        Path(tmp_path, name).write_text(text, encoding="utf-8")
    scanners.said(["git", "init", "--quiet"], tmp_path)
    assert committed(tmp_path) == [".gitignore", "new.py"]


def test_a_scanner_that_only_complains_is_no_scanner_that_found_nothing(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="No module named"):
        scanners.said([sys.executable, "-m", "no_such_scanner"], tmp_path)

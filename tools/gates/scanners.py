"""The programs of `.venv-gates`, and ruff's rules of security. None of them calls anybody."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tools.gates.finding import Finding
from tools.gates.policies import policies
from tools.gates.project import ROOT, Project

PYTHON: Final = ROOT / ".venv-gates" / "bin" / "python"
CHECKOV: Final = ("checkov.main", "--skip-download", "--framework", "cloudformation", "--output", "json", "--file")
HASHES: Final = r'--hash=sha256:|"integrity": "sha512-'
SECRETS: Final = ("detect_secrets", "scan", "--no-verify", "--exclude-lines", HASHES)
RUFF: Final = ("ruff", "check", "--select", "S", "--output-format", "json", "--no-cache", "--exit-zero", "--config")
NO_TEXT: Final = {".png", ".ttf", ".webp"}
GENERATED: Final = {"functions/catalogue/openapi.json", "shared/postcodes.txt"}
"""From sources that are looked at, or from a pinned package."""
SILENCED: Final = re.compile(r"# (?:ruff: )?noqa\b(?P<codes>:[A-Z0-9, ]+)?(?P<reason>\(.+\))?")

ASIDE: Final = re.compile(r"pragma: ?(allow|white)list|checkov:[ ]?skip|\bnosec\b|ignore_[c]hecks")
"""What makes the scanners themselves look away."""


def said(command: list[str], cwd: Path) -> str:
    """What a program printed, whatever it found. Raises RuntimeError for one that only complained."""
    ran = subprocess.run(command, cwd=cwd, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)  # noqa: S603 (our own lists)
    if ran.stderr and not ran.stdout:
        raise RuntimeError(f"{' '.join(command[:4])}: {ran.stderr[-2000:]}")
    return ran.stdout


def checkov(project: Project) -> Iterator[Finding]:
    with TemporaryDirectory() as folder:
        path = Path(folder, "template.json")
        path.write_text(json.dumps(project.template), encoding="utf-8")
        report = json.loads(said([str(PYTHON), "-m", *CHECKOV, str(path)], project.root))
    if report["summary"]["parsing_errors"]:
        yield Finding("checkov", "unreadable", "template", "the template was not understood")
    for one in report["results"]["failed_checks"]:
        yield Finding("checkov", one["check_id"], one["resource"].rpartition(".")[2], one["check_name"])


def parliament(project: Project) -> Iterator[Finding]:
    """Actions and conditions that do not exist, resources that an action does not know; of what roles may do."""
    with TemporaryDirectory() as folder:
        for policy in policies(project):
            if policy.kind == "identity":
                document = json.dumps({"Version": "2012-10-17", "Statement": policy.statements})
                Path(folder, policy.name.replace("/", "~") + ".json").write_text(document, encoding="utf-8")
        command = [str(PYTHON), "-W", "ignore", "-m", "parliament.cli", "--json", "--directory", folder]
        lines = said(command, project.root).splitlines()
    for one in map(json.loads, lines):
        policy_name = Path(one["location"]["filepath"]).stem.replace("~", "/")
        for detail in one["detail"] if isinstance(one["detail"], list) else [one["detail"]]:
            action = f"/{detail['action']}" if isinstance(detail, dict) and "action" in detail else ""
            yield Finding("parliament", one["issue"], policy_name + action, f"{one['title']}: {detail}")


def secrets(project: Project) -> Iterator[Finding]:
    """`where` ends with a mark of what was found, so that an exception is for that alone.

    Names such as `password` in Python are left to ruff, which knows the language.
    """
    files = [name for name in project.files if Path(name).suffix not in NO_TEXT and name not in GENERATED]
    report = json.loads(said([str(PYTHON), "-m", *SECRETS, *files], project.root))
    for name, found in report["results"].items():
        for one in found:
            if one["type"] != "Secret Keyword" or not name.endswith(".py"):
                where = f"{name}#{one['hashed_secret'][:8]}"
                yield Finding("secrets", one["type"].replace(" ", "-").lower(), where, f"line {one['line_number']}")


def code(project: Project) -> Iterator[Finding]:
    """Ruff's rules of security, and the reason of whoever silenced one of them."""
    files = [name for name in project.files if name.endswith(".py")]
    command = [sys.executable, "-m", *RUFF, str(ROOT / "pyproject.toml"), *files]
    for one in json.loads(said(command, project.root)):
        where = Path(one["filename"]).resolve().relative_to(project.root.resolve())
        yield Finding("code", one["code"], str(where), f"line {one['location']['row']}: {one['message']}")
    yield from _silenced(project)


def _silenced(project: Project) -> Iterator[Finding]:
    for name in project.files:
        if Path(name).suffix in NO_TEXT or name in GENERATED:
            continue
        for number, line in enumerate((project.root / name).read_text(encoding="utf-8").splitlines(), 1):
            if ASIDE.search(line):
                yield Finding("code", "excepted-elsewhere", name, f"line {number}: belongs in infra/exceptions.yaml")
            silenced = SILENCED.search(line) if name.endswith(".py") else None
            if silenced and not silenced["reason"] and re.search(r"\bS\d", silenced["codes"] or "S1"):
                yield Finding("code", "silenced-without-a-reason", name, f"line {number}: {silenced[0]}")

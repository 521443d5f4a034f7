"""What the command says: help for everything, tables, JSON, and what to do when something cannot be done."""

import io
import json
import os
import shlex
import subprocess
import sys
from argparse import Namespace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, NoCredentialsError

from operate import seats
from operate.__main__ import COMMANDS, main, parser_of
from operate.command import Command
from operate.refusals import OperatorError, told
from operate.telling import answer, confirm
from shared.problems.registrations import RegistrationNotFoundError
from shared.role import Role
from shared.table import TableBusyError

BY_NAME = {one.name: one for one in COMMANDS}


@pytest.mark.parametrize("name", BY_NAME)
def test_every_command_has_help_with_an_example_that_is_understood(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command: Command = BY_NAME[name]
    with pytest.raises(SystemExit) as left:
        main([*name.split(), "--help"])
    shown = capsys.readouterr().out
    assert left.value.code == 0
    assert f"example: certif-up {name} {command.example}" in shown
    assert command.summary[:30].lower() in shown.lower()
    options = parser_of(COMMANDS).parse_args([*name.split(), *shlex.split(command.example)])
    assert options.command is command
    assert options.environment == "prod"
    assert hasattr(options, "yes") == command.dangerous


@pytest.mark.parametrize("wrong", [["status"], ["status", "--local", "--environment", "prod"], ["nothing"], []])
def test_wrong_use_ends_with_2(wrong: list[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(wrong)
    assert left.value.code == 2


def test_people_read_tables() -> None:
    said: dict[str, object] = {
        "at": datetime(2026, 11, 30, 3, tzinfo=UTC),
        "queues": [{"queue": "a", "depth": 1}, {"queue": "bcd"}],
    }
    said |= {"work": {"due": 3, "roles": [Role.CENTRE]}, "done": True, "nothing": None}
    assert answer(said, as_json=False).splitlines() == [
        "at       2026-11-30T03:00:00Z",
        "queues:",
        "  queue  depth",
        "  a      1",
        "  bcd    –",
        "work:",
        "  due    3",
        "  roles  centre",
        "done     yes",
        "nothing  –",
    ]


def test_programs_read_json() -> None:
    said = {"at": datetime(2026, 11, 30, 3, tzinfo=UTC), "role": Role.CENTRE, "name": "Zoé"}
    assert json.loads(answer(said, as_json=True)) == {"at": "2026-11-30T03:00:00Z", "role": "centre", "name": "Zoé"}


def test_nothing_dangerous_happens_without_a_word_or_somebody_to_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    confirm(Namespace(yes=True), "Sure?")
    monkeypatch.setattr(sys, "stdin", io.StringIO("yes\n"))
    with pytest.raises(OperatorError) as refused:
        confirm(Namespace(yes=False), "Sure?")
    assert "--yes" in refused.value.advice


def _refused(code: str, operation: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "with an address in it: a@b.example"}}, operation)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (NoCredentialsError(), "aws sso login"),
        (_refused("ExpiredTokenException", "Query"), "aws sso login"),
        (_refused("ResourceNotFoundException", "GetFunctionConfiguration"), "no environment « prod »"),
        (_refused("ValidationError", "DescribeStacks"), "no environment « prod »"),
        (_refused("AccessDeniedException", "Decrypt"), "may not call Decrypt"),
        (_refused("ThrottlingException", "Query"), "Query was refused: ThrottlingException"),
        (EndpointConnectionError(endpoint_url="http://127.0.0.1:9"), "make run"),
        (TableBusyError(), "Run the command again"),
        (RegistrationNotFoundError(), "Refused: "),
    ],
)
def test_what_cannot_be_done_says_what_to_do(error: Exception, said: str) -> None:
    text = told(error, "prod")
    assert said in text
    assert "a@b.example" not in text


def test_without_a_local_cloud_it_says_how_to_start_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status", "--local", "--data", str(tmp_path)]) == 3
    said = capsys.readouterr()
    assert (said.out, "make run" in said.err) == ("", True)


def test_without_credentials_it_says_how_to_sign_in(tmp_path: Path) -> None:
    """In a process of its own, which knows neither this one's credentials nor the machine's."""
    variables = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "AWS_DEFAULT_REGION": "eu-west-3"}
    variables["AWS_EC2_METADATA_DISABLED"] = "true"
    done = subprocess.run(
        [sys.executable, "-m", "operate", "status", "--environment", "prod"],
        env=variables,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.splitlines()[0] == "There are no AWS credentials."


def test_once_installed_it_works_from_any_folder(tmp_path: Path) -> None:
    """Even where a folder is called as one of ours."""
    project, elsewhere = tmp_path / "project", tmp_path / "elsewhere"
    installed = project / ".venv" / "bin"
    installed.mkdir(parents=True)
    for folder in ("operate", "shared", "functions", "local"):
        (project / folder).symlink_to(Path(folder).resolve())
    (installed / "python").write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    (installed / "certif-up").write_bytes(Path("operate/certif-up").read_bytes())
    for one in installed.iterdir():
        one.chmod(0o755)
    (elsewhere / "shared").mkdir(parents=True)
    (elsewhere / "shared" / "table.py").write_text("raise SystemExit(9)")
    done = subprocess.run(  # noqa: S603 (our own program)
        [installed / "certif-up", "status", "--help"], cwd=elsewhere, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "example: certif-up status" in done.stdout


@pytest.mark.parametrize(("typed", "meant"), [("chi=24", ("CHI", 24)), ("E-1=0", ("E-1", 0))])
def test_a_capacity_is_typed_with_its_exam(typed: str, meant: tuple[str, int]) -> None:
    assert seats.exam_and_capacity(typed) == meant


@pytest.mark.parametrize("typed", ["CHI", "CHI=", "=4", "CHI=-1", "CHI=x"])
def test_anything_else_is_wrong_use(typed: str) -> None:
    with pytest.raises(SystemExit) as left:
        main(["seats", "2027-06", "C02", "--set", typed, "--local"])
    assert left.value.code == 2

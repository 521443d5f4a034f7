"""`make deploy` as far as it goes without an account."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from tools.deploy.__main__ import RefusedError, account
from tools.deploy.stages import stage

COMMAND: Final = (sys.executable, "-m", "tools.deploy")


def said(*arguments: str) -> tuple[int, str]:
    done = subprocess.run(  # noqa: S603 (our own program)
        [*COMMAND, *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def test_it_asks_which_stage() -> None:
    code, words = said()
    assert (code, words.splitlines()[0]) == (1, "Which stage? make deploy ENV=test or ENV=production")


def test_it_names_the_stages_that_there_are() -> None:
    code, words = said("staging")
    assert (code, words.splitlines()[0]) == (1, "There is no stage staging: make deploy ENV=test or ENV=production")


def test_its_help_says_what_it_does() -> None:
    code, words = said("--help")
    assert code == 0
    assert {"--changes", "--yes"} <= set(words.split())


def test_whoever_has_not_signed_in_is_told_how(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    with pytest.raises(RefusedError, match=r"(?s)Unable to locate credentials.*aws sso login"):
        account(stage("test", {}))

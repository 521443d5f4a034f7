"""`certif-up` on a local cloud, in a process of its own, as a person calls it."""

import json
import os
import subprocess
import sys
from functools import cached_property
from typing import Any, NamedTuple

from local.cloud import Cloud
from tests.cloud.conftest import ROOT, LocalCloud


class _Done(NamedTuple):
    code: int
    stdout: str
    stderr: str


class Done(_Done):
    @cached_property
    def said(self) -> Any:
        """The answer, where `--json` was asked for."""
        return json.loads(self.stdout)


def environment(cloud: LocalCloud) -> dict[str, str]:
    """As for an account of AWS that an operator is signed in to: nothing here says that it is local."""
    running = Cloud.of(cloud.folder)
    return os.environ | {
        "AWS_ENDPOINT_URL": running.aws_url,
        "AWS_ENDPOINT_URL_SFN": running.states_url,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
    }


def call(words: list[str], variables: dict[str, str]) -> Done:
    """Nobody sits there to be asked."""
    done = subprocess.run(  # noqa: S603 (our own program)
        [sys.executable, "-m", "operate", *words],
        cwd=ROOT,
        env=variables,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)


def certif_up(cloud: LocalCloud, *words: str) -> Done:
    """With `--local`, as beside `make run`."""
    return call([*words, "--local", f"--data={cloud.folder}"], dict(os.environ))


def told(cloud: LocalCloud, *words: str) -> Any:
    """The JSON of what went well, whether or not it needs a person."""
    done = certif_up(cloud, *words, "--json")
    assert done.code in {0, 1}, done
    return done.said
